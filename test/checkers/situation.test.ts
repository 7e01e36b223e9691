import { describe, expect, test } from 'vitest';
import { promisesBroken } from '../../checkers/contract.ts';
import { anomalies } from '../../checkers/finding.ts';
import { inOrder } from '../../checkers/phrases.ts';
import { BEGIN, type FaultSpec, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

function letters(count: number): readonly string[] {
  const builder = new HistoryBuilder();
  for (let index = 0; index < count; index += 1) builder.start({ name: `p${index}`, from: index, to: index });
  return situationAfter(builder)
    .executions.ofTask({ workflow: 1, task: 1 })
    .map(({ letter }) => letter);
}

test('executions are lettered in order of start, each task key for itself', () => {
  const all = letters(704);
  expect([0, 1, 25, 26, 27, 51, 52, 701, 702, 703].map((index) => all[index])).toEqual([
    'A',
    'B',
    'Z',
    'AA',
    'AB',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
    'AAB',
  ]);
  const two = new HistoryBuilder().start({ name: 'x', from: 1, to: 1 }).start({ name: 'y', task: 2, from: 2, to: 2 });
  expect([...situationAfter(two).executions.all()].map(({ letter }) => letter)).toEqual(['A', 'A']);
});

test('an execution is known by its latest sign of life', () => {
  const builder = new HistoryBuilder().execution({ name: 'a', from: 1, to: 3, exitCode: 7 });
  const [execution] = situationAfter(builder).executions.all();
  const end = builder.build().at(-1);
  expect(execution).toMatchObject({ exitCode: 7, last: { at: end?.at, seq: end?.seq } });
  const tied = new HistoryBuilder().start({ name: 'a', from: 1, to: 3 }).beat(3, 'a').end(3, 'a', 0);
  expect([...situationAfter(tied).executions.all()][0]?.last.seq).toBe(3);
});

test('an execution whose start is told twice is one', () => {
  const twice = new HistoryBuilder().start({ name: 'a', from: 1, to: 1 }).start({ name: 'a', from: 1, to: 1 });
  const { executions } = situationAfter(twice.end(3, 'a', 0));
  expect([...executions.all()]).toHaveLength(1);
  expect(executions.ofTask({ workflow: 1, task: 1 })).toMatchObject([{ name: 'a', exitCode: 0 }]);
});

test('an execution whose start comes after a sign of life, by the clocks, is known all the same', () => {
  const { executions } = situationAfter(new HistoryBuilder().beat(1, 'a').start({ name: 'a', from: 2, to: 2 }));
  expect(executions.unknown.size).toBe(0);
});

describe('owners of a workflow', () => {
  const situation = situationAfter(
    new HistoryBuilder()
      .workflow(1, { owner: null, op: 'insert' })
      .workflow(2)
      .workflow(3)
      .workflow(4, { owner: null })
      .workflow(5, { owner: 'master-2' })
      .workflow(6, { owner: null })
      .workflow(7, { owner: 'master-2' })
      .workflow(9, { owner: 'master-1' })
      .workflow(10, { owner: 'master-2' })
      .workflow(11, { owner: null })
      .workflow(11.5, { owner: 'master-1', transaction: '2' })
      .workflow(12, { owner: 'master-1' })
      .command(12, 'RECOVER_TOLERANCE_FAULT_PROCESS', { op: 'delete', writer: 'master-1' })
      .workflow(13, { owner: 'master-3' }),
  );
  const ownerAt = (at: number) => {
    const takeover = situation.workflows.ownerAt(1, situation.begin.at + at * 1e6);
    return takeover && [takeover.owner, takeover.previous, (takeover.at - situation.begin.at) / 1e6];
  };

  test('change with each new name, and not while nobody is named', () => {
    expect([1.999999, 2, 4.5, 4.999999].map(ownerAt)).toEqual([
      undefined,
      ['master-1', undefined, 2],
      ['master-1', undefined, 2],
      ['master-1', undefined, 2],
    ]);
    expect([5, 8].map(ownerAt)).toEqual([
      ['master-2', 'master-1', 5],
      ['master-2', 'master-1', 5],
    ]);
  });

  test('do not change as a former owner writes its name again, freed or not, unless it took a command', () => {
    expect([9, 10.5, 11.5, 12, 13].map(ownerAt)).toEqual([
      ['master-2', 'master-1', 5],
      ['master-2', 'master-1', 5],
      ['master-2', 'master-1', 5],
      ['master-1', 'master-2', 12],
      ['master-3', 'master-1', 13],
    ]);
  });
});

test('what is forgotten of a workflow is held by nothing, and what is another’s is kept', () => {
  const history = new HistoryBuilder();
  for (const workflow of [1, 2]) {
    const of = { workflow, taskInstance: workflow };
    history
      .definition(workflow, [{ task: 1 }])
      .submission(1, workflow)
      .startCommand(1, { command: workflow, definition: workflow })
      .workflow(2, { op: 'insert', workflow, definition: workflow })
      .task(3, { op: 'insert', ...of })
      .log(3.5, 'worker-1', 'task-received', { ...of, about: 'master-1' })
      .log(3.6, 'worker-1', 'task-accepted', { ...of, offset: 10 })
      .task(6, { ...of, state: 'FORCED_SUCCESS', final: true })
      .execution({ name: `p${workflow}`, from: 4, to: 5, ...of });
  }
  const situation = situationAfter(history);
  const executions = [...situation.executions.all()];
  const held = () => ({
    executions: [...situation.executions.all()].map(({ name }) => name),
    workflows: [...situation.workflows.all()].map(({ latest }) => latest.workflow),
    dispatches: executions.filter((each) => situation.dispatches.of(each)).map(({ name }) => name),
    starts: [1, 2].filter((each) => situation.requests.of(each, each, new Set(['START_PROCESS'])).length > 0),
    submissions: [...situation.submissions.all()].map(({ definition }) => definition),
    rows: [...situation.taskRows.all()].map(({ taskInstance }) => taskInstance),
    definitions: [...situation.definitions()].map(({ definition }) => definition),
    receipts: [1, 2].filter((taskInstance) => situation.receipts.of(taskInstance).length > 0),
    acceptances: [1, 2].filter((taskInstance) => situation.acceptances.of(taskInstance, 'worker-1').length > 0),
    inserts: [1, 2].filter((workflow) => situation.taskRows.firstInsert({ workflow, task: 1 })),
    successes: [1, 2].filter((workflow) => situation.taskRows.firstSuccess({ workflow, task: 1 })),
    forced: [1, 2].filter((workflow) => situation.taskRows.forced({ workflow, task: 1 })),
  });
  const all = [1, 2];
  const names = ['p1', 'p2'];
  expect(held()).toEqual({
    ...{ executions: names, workflows: all, dispatches: names },
    ...{ starts: all, submissions: all, rows: all, definitions: all },
    ...{ receipts: all, acceptances: all, inserts: all, successes: all, forced: all },
  });
  const one = { workflow: 1, definition: 1, tasks: [1], taskInstances: [1], heard: BEGIN };
  situation.forget({ ...one, executions: executions.slice(0, 1) });
  expect(held()).toEqual({
    ...{ executions: ['p2'], workflows: [2], dispatches: ['p2'] },
    ...{ starts: [2], submissions: [2], rows: [2], definitions: [2] },
    ...{ receipts: [2], acceptances: [2], inserts: [2], successes: [2], forced: [2] },
  });
});

test('nothing ran during a fault that never began', () => {
  const faults = [{ fault: 'cut', kind: 'cut', target: 'master-1' }];
  const ranDuring = (spec: FaultSpec) => {
    const builder = new HistoryBuilder({ faults }).execution({ name: 'a', from: 1, to: 3 }).fault('cut', spec);
    const situation = situationAfter(builder);
    const [execution] = situation.executions.all();
    const [story] = situation.faults.all();
    return execution && story && situation.ranDuring(execution, story, Number.POSITIVE_INFINITY);
  };
  expect(ranDuring({ begin: 2 })).toBe(true);
  expect(ranDuring({})).toBe(false);
});

test('events that show a finding are in order of time, then of learning, and none twice', () => {
  const moments = [
    { at: 30, seq: 1 },
    { at: 10, seq: 9 },
    { at: 20, seq: 7 },
    { at: 20, seq: 3 },
    { at: 20, seq: 5 },
    { at: 10, seq: 9 },
  ];
  expect(inOrder(moments)).toEqual([9, 3, 5, 7, 1]);
});

test('each anomaly breaks the promises that speak of it, and no other', () => {
  const promises = ['exactly-once', 'no-overlap', 'at-least-once', 'single-owner', 'recovers'] as const;
  const broken = anomalies.map((anomaly) => [anomaly, promisesBroken(anomaly, promises)]);
  expect(Object.fromEntries(broken)).toEqual({
    'overlapping-executions': ['exactly-once', 'no-overlap'],
    'duplicate-completion': ['exactly-once'],
    'orphan-execution': ['exactly-once'],
    'order-violation': ['exactly-once', 'at-least-once'],
    'stuck-workflow': ['exactly-once', 'at-least-once'],
    'double-dispatch': ['exactly-once', 'single-owner'],
    'stale-master-write': ['single-owner'],
    'stale-master-dispatch': ['exactly-once', 'single-owner'],
    'conflicting-state': ['exactly-once'],
    'double-failover': ['single-owner'],
    'witness-disagreement': ['exactly-once', 'at-least-once'],
    'lost-task': ['exactly-once', 'at-least-once'],
    'lost-workflow': ['exactly-once', 'at-least-once'],
    'duplicate-workflow': ['exactly-once'],
    'lock-overlap': ['single-owner'],
    'never-recovered': ['recovers'],
  });
  expect(anomalies.map((anomaly) => promisesBroken(anomaly, []))).toEqual(anomalies.map(() => []));
  expect(promisesBroken('double-failover', ['exactly-once', 'recovers'])).toEqual([]);
});
