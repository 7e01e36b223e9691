import type { Finding } from '../../checkers/finding.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { HistoryEvent, UnnumberedEvent } from '../../history/event.ts';
import { SCHEMA_VERSION } from '../../history/events/run.ts';

/** 2026-10-03 12:00:00 UTC */
const zero = 1_791_028_800_000_000;
const beatEvery = 500_000;

export function second(seconds: number): number {
  return zero + Math.round(seconds * 1_000_000);
}

/** Numbers events in the order given, as the journal does: the order of learning. */
export function numbered(events: readonly UnnumberedEvent[]): HistoryEvent[] {
  return events.map((event, seq) => ({ seq, ...event }) as HistoryEvent);
}

export function runBegin(scenario = 'owner-cut-off'): UnnumberedEvent {
  return {
    at: second(0),
    source: 'harness',
    type: 'run.begin',
    schema: SCHEMA_VERSION,
    run: `${scenario}/2026-10-03T12-00-00Z-42`,
    scenario,
    seed: 42,
    contract: ['exactly-once', 'no-overlap'],
    uncertainty: { harness: 1_000, witness: 1_000, audit: 1_000, engine: 1_000, client: 1_000, nemesis: 1_000 },
    beatEvery,
    grace: 60_000_000,
    recovery: 60_000_000,
    disconnectStrategy: 'waiting',
    servers: [
      { name: 'zookeeper', role: 'registry' },
      { name: 'master-1', role: 'master' },
      { name: 'master-2', role: 'master' },
      { name: 'worker-1', role: 'worker' },
      { name: 'worker-2', role: 'worker' },
    ],
    faults: [{ fault: 'cut-owner', kind: 'refuse', target: 'owner' }],
  };
}

export function runWorkflow(names: readonly string[] = ['extract', 'transform', 'load']): UnnumberedEvent {
  const tasks = names.map((name, index) => {
    return { task: index + 1, name, after: index === 0 ? [] : [index], retries: 0, seconds: index === 0 ? 45 : 3 };
  });
  return { at: second(0), source: 'harness', type: 'run.workflow', definition: 7, name: 'nightly', tasks };
}

export function runEnd(seconds: number): UnnumberedEvent {
  return { at: second(seconds), source: 'harness', type: 'run.end', outcome: 'settled', reason: 'all workflows final' };
}

interface Run {
  worker: string;
  task: number;
  taskInstance: number;
  from: number;
  to: number;
  /** null: killed, no end is written */
  exitCode?: number | null;
}

export function execution({ worker, task, taskInstance, from, to, exitCode = 0 }: Run): UnnumberedEvent[] {
  const name = `${worker}:${1000 + taskInstance}:${Math.round(from * 100)}`;
  const witness = { source: 'witness', execution: name } as const;
  const events: UnnumberedEvent[] = [
    { at: second(from), ...witness, type: 'execution.start', worker, workflow: 1, task, taskInstance },
  ];
  for (let at = from + 0.5; at < to; at += 0.5) events.push({ at: second(at), ...witness, type: 'execution.beat' });
  if (exitCode !== null) events.push({ at: second(to), ...witness, type: 'execution.end', exitCode });
  return events;
}

export function workflowRow(at: number, state: string, owner: string | null, writer: string): UnnumberedEvent {
  return {
    ...audit(at, writer),
    table: 'workflow',
    workflow: 1,
    definition: 7,
    state,
    final: state === 'SUCCESS' || state === 'FAILURE',
    owner,
  };
}

function taskRow(at: number, task: number, taskInstance: number, state: string, writer: string): UnnumberedEvent {
  const final = ['SUCCESS', 'FAILURE', 'NEED_FAULT_TOLERANCE'].includes(state);
  const valid = state !== 'NEED_FAULT_TOLERANCE';
  const row = { task, taskInstance, state, final, valid, retry: 0, worker: null };
  return { ...audit(at, writer), table: 'task', workflow: 1, ...row };
}

function audit(at: number, writer: string) {
  const base = { at: second(at), source: 'audit', type: 'row', op: 'update' } as const;
  return { ...base, transaction: String(Math.round(at * 100)), writer, writerAddress: '172.20.0.7', changed: {} };
}

function fault(name: string, target: string, times: readonly [number, number, number, number]) {
  const [begin, effective, heal, healed] = times;
  const nemesis = { source: 'nemesis', fault: name } as const;
  return [
    { at: second(begin), ...nemesis, type: 'fault.begin', kind: 'refuse', target },
    { at: second(effective), ...nemesis, type: 'fault.effective', proof: `session of ${target} expired`, events: [] },
    { at: second(heal), ...nemesis, type: 'fault.heal' },
    { at: second(healed), ...nemesis, type: 'fault.healed', proof: `${target} is registered again` },
  ] satisfies UnnumberedEvent[];
}

