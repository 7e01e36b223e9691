import { describe, expect, test } from 'vitest';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { verdictOf } from './runs.ts';

/** Tasks 1 and 2, then 3 after both. Task 2 succeeds at 10 s, task 3 starts at 20 s. */
const joined = () =>
  new HistoryBuilder()
    .definition(1, [
      { task: 1, name: 'first' },
      { task: 2, name: 'second' },
      { task: 3, name: 'join', after: [1, 2] },
    ])
    .workflow(1, { op: 'insert' })
    .execution({ name: 'b', task: 2, from: 5, to: 10 })
    .execution({ name: 'c', task: 3, from: 20, to: 25 });

const first = (to: number, exitCode: number | null = 0) => ({ name: 'a', task: 1, from: 5, to, exitCode });

/** Findings of other anomalies are left out: the processes here share a task instance. */
function findingsOf(builder: HistoryBuilder) {
  const { violations, doubts } = verdictOf(builder);
  return [...violations, ...doubts].filter(({ anomaly }) => anomaly === 'order-violation');
}

function violationsOf(builder: HistoryBuilder, outcome: 'settled' | 'interrupted' = 'settled') {
  return findingsOf(builder.finish(100, outcome)).map(({ proof, subject }) => `${proof} ${subject}`);
}

const proved = ['proved 1/3 c after 1'];
const possible = ['possible 1/3 c after 1'];

describe('a successor that starts at 20 s', () => {
  test.each([
    [19.997999, []],
    [19.998, possible],
    [20.002, possible],
    [20.002001, proved],
    [50, proved],
  ])('after a predecessor that succeeds at %s s', (at, expected) => {
    expect(violationsOf(joined().execution(first(at)))).toEqual(expected);
  });

  test.each([
    [19.997999, []],
    [19.998, possible],
    [20.002, possible],
    [20.002001, proved],
  ])('after a predecessor that is forced to succeed at %s s', (at, expected) => {
    const forced = { task: 1, state: 'FORCED_SUCCESS', final: true };
    expect(violationsOf(joined().execution(first(10, 1)).task(at, forced))).toEqual(expected);
  });

  test.each([
    ['EXECUTE_TASK', 1, 15, []],
    ['START_CURRENT_TASK_PROCESS', null, 15, []],
    ['START_CURRENT_TASK_PROCESS', 2, 15, proved],
    ['EXECUTE_TASK', 1, 20.002, possible],
    ['EXECUTE_TASK', 1, 20.002001, proved],
    ['REPEAT_RUNNING', 1, 15, proved],
  ])('after %s for workflow %s at %s s', (kind, workflow, at, expected) => {
    expect(violationsOf(joined().command(at, kind, { workflow }).execution(first(50)))).toEqual(expected);
    expect(violationsOf(joined().command(at, kind, { workflow }))).toEqual(expected);
  });

  test('is judged by the first success, whatever is asked for later', () => {
    const late = joined()
      .execution(first(15))
      .execution({ ...first(50), name: 'a2' })
      .command(60, 'EXECUTE_TASK');
    expect(violationsOf(late)).toEqual([]);
    expect(violationsOf(joined().execution(first(19.998)).command(19.9985, 'EXECUTE_TASK'))).toEqual(possible);
    expect(violationsOf(joined().execution(first(19.998)).command(15, 'EXECUTE_TASK'))).toEqual([]);
    const learntLate = joined()
      .execution(first(50))
      .command(30, 'EXECUTE_TASK')
      .late(60)
      .command(15, 'START_CURRENT_TASK_PROCESS', { workflow: null });
    expect(violationsOf(learntLate)).toEqual([]);
  });

  test('breaks the order where its predecessor never succeeds', () => {
    expect(violationsOf(joined())).toEqual(proved);
    expect(
      violationsOf(
        joined()
          .execution(first(15, 1))
          .execution({ ...first(16, null), name: 'a2' }),
      ),
    ).toEqual(proved);
    expect(violationsOf(joined().task(15, { task: 1, state: 'SUCCESS', final: true }))).toEqual(proved);
  });

  test('may keep it where the predecessor is silent in a run that was cut short', () => {
    expect(violationsOf(joined(), 'interrupted')).toEqual(possible);
    expect(violationsOf(joined().execution(first(50)), 'interrupted')).toEqual(proved);
  });

  test.each(['witness', 'audit'] as const)('may keep it where the %s may have missed a success', (witness) => {
    expect(violationsOf(joined().gap(3, witness).execution(first(50)))).toEqual(possible);
    expect(violationsOf(joined().gap(90, witness))).toEqual(possible);
    expect(violationsOf(joined().gap(3, 'engine'))).toEqual(proved);
  });

  test('is judged by the wider of the two clocks where rows may excuse it', () => {
    const uncertainty = { harness: 0, witness: 0, audit: 5000, engine: 0, client: 0, nemesis: 0 };
    const wide = new HistoryBuilder({ uncertainty }).definition(1, [{ task: 1 }, { task: 3, after: [1] }]).workflow(1);
    const late = wide.execution({ name: 'a', task: 1, from: 5, to: 20.005 });
    expect(violationsOf(late.execution({ name: 'c', task: 3, from: 20, to: 20 }))).toEqual(possible);
  });
});

