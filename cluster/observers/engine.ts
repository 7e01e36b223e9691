import type Dockerode from 'dockerode';
import { gap } from '../../history/gap.ts';
import type { Journal } from '../../history/journal.ts';
import { MICROS_PER_MS, nowMicros } from '../../history/time.ts';
import { RUN_LABEL, SERVER_LABEL } from '../labels.ts';
import { byLine } from './container-log.ts';

/** The engine's names for what the history knows. */
const kinds = {
  start: 'container.start',
  die: 'container.die',
  oom: 'container.oom',
  pause: 'container.pause',
  unpause: 'container.unpause',
  restart: 'container.restart',
} as const;

interface EngineEvent {
  readonly Action: string;
  readonly timeNano: number;
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> };
}

/** Writes the engine's own account of the run's containers into the journal. @returns what stops that. */
export async function observeEngine(engine: Dockerode, run: string, journal: Journal): Promise<() => void> {
  const stream = await engine.getEvents({
    filters: { type: ['container'], label: [`${RUN_LABEL}=${run}`], event: Object.keys(kinds) },
  });
  let stopped = false;
  stream.on(
    'data',
    byLine((line) => {
      if (line.trim()) record(JSON.parse(line) as EngineEvent, journal);
    }),
  );
  const lost = (): void => {
    if (!stopped) journal.append(gap('engine', "the engine's event stream ended", nowMicros()));
    stopped = true;
  };
  stream.once('end', lost);
  stream.once('error', lost);
  return () => {
    stopped = true;
    (stream as unknown as { destroy(): void }).destroy();
  };
}

function record({ Action, timeNano, Actor: { Attributes: attributes } }: EngineEvent, journal: Journal): void {
  const server = attributes[SERVER_LABEL];
  if (!server || !(Action in kinds)) return;
  const type = kinds[Action as keyof typeof kinds];
  const common = { at: Math.round(timeNano / MICROS_PER_MS), source: 'engine', server } as const;
  if (type === 'container.die') {
    const code = attributes['exitCode'];
    journal.append({ ...common, type, exitCode: code === undefined ? null : Number(code) });
  } else {
    journal.append({ ...common, type });
  }
}
