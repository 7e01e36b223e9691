import { z } from 'zod';
import { callsOf, nothing, yes } from './calls.ts';
import type { Family } from './family.ts';
import { isSince, type Release } from './release.ts';
import { refusalsSince32, registrySince32, startSince32, taskSince32 } from './since-3.2.ts';
import {
  commandKinds,
  commandKindsSince32,
  final,
  open,
  taskStates,
  workflowStates,
  workflowStatesUntil32,
} from './states.ts';
import { databaseOf } from './tables.ts';

/** DolphinScheduler 3.2.0 to 3.2.2. Their tables and codes are the same; two answers and a path changed on the way. */
export function family32(release: Release): Family {
  return {
    ...databaseOf('process', {
      taskStates: { ...taskStates, 5: final('STOP') },
      workflowStates: { ...workflowStates, ...workflowStatesUntil32, 17: open('WAIT_TO_RUN') },
      commandKinds: { ...commandKinds, ...commandKindsSince32, 10: 'RECOVER_WAITING_THREAD' },
    }),
    ...registrySince32,
    // GlobalTaskDispatchWaitingQueue is a DelayQueue since 3.2.1; before, the worker has one (WorkerDelayTaskExecuteRunnable).
    delaysOn: isSince(release, [3, 2, 1]) ? 'master' : 'worker',
    refusals: refusalsSince32,
    calls: callsOf({
      word: 'process',
      tenantIn: 'start',
      taskExtras: taskSince32,
      startExtras: startSince32,
      // The trigger code, by which its instance could be found; in all three releases.
      started: (data) => z.number().int().parse(data),
      done: isSince(release, [3, 2, 1]) ? yes : nothing,
      monitor: (role) => (isSince(release, [3, 2, 2]) ? `/monitor/${role.toUpperCase()}` : `/monitor/${role}s`),
    }),
  };
}
