import { beginOf } from '../../history/begin.ts';
import type { HistoryEvent } from '../../history/event.ts';
import type { Micros } from '../../history/time.ts';
import { executionsByTask } from '../timeline/executions.ts';
import { Names } from '../timeline/workflows.ts';

/** A side of an operation. `seq`: the event that tells of it; no whole number where none does, and then its place among those that do. */
export interface Side {
  readonly at: Micros;
  readonly seq: number;
}

export interface Completion extends Side {
  readonly type: 'ok' | 'fail' | 'info';
  readonly value: unknown;
  readonly error?: string | undefined;
}

/** Something that somebody began, and how it ended, where the history says. */
export interface Operation {
  readonly by: 'client' | 'nemesis';
  readonly f: string;
  readonly value: unknown;
  readonly invoke: Side;
  completion?: Completion;
}

type CallEvent = Extract<HistoryEvent, { source: 'client' }>;
type FaultEvent = Extract<HistoryEvent, { source: 'nemesis' }>;

/** Calls of the scheduler's API, in order of time as everything here. */
export function calls(events: readonly HistoryEvent[]): readonly Operation[] {
  const open = new Map<number, Operation>();
  const all: Operation[] = [];
  for (const event of events) {
    if (event.source !== 'client') continue;
    const { at, seq } = event;
    if (event.type === 'call.invoke') {
      const operation: Operation = { by: 'client', f: event.operation, value: event.request, invoke: { at, seq } };
      open.set(event.call, operation);
      all.push(operation);
      continue;
    }
    const operation = open.get(event.call);
    open.delete(event.call);
    if (operation) operation.completion = { at, seq, ...answer(event, operation) };
  }
  return all;
}

function answer(
  event: Exclude<CallEvent, { type: 'call.invoke' }>,
  { value }: Operation,
): Omit<Completion, keyof Side> {
  switch (event.type) {
    case 'call.ok':
      return { type: 'ok', value: event.response };
    case 'call.fail':
      return { type: 'fail', value, error: event.reason };
    case 'call.info':
      return { type: 'info', value, error: event.reason };
    default:
      return event satisfies never;
  }
}

/**
 * Processes of tasks. One that ended with another exit code than 0, or of which nobody saw the end, may have done its work or some of it: `info`,
 * since Jepsen's `fail` says that it has done nothing.
 */
export function executions(events: readonly HistoryEvent[]): readonly Operation[] {
  const names = new Names(events);
  const end = events.at(-1)?.at ?? 0;
  return [...executionsByTask(events, beginOf(events)?.beatEvery ?? 0, end)].flatMap(([key, bars]) => {
    const [workflow = 0, task = 0] = key.split('/').map(Number);
    return bars.map(({ execution, worker, taskInstance, from, to, end: how, events: [start = 0, ...later] }) => {
      const value = { workflow, task, name: names.task(workflow, task), taskInstance, worker, execution };
      const exitCode = how.how === 'exited' ? how.exitCode : null;
      const last = { at: to, seq: later.at(-1) ?? start, value: { ...value, exitCode } };
      const completion: Completion =
        exitCode === 0
          ? { ...last, type: 'ok' }
          : { ...last, type: 'info', error: exitCode === null ? `end not seen: ${how.how}` : `exit code ${exitCode}` };
      return { by: 'client', f: 'execute', value, invoke: { at: from, seq: start }, completion };
    });
  });
}

/** What the nemesis did, in pairs as Jepsen's does: to begin a fault and its receipt, to heal it and the proof. */
export function faults(events: readonly HistoryEvent[]): readonly Operation[] {
  const all: Operation[] = [];
  const open = new Map<string, Operation>();
  const planned = new Map(beginOf(events)?.faults.map(({ fault, kind }) => [fault, kind]));
  const begin = (f: string, event: FaultEvent, more: object = {}): Operation => {
    const { fault, at, seq } = event;
    const operation: Operation = { by: 'nemesis', f, value: { fault, ...more }, invoke: { at, seq } };
    all.push(operation);
    return operation;
  };
  const complete = (event: FaultEvent, more: object, error?: string): void => {
    const { fault, at, seq } = event;
    // What was not begun is told all the same.
    const operation = open.get(fault) ?? begin(event.type, event);
    open.delete(fault);
    operation.completion = { at, seq, type: 'info', value: { ...(operation.value as object), ...more }, error };
  };
  /** Just before the event that comes in its stead. */
  const giveUp = ({ fault, at, seq }: FaultEvent, error: string): void => {
    const operation = open.get(fault);
    open.delete(fault);
    if (operation) operation.completion = { at, seq: seq - 0.5, type: 'info', value: operation.value, error };
  };
  for (const event of events) {
    if (event.source !== 'nemesis') continue;
    switch (event.type) {
      case 'fault.begin': {
        const { kind, target, peer } = event;
        planned.set(event.fault, kind);
        giveUp(event, 'begun again');
        open.set(event.fault, begin(`start ${kind}`, event, { kind, target, ...(peer === undefined ? {} : { peer }) }));
        break;
      }
      case 'fault.heal':
        giveUp(event, 'no receipt');
        open.set(event.fault, begin(`stop ${planned.get(event.fault) ?? 'fault'}`, event));
        break;
      case 'fault.effective':
      case 'fault.healed':
        complete(event, { proof: event.proof });
        break;
      case 'fault.missed':
        complete(event, { step: event.step }, event.reason);
        break;
      default:
        event satisfies never;
    }
  }
  return all;
}

/** Events in order of time, as operations are told. */
export function inOrder(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  return events.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
}
