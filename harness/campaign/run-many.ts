import type { Plan } from '../plan-schema.ts';
import type { Outcome } from './outcome.ts';
import { type Budget, type Stop, stopOf } from './stop.ts';

export interface Campaign<Run> {
  /** The plan to run next, from what came of those before, oldest first; nothing where the campaign has come to its own end. */
  readonly next: (done: readonly Run[]) => Plan | undefined;
  /** Runs a plan, the first with number 1, and says what came of it. What it throws ends the campaign. */
  readonly run: (plan: Plan, number: number) => Promise<Run>;
  /** Called after each run, with all that there are. */
  readonly told: (done: readonly Run[]) => void;
  readonly budget: Budget;
  /** ms since the campaign began. */
  readonly elapsedMs: () => number;
}

/** Runs one plan after the other. @returns why it ended before its own end; nothing where it came to that. */
export async function runMany<Run extends { readonly outcome: Outcome }>({
  next,
  run,
  told,
  budget,
  elapsedMs,
}: Campaign<Run>): Promise<Stop | undefined> {
  const done: Run[] = [];
  for (;;) {
    const planned = next(done);
    if (!planned) return undefined;
    const stop = stopOf(done, elapsedMs(), budget);
    if (stop) return stop;
    done.push(await run(planned, done.length + 1));
    told(done);
  }
}
