import { callsOf, nothing } from './calls.ts';
import type { Family } from './family.ts';
import { commandKinds, final, taskStates, workflowStates, workflowStatesUntil32 } from './states.ts';
import { databaseOf } from './tables.ts';

/** DolphinScheduler 3.1.0 to 3.1.9: their controllers, tables and registry paths are the same. */
export const family31: Family = {
  ...databaseOf('process', {
    // Since 3.1.7.
    taskStates: { ...taskStates, 5: final('STOP') },
    workflowStates: { ...workflowStates, ...workflowStatesUntil32 },
    commandKinds: { ...commandKinds, 10: 'RECOVER_WAITING_THREAD' },
  }),
  registryPaths: ['/dolphinscheduler/nodes/master', '/dolphinscheduler/nodes/worker', '/dolphinscheduler/lock/masters'],
  registryRoots: ['/dolphinscheduler/nodes', '/dolphinscheduler/lock'],
  // WorkerDelayTaskExecuteRunnable.
  delaysOn: 'worker',
  // api/enums/Status.java: names taken, no master, definition absent or not online, a parameter or graph that is not valid.
  refusals: new Set([10001, 10003, 10009, 10019, 10025, 50003, 50004, 50019, 50020]),
  calls: callsOf({
    word: 'process',
    tenantIn: 'definition',
    taskExtras: {},
    startExtras: {},
    started: nothing,
    done: nothing,
    monitor: (role) => `/monitor/${role}s`,
  }),
};
