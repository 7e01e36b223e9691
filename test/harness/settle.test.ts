import { expect, test } from 'vitest';
import { openEnds, settled } from '../../harness/settle.ts';
import { View } from '../../harness/view.ts';
import { type EventOf, eventSchema, type HistoryEvent } from '../../history/event.ts';
import { SCHEMA_VERSION } from '../../history/events/run.ts';
import { MICROS_PER_SECOND, nowMicros } from '../../history/time.ts';

const DEFINITION = 77;
const LONG_AGO = 60 * MICROS_PER_SECOND;

type Told = Readonly<Record<string, unknown>> & { readonly ago: number };

/** A view of a run whose one workflow has these further events; `ago`: µs before now. */
function viewOf(...events: readonly Told[]): View {
  const begin = parse({
    ago: LONG_AGO,
    source: 'harness',
    type: 'run.begin',
    schema: SCHEMA_VERSION,
    run: 'r',
    scenario: 's',
    seed: 1,
    contract: ['exactly-once'],
    uncertainty: { harness: 1, witness: 1, audit: 1, engine: 1, client: 1, nemesis: 1 },
    beatEvery: 500_000,
    grace: MICROS_PER_SECOND,
    recovery: MICROS_PER_SECOND,
    disconnectStrategy: 'waiting',
    servers: [],
    faults: [],
  });
  const view = new View(begin as EventOf<'run.begin'>);
  for (const event of events) view.observe(parse(event));
  return view;
}

function parse({ ago, ...event }: Readonly<Record<string, unknown>> & { readonly ago: number }): HistoryEvent {
  return eventSchema.parse({ seq: 0, at: nowMicros() - ago, ...event });
}

const audit = { source: 'audit', type: 'row', op: 'insert', transaction: '1', writerAddress: '', changed: {} };
const workflow = (ago: number, state: string, final: boolean) => ({
  ago,
  ...audit,
  table: 'workflow',
  workflow: 3,
  definition: DEFINITION,
  state,
  final,
  owner: 'master-1',
});
const command = (ago: number, op: string) => ({
  ago,
  ...audit,
  op,
  table: 'command',
  command: 9,
  kind: 'RECOVER_TOLERANCE_FAULT_PROCESS',
  definition: DEFINITION,
  workflow: 3,
});
const execution = 'worker-1:5:6';
const start = (ago: number) => ({
  ago,
  source: 'witness',
  type: 'execution.start',
  execution,
  worker: 'worker-1',
  workflow: 3,
  task: 5,
  taskInstance: 1,
});
const end = (ago: number) => ({ ago, source: 'witness', type: 'execution.end', execution, exitCode: 0 });

const SECOND = MICROS_PER_SECOND;

test('a started workflow without an instance is open', () => {
  expect(openEnds(viewOf(), [DEFINITION])).toBe('1 started workflow(s) without an instance');
});

test('a workflow that is not final is open', () => {
  expect(openEnds(viewOf(workflow(SECOND, 'RUNNING_EXECUTION', false)), [DEFINITION])).toBe(
    'workflow 3 RUNNING_EXECUTION',
  );
});

test('a command that no master has taken is open, until it is', () => {
  const done = workflow(9 * SECOND, 'SUCCESS', true);
  expect(openEnds(viewOf(done, command(SECOND, 'insert')), [DEFINITION])).toBe(
    'command RECOVER_TOLERANCE_FAULT_PROCESS waits',
  );
  expect(
    openEnds(viewOf(done, command(2 * SECOND, 'insert'), command(SECOND, 'delete')), [DEFINITION]),
  ).toBeUndefined();
});

test('an execution is open until it has ended or fallen silent', () => {
  const done = workflow(20 * SECOND, 'SUCCESS', true);
  expect(openEnds(viewOf(done, start(SECOND)), [DEFINITION])).toMatch(/^task 5 A on worker-1 for 1\.\d s$/);
  expect(openEnds(viewOf(done, start(SECOND), end(SECOND / 2)), [DEFINITION])).toBeUndefined();
  expect(openEnds(viewOf(done, start(3 * SECOND)), [DEFINITION])).toBeUndefined();
});

test('it has settled when nothing is open, and nothing was heard for two seconds', () => {
  const look = (ago: number): boolean => settled(viewOf(workflow(ago, 'SUCCESS', true)), [DEFINITION], 0).done;
  expect(look(1 * SECOND)).toBe(false);
  expect(look(3 * SECOND)).toBe(true);
  expect(
    settled(viewOf(workflow(9 * SECOND, 'SUCCESS', true), start(9 * SECOND), end(SECOND)), [DEFINITION], 0).done,
  ).toBe(false);
  expect(settled(viewOf(workflow(9 * SECOND, 'SUCCESS', true)), [DEFINITION], nowMicros()).done).toBe(false);
});

test('it has not settled while a worker may wait out the delay of a task, though that was given up', () => {
  const definition = {
    ago: LONG_AGO,
    source: 'harness',
    type: 'run.workflow',
    definition: DEFINITION,
    name: 'w',
    tasks: [{ task: 5, name: 'late', after: [], retries: 0, seconds: 1, delay: 60 }],
  };
  const row = { ...audit, table: 'task', workflow: 3, task: 5, taskInstance: 1, retry: 0, worker: 'worker-1' };
  const givenUp = (ago: number) => ({ ...row, ago, state: 'NEED_FAULT_TOLERANCE', final: true, valid: false });
  const look = (...events: readonly Told[]): boolean =>
    settled(viewOf(definition, workflow(9 * SECOND, 'SUCCESS', true), ...events), [DEFINITION], 0).done;
  expect(look(givenUp(61 * SECOND))).toBe(false);
  expect(look(givenUp(63 * SECOND))).toBe(true);
  expect(look(givenUp(50 * SECOND), start(9 * SECOND), end(8 * SECOND))).toBe(true);
  expect(look({ ...givenUp(50 * SECOND), task: 6 })).toBe(true);
});
