import type Dockerode from 'dockerode';
import { EngineError } from '../../cluster/engine.ts';
import { DeadlineError, within } from '../../cluster/wait.ts';
import { reasonOf } from '../../history/reason.ts';

/** `warning`: runs may work all the same, or may fail now and then. `wrong`: they cannot work. */
export type State = 'ok' | 'warning' | 'wrong';

export interface Judgement {
  readonly state: State;
  /** What is so: one sentence without its full stop. */
  readonly says: string;
  /** What to do about it: a command, or where there is none what to change. Absent where nothing is to be done. */
  readonly fix?: string;
}

export interface Diagnosis extends Judgement {
  readonly name: string;
}

/** What checks look at. */
export interface Place {
  /** The same one for all. @throws EngineError */
  readonly engine: () => Promise<Dockerode>;
  /** Whether checks may start a container of their own, of an image that is there. */
  readonly mayStart: boolean;
}

/** What the engine says of its machine; nothing where none answers, so that what can be seen from here is still looked at. */
export async function engineInfo({ engine }: Place): Promise<EngineInfo | undefined> {
  try {
    return (await (await engine()).info()) as EngineInfo;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

interface EngineInfo {
  /** Bytes. */
  readonly MemTotal: number;
  readonly NCPU: number;
  readonly DockerRootDir: string;
}

/** One thing to look at: a file, and a line in the registry. */
export interface Check {
  readonly name: string;
  readonly deadlineMs: number;
  readonly look: (place: Place) => Promise<Judgement>;
}

/** All checks side by side; each is given up at its deadline, and what one throws is its own. @returns one for each, in their order. */
export function diagnose(checks: readonly Check[], place: Place): Promise<readonly Diagnosis[]> {
  return Promise.all(
    checks.map(async ({ name, deadlineMs, look }) => ({
      name,
      ...(await within(name, deadlineMs, () => look(place)).catch(failed)),
    })),
  );
}

function failed(error: unknown): Judgement {
  if (error instanceof EngineError) return { state: 'warning', says: 'not looked at: no engine answers' };
  if (error instanceof DeadlineError) return { state: 'warning', says: `not known: ${error.message}` };
  return { state: 'warning', says: `could not be looked at: ${reasonOf(error)}` };
}