test('each execution of a successor and each predecessor is a finding of its own', () => {
  const builder = joined().execution({ name: 'd', task: 3, from: 3, to: 4 }).execution(first(30));
  expect(violationsOf(builder)).toEqual(['proved 1/3 d after 2', 'proved 1/3 d after 1', 'proved 1/3 c after 1']);
});

test('a success in another workflow permits nothing', () => {
  const builder = joined()
    .workflow(1, { workflow: 2 })
    .execution({ ...first(10), workflow: 2 });
  expect(violationsOf(builder)).toEqual(proved);
});

test('a start before the row that names its definition is judged at the end', () => {
  const tasks = [{ task: 1 }, { task: 3, after: [1] }];
  const early = (to: number) =>
    new HistoryBuilder()
      .definition(1, tasks)
      .execution({ name: 'c', task: 3, from: 20, to: 21 })
      .workflow(22, { op: 'insert' })
      .execution(first(to));
  expect(violationsOf(early(15))).toEqual([]);
  expect(violationsOf(early(30))).toEqual(proved);
});

test('the sentence says when the predecessor succeeded', () => {
  const sentence = (builder: HistoryBuilder) => findingsOf(builder.finish(100))[0]?.sentence;
  const start = 'workflow 1, task join: execution A on worker-1 (20.0–25.0 s) began';
  expect(sentence(joined().execution(first(50)))).toBe(`${start} before task first had succeeded (at 50.0 s)`);
  expect(sentence(joined())).toBe(`${start} before task first had succeeded`);
  expect(sentence(joined().execution(first(20)))).toBe(`${start} perhaps before task first had succeeded (at 20.0 s)`);
});

test('the stretch of the finding is from the start to the success, or to the end of the run', () => {
  const stretch = (builder: HistoryBuilder) => {
    const history = builder.finish(100).build();
    return findingsOf(builder).map(({ from, to }) => [from, to].map((at) => (at - (history[0]?.at ?? 0)) / 1e6));
  };
  expect(stretch(joined().execution(first(50)))).toEqual([[20, 50]]);
  expect(stretch(joined().execution(first(19.999)))).toEqual([[19.999, 20]]);
  expect(stretch(joined())).toEqual([[20, 100]]);
});

test('the events that show it are the start, and what allowed it too late', () => {
  const shown = (builder: HistoryBuilder) => {
    const history = builder.finish(100).build();
    const moments = findingsOf(builder)[0]?.events.map((seq) => history[seq]);
    return moments?.map((event) => `${event?.type} ${((event?.at ?? 0) - BEGIN) / 1e6}`);
  };
  expect(shown(joined())).toEqual(['execution.start 20']);
  expect(shown(joined().execution(first(50)))).toEqual(['execution.start 20', 'execution.end 50']);
  expect(shown(joined().execution(first(50)).command(40, 'EXECUTE_TASK'))).toEqual(['execution.start 20', 'row 40']);
});
