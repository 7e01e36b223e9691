import { z } from 'zod';
import { callFail, callInfo, callInvoke, callOk } from './events/call.ts';
import {
  containerDie,
  containerOom,
  containerPause,
  containerRestart,
  containerStart,
  containerUnpause,
} from './events/container.ts';
import { executionBeat, executionEnd, executionStart } from './events/execution.ts';
import { faultBegin, faultEffective, faultHeal, faultHealed, faultMissed } from './events/fault.ts';
import { linkConnect, linkCut, linkDropped, linkState, linkTraffic } from './events/link.ts';
import { logLine } from './events/log.ts';
import {
  nodeCreate,
  nodeDelete,
  registryLead,
  sessionEnd,
  sessionMove,
  sessionOpen,
  sessionOwn,
} from './events/registry.ts';
import { commandRow, errorCommandRow, taskRow, workflowRow } from './events/row.ts';
import { runBegin, runEnd, runGap, runWorkflow } from './events/run.ts';

/** One line of the history. A new witness is a file under `events/` and its lines here. */
export const eventSchema = z.discriminatedUnion('type', [
  runBegin,
  runWorkflow,
  runGap,
  runEnd,
  executionStart,
  executionBeat,
  executionEnd,
  z.discriminatedUnion('table', [workflowRow, taskRow, commandRow, errorCommandRow]),
  sessionOpen,
  sessionOwn,
  sessionMove,
  sessionEnd,
  registryLead,
  nodeCreate,
  nodeDelete,
  linkState,
  linkConnect,
  linkCut,
  linkTraffic,
  linkDropped,
  logLine,
  containerStart,
  containerDie,
  containerOom,
  containerPause,
  containerUnpause,
  containerRestart,
  callInvoke,
  callOk,
  callFail,
  callInfo,
  faultBegin,
  faultEffective,
  faultHeal,
  faultHealed,
  faultMissed,
]);

export type HistoryEvent = z.infer<typeof eventSchema>;
export type EventType = HistoryEvent['type'];
/** The event of one type: `EventOf<'execution.start'>`. */
export type EventOf<Type extends EventType> = Extract<HistoryEvent, { type: Type }>;
export type RowEvent = EventOf<'row'>;

/** Events without some of their fields, each kind for itself: `Omit` alone would keep only what all kinds have. */
export type Without<Event, Field extends PropertyKey> = Event extends unknown ? Omit<Event, Field> : never;

/** An event before the journal has given it its number. */
export type UnnumberedEvent = Without<HistoryEvent, 'seq'>;
