import type { Execution } from '../checkers/executions.ts';
import type { Situation } from '../checkers/situation.ts';
import { type Look, notYet, there } from '../cluster/wait.ts';
import { MICROS_PER_MS, type Micros, MS_PER_SECOND } from '../history/time.ts';
import type { PlannedOccasion, PlannedTrigger } from './plan-schema.ts';
import type { RowStage } from './sightings.ts';
import type { TaskStage } from './trigger-words.ts';
import type { View } from './view.ts';

/** Something that a trigger waited for, and what roles are resolved by. */
export interface Occasion {
  readonly at: Micros;
  readonly workflow?: number;
  /** The execution that it was about. */
  readonly execution?: Execution;
}

/** `task long running + 2 s`: for progress, and for the verdict when it is never reached. */
export function triggerPhrase({ occasion, plusMs }: PlannedTrigger): string {
  return plusMs === 0 ? occasionPhrase(occasion) : `${occasionPhrase(occasion)} + ${plusMs / MS_PER_SECOND} s`;
}

function occasionPhrase(occasion: PlannedOccasion): string {
  switch (occasion.on) {
    case 'start':
      return 'workflows started';
    case 'task':
      return `task ${occasion.task} ${occasion.is}`;
    case 'seen':
      return occasion.what;
    case 'fault':
      return `fault ${occasion.fault} ${occasion.step}`;
  }
}

/** One look at whether a trigger is reached. `startedAt`: when the last workflow of the plan was started. */
export function lookForTrigger(
  { occasion, plusMs }: PlannedTrigger,
  { view, now, startedAt }: { readonly view: View; readonly now: Micros; readonly startedAt: Micros },
): Look<Occasion> {
  const found = occasionOf(occasion, view, now, startedAt);
  if (!found) return notYet(`not yet: ${occasionPhrase(occasion)}`);
  return now - found.at < plusMs * MICROS_PER_MS ? notYet(occasionPhrase(occasion)) : there(found);
}

function occasionOf(occasion: PlannedOccasion, view: View, now: Micros, startedAt: Micros): Occasion | undefined {
  switch (occasion.on) {
    case 'start':
      return { at: startedAt };
    case 'task':
      return occasionOfTask(view, occasion.task, occasion.is, now);
    case 'seen':
      return view.sightings.first(occasion.what);
    case 'fault': {
      const story = view.situation.faults.all().find(({ fault }) => fault === occasion.fault);
      const moments = { begun: story?.begin, effective: story?.effective, healed: story?.healed };
      return moments[occasion.step];
    }
  }
}

function occasionOfTask(view: View, name: string, is: TaskStage, now: Micros): Occasion | undefined {
  const { situation } = view;
  switch (is) {
    case 'running': {
      // One that has ended meanwhile is none that runs: with several workflows another one's may still.
      const execution = view.alive(now).find((each) => situation.task(each)?.name === name);
      return execution && { at: execution.start.at, workflow: execution.workflow, execution };
    }
    case 'ended': {
      const ended = [...situation.executions.all()].find(
        (each) => each.exitCode !== undefined && situation.task(each)?.name === name,
      );
      return ended && { at: ended.last.at, workflow: ended.workflow, execution: ended };
    }
    case 'submitted':
    case 'dispatched':
    case 'delayed':
      return firstRow(view, situation, name, is);
  }
}

function firstRow(view: View, situation: Situation, name: string, is: RowStage): Occasion | undefined {
  const row = view.sightings.taskRows(is).find((each) => situation.task(each)?.name === name);
  return row && { at: row.at, workflow: row.workflow };
}