/** The owner is cut off while a long task runs; the standby runs the task again. Audit rows are learnt last, as they are in a run. */
export function overlapStory(): HistoryEvent[] {
  return numbered([
    runBegin(),
    runWorkflow(),
    { at: second(8.1), source: 'client', type: 'call.invoke', call: 1, operation: 'start', request: { definition: 7 } },
    { at: second(8.4), source: 'client', type: 'call.ok', call: 1, operation: 'start', response: { instance: 1 } },
    ...fault('cut-owner', 'master-1', [12, 24, 72, 76]),
    ...execution({ worker: 'worker-1', task: 1, taskInstance: 1, from: 10.2, to: 55.2 }),
    ...execution({ worker: 'worker-2', task: 1, taskInstance: 2, from: 31.4, to: 76.4 }),
    ...execution({ worker: 'worker-1', task: 2, taskInstance: 3, from: 78.1, to: 81.2 }),
    ...execution({ worker: 'worker-2', task: 3, taskInstance: 4, from: 82.9, to: 86 }),
    workflowRow(8.9, 'RUNNING_EXECUTION', 'master-1', 'master-1'),
    workflowRow(24, 'RUNNING_EXECUTION', null, 'master-2'),
    workflowRow(24.3, 'RUNNING_EXECUTION', 'master-2', 'master-2'),
    workflowRow(87.1, 'SUCCESS', 'master-2', 'master-2'),
    taskRow(9.2, 1, 1, 'SUBMITTED_SUCCESS', 'master-1'),
    taskRow(9.6, 1, 1, 'DISPATCH', 'master-1'),
    taskRow(10.4, 1, 1, 'RUNNING_EXECUTION', 'master-1'),
    taskRow(24.1, 1, 1, 'NEED_FAULT_TOLERANCE', 'master-2'),
    taskRow(30.4, 1, 2, 'SUBMITTED_SUCCESS', 'master-2'),
    taskRow(31, 1, 2, 'DISPATCH', 'master-2'),
    taskRow(31.6, 1, 2, 'RUNNING_EXECUTION', 'master-2'),
    taskRow(76.8, 1, 2, 'SUCCESS', 'master-2'),
    taskRow(77.6, 2, 3, 'DISPATCH', 'master-2'),
    taskRow(78.3, 2, 3, 'RUNNING_EXECUTION', 'master-2'),
    taskRow(81.5, 2, 3, 'SUCCESS', 'master-2'),
    taskRow(82.2, 3, 4, 'DISPATCH', 'master-2'),
    taskRow(83.1, 3, 4, 'RUNNING_EXECUTION', 'master-2'),
    taskRow(86.4, 3, 4, 'SUCCESS', 'master-2'),
    runEnd(90),
  ]);
}

export function overlapFinding(events: readonly HistoryEvent[]): Finding {
  const starts = events.filter((event) => event.type === 'execution.start' && event.task === 1);
  const executions = starts.flatMap((event) => (event.type === 'execution.start' ? [event.execution] : []));
  const ends = events.filter((event) => event.type === 'execution.end' && executions.includes(event.execution));
  return {
    anomaly: 'overlapping-executions',
    proof: 'proved',
    subject: '1/1',
    workflow: 1,
    task: 1,
    executions,
    events: [...starts, ...ends].map((event) => event.seq),
    from: second(31.4),
    to: second(55.2),
    sentence:
      'Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), ' +
      'B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2).',
  };
}

export function verdictOf(events: readonly HistoryEvent[], part: Partial<Verdict> = {}): Verdict {
  return {
    verdict: 'pass',
    reasons: [],
    violations: [],
    doubts: [],
    notes: [],
    checkers: [
      { outcome: 'checked', anomaly: 'overlapping-executions', findings: part.violations?.length ?? 0 },
      { outcome: 'checked', anomaly: 'duplicate-completion', findings: 0 },
      { outcome: 'checked', anomaly: 'stuck-workflow', findings: 0 },
    ],
    coverage: {
      events: events.length,
      workflows: 1,
      executions: events.filter((event) => event.type === 'execution.start').length,
      absent: [],
      faults: [{ fault: 'cut-owner', effective: true, healed: true, executionsDuring: 2 }],
    },
    ...part,
  };
}
