import type { CheckerFactory } from './checker.ts';
import { conflictingState } from './conflicting-state.ts';
import { doubleDispatch } from './double-dispatch.ts';
import { doubleFailover } from './double-failover.ts';
import { duplicateCompletion } from './duplicate-completion.ts';
import { duplicateWorkflow } from './duplicate-workflow.ts';
import type { Anomaly } from './finding.ts';
import { lockOverlap } from './lock-overlap.ts';
import { lostTask } from './lost-task.ts';
import { lostWorkflow } from './lost-workflow.ts';
import { neverRecovered } from './never-recovered.ts';
import { orderViolation } from './order-violation.ts';
import { orphanExecution } from './orphan-execution.ts';
import { overlappingExecutions } from './overlapping-executions.ts';
import { staleMasterDispatch } from './stale-master-dispatch.ts';
import { staleMasterWrite } from './stale-master-write.ts';
import { stuckWorkflow } from './stuck-workflow.ts';
import { witnessDisagreement } from './witness-disagreement.ts';

/** Every checker. The type keeps it complete: an anomaly without one does not compile. */
export const registry: Readonly<Record<Anomaly, CheckerFactory>> = {
  'overlapping-executions': overlappingExecutions,
  'duplicate-completion': duplicateCompletion,
  'orphan-execution': orphanExecution,
  'order-violation': orderViolation,
  'stuck-workflow': stuckWorkflow,
  'double-dispatch': doubleDispatch,
  'stale-master-write': staleMasterWrite,
  'stale-master-dispatch': staleMasterDispatch,
  'conflicting-state': conflictingState,
  'double-failover': doubleFailover,
  'witness-disagreement': witnessDisagreement,
  'lost-task': lostTask,
  'lost-workflow': lostWorkflow,
  'duplicate-workflow': duplicateWorkflow,
  'lock-overlap': lockOverlap,
  'never-recovered': neverRecovered,
};
