import { z } from 'zod';
import { callsOf, yes } from './calls.ts';
import type { Family } from './family.ts';
import { refusalsSince32, registrySince32, startSince32, taskSince32 } from './since-3.2.ts';
import { commandKinds, commandKindsSince32, open, taskStates, workflowStates } from './states.ts';
import { databaseOf } from './tables.ts';

/**
 * DolphinScheduler 3.3.0 and later. Read in the source of the development snapshot of 18 October 2024, between 3.2.2 and 3.3.0.
 */
export const family33: Family = {
  ...databaseOf('workflow', {
    taskStates,
    workflowStates: { ...workflowStates, 17: open('WAIT_TO_RUN'), 18: open('FAILOVER') },
    commandKinds: { ...commandKinds, ...commandKindsSince32 },
  }),
  ...registrySince32,
  // TaskSubmittedStateAction.
  delaysOn: 'master',
  refusals: refusalsSince32,
  calls: callsOf({
    word: 'workflow',
    tenantIn: 'start',
    taskExtras: taskSince32,
    startExtras: startSince32,
    // The ids of what was made of it: one.
    started: (data) => z.array(z.number().int()).length(1).parse(data),
    done: yes,
    monitor: (role) => `/monitor/${role.toUpperCase()}`,
  }),
};
