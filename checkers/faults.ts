import type { EventOf, HistoryEvent } from '../history/event.ts';
import type { Moment } from './executions.ts';

type NemesisEvent = Extract<HistoryEvent, { source: 'nemesis' }>;

/** What became of one fault, planned or done. */
export interface FaultStory {
  readonly fault: string;
  readonly begin?: Moment;
  readonly effective?: Moment;
  readonly heal?: Moment;
  readonly healed?: Moment;
  readonly missed: readonly EventOf<'fault.missed'>[];
}

/** The story of each fault. One record for each fault. */
export class Faults {
  readonly #stories = new Map<string, FaultStory>();

  constructor(planned: EventOf<'run.begin'>['faults']) {
    for (const { fault } of planned) this.#stories.set(fault, { fault, missed: [] });
  }

  all(): readonly FaultStory[] {
    return [...this.#stories.values()];
  }

  observe(event: NemesisEvent): void {
    const story = this.#stories.get(event.fault) ?? { fault: event.fault, missed: [] };
    this.#stories.set(event.fault, next(story, event));
  }
}

function next(story: FaultStory, event: NemesisEvent): FaultStory {
  const moment = { at: event.at, seq: event.seq };
  switch (event.type) {
    case 'fault.begin':
      return story.begin ? story : { ...story, begin: moment };
    case 'fault.effective':
      return story.effective ? story : { ...story, effective: moment };
    case 'fault.heal':
      return { ...story, heal: moment };
    case 'fault.healed':
      return { ...story, healed: moment };
    case 'fault.missed':
      return { ...story, missed: [...story.missed, event] };
  }
}
