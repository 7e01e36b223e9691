import { setTimeout as sleep } from 'node:timers/promises';
import type { SchedulerClient } from '../cluster/dolphinscheduler/client.ts';
import { allSettled, DeadlineError, type Say, waitFor } from '../cluster/wait.ts';
import type { Journal } from '../history/journal.ts';
import { MS_PER_SECOND, nowMicros } from '../history/time.ts';
import type { Nemesis } from './nemesis.ts';
import type { Plan } from './plan-schema.ts';
import type { Progress } from './progress.ts';
import { settled } from './settle.ts';
import type { View } from './view.ts';
import { submit } from './workload.ts';

export interface WorkContext {
  readonly scheduler: SchedulerClient;
  readonly nemesis: Nemesis;
  readonly journal: Journal;
  readonly view: View;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** How the run's work came to its end, and the workflows that it started, by their definitions' codes. */
export interface RunEnd {
  readonly outcome: 'settled' | 'deadline';
  readonly reason: string;
  readonly definitions: readonly number[];
}

/**
 * Submits the workload, does the faults meanwhile, and waits until everything has settled or its grace is over.
 * @throws CallError, the signal's reason.
 */
export async function work(
  plan: Plan,
  { scheduler, nemesis, journal, view, progress, signal }: WorkContext,
): Promise<RunEnd> {
  const submitted = await progress.step('Workload', (say) => submit(scheduler, plan, { journal, say, signal }));
  const { definitions, firesUntil } = submitted;
  const startedAt = nowMicros();
  try {
    if (plan.faults.length > 0) {
      const title = plan.faults.map(({ strike, target }) => `${strike.kind} ${target}`).join(', ');
      await progress.step(`Faults: ${title}`, (say) =>
        allSettled(plan.faults.map((fault) => nemesis.run(fault, startedAt, (text) => say(`${fault.fault}: ${text}`)))),
      );
    }
    if (firesUntil !== undefined) await progress.step('Schedule', (say) => fired(firesUntil, say, signal));
  } finally {
    await submitted.end();
  }
  const since = nowMicros();
  try {
    await progress.step('Settle', (say) =>
      waitFor({
        what: 'final states',
        deadlineMs: plan.graceMs,
        signal,
        say,
        look: () => settled(view, definitions, since),
      }),
    );
    // Afterwards and not beside it: a server may come back, and go a few seconds later for what it saw before.
    if (plan.faults.length > 0) await progress.step('Recovery', (say) => nemesis.recover(since, say));
    return { outcome: 'settled', reason: 'every workflow is final and every execution over', definitions };
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    return { outcome: 'deadline', reason: error.message, definitions };
  }
}

/** Waits until the scheduler's timer starts nothing any more. */
async function fired(until: number, say: Say, signal: AbortSignal): Promise<void> {
  say(`the schedule ends in ${Math.max(0, Math.ceil((until - Date.now()) / MS_PER_SECOND))} s`);
  // What was due at the very end may be a moment late.
  await sleep(Math.max(0, until - Date.now()) + MS_PER_SECOND, undefined, { signal }).catch(() =>
    signal.throwIfAborted(),
  );
}
