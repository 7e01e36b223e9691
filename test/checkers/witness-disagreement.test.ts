import { describe, expect, test } from 'vitest';
import { HistoryBuilder } from '../histories/builder.ts';
import { found, verdictOf } from './runs.ts';

const defined = (header = {}) =>
  new HistoryBuilder(header)
    .definition(1, [
      { task: 1, name: 'first' },
      { task: 2, name: 'second' },
    ])
    .workflow(1, { op: 'insert' });

const one = (exitCode: number | null = 0, from = 10, to = 20, name = 'a') => ({ name, from, to, exitCode });
const two = (exitCode: number | null = 0, from = 10, to = 20, name = 'b') => {
  return { name, task: 2, taskInstance: 2, from, to, exitCode };
};
const final = (state: string) => ({ state, final: true });

const disagreementsIn = (builder: HistoryBuilder) => found(builder, 'witness-disagreement');
const sentenceOf = (builder: HistoryBuilder) => {
  const { violations, doubts } = verdictOf(builder);
  return [...violations, ...doubts].find(({ anomaly }) => anomaly === 'witness-disagreement')?.sentence;
};

describe('the last word on a task instance', () => {
  const last = (state: string, ...exitCodes: readonly (number | null)[]) => {
    const builder = defined().task(9, { op: 'insert', state: 'DISPATCH' });
    for (const [index, exitCode] of exitCodes.entries()) {
      builder.execution(one(exitCode, 10 + 10 * index, 15 + 10 * index, `p${index}`));
    }
    return builder.task(50, final(state));
  };

  test.each([
    ['SUCCESS', [], ['proved 1/1 1']],
    ['SUCCESS', [0], []],
    ['SUCCESS', [1], ['proved 1/1 1']],
    ['SUCCESS', [null], ['proved 1/1 1']],
    ['SUCCESS', [1, null], ['proved 1/1 1']],
    ['SUCCESS', [1, 0], []],
    ['SUCCESS', [0, 1], []],
    ['FAILURE', [], []],
    ['FAILURE', [0], ['proved 1/1 1']],
    ['FAILURE', [1], []],
    ['FAILURE', [null], []],
    ['FAILURE', [0, 0], ['proved 1/1 1']],
    ['FAILURE', [0, 1], []],
    ['FAILURE', [0, null], []],
    ['KILL', [0], []],
    ['KILL', [], []],
    ['STOP', [0], []],
    ['PAUSE', [0], []],
    ['NEED_FAULT_TOLERANCE', [0], []],
    ['FORCED_SUCCESS', [1], []],
    ['FORCED_SUCCESS', [], []],
    ['RUNNING_EXECUTION', [1], []],
  ])('is %s where its processes ended with %j', (state, exitCodes, expected) => {
    expect(disagreementsIn(last(state, ...exitCodes).finish(99))).toEqual(expected);
  });

  test('is that of its latest row, valid or not', () => {
    expect(disagreementsIn(last('SUCCESS', 1).task(51, final('FAILURE')).finish(99))).toEqual([]);
    expect(disagreementsIn(last('FAILURE', 1).task(51, final('SUCCESS')).finish(99))).toEqual(['proved 1/1 1']);
    const superseded = last('SUCCESS', 1).task(51, { ...final('SUCCESS'), valid: false });
    expect(disagreementsIn(superseded.finish(99))).toEqual(['proved 1/1 1']);
    expect(disagreementsIn(last('SUCCESS', 1).task(51, { op: 'delete' }).finish(99))).toEqual([]);
  });

  test('speaks of that instance’s processes alone', () => {
    const other = (taskInstance: number, task: number) =>
      last('SUCCESS', 1).execution({ ...one(0, 60, 70, 'x'), taskInstance, task });
    expect(disagreementsIn(other(7, 1).finish(99))).toEqual(['proved 1/1 1']);
    expect(disagreementsIn(other(1, 2).finish(99))).toEqual(['proved 1/1 1']);
    expect(disagreementsIn(other(1, 1).finish(99))).toEqual([]);
  });

  test('is not judged where nobody says what the task is', () => {
    const unknown = defined().task(50, { ...final('SUCCESS'), task: 9 });
    expect(disagreementsIn(unknown.finish(99))).toEqual([]);
  });

  test.each([
    [98.497999, 'proved'],
    [98.498, 'possible'],
  ])('of a process that was last seen at %s s', (to, proof) => {
    const slow = defined()
      .execution(one(null, 10, to))
      .task(50, final('SUCCESS'));
    expect(disagreementsIn(slow.finish(99))).toEqual([`${proof} 1/1 1`]);
  });

  test.each(['witness', 'audit'] as const)('may be right where the %s missed something', (witness) => {
    expect(disagreementsIn(last('SUCCESS', 1).gap(5, witness).finish(99))).toEqual(['possible 1/1 1']);
    expect(disagreementsIn(last('SUCCESS', 1).gap(5, 'engine').finish(99))).toEqual(['proved 1/1 1']);
  });

  test('may be right where a process without a start is known', () => {
    expect(disagreementsIn(last('SUCCESS', 1).beat(30, 'ghost').finish(99))).toEqual(['possible 1/1 1']);
  });

  test.each(['interrupted', 'failed'] as const)('is not the last in a run that was %s', (outcome) => {
    expect(disagreementsIn(last('SUCCESS', 1).finish(99, outcome))).toEqual([]);
    expect(disagreementsIn(last('SUCCESS', 1))).toEqual([]);
  });

  test('is the last at a deadline too', () => {
    expect(disagreementsIn(last('SUCCESS', 1).finish(99, 'deadline'))).toEqual(['proved 1/1 1']);
  });

  test('is told with who wrote it and what each process did', () => {
    expect(sentenceOf(last('SUCCESS', 1, null).finish(99))).toBe(
      "workflow 1, task first: the scheduler's last word on task instance 1 was SUCCESS (master-1 at 50.0 s), but execution A on worker-1 (10.0–15.0 s) ended with exit code 1 and execution B on worker-1 (20.0–25.0 s, end not seen) was killed",
    );
    expect(
      sentenceOf(
        defined()
          .task(50, { ...final('SUCCESS'), writer: undefined })
          .finish(99),
      ),
    ).toBe(
      "workflow 1, task first: the scheduler's last word on task instance 1 was SUCCESS (somebody at 50.0 s), but no process of it ever started",
    );
  });

  test('is shown by its row and its processes, over all of their ends', () => {
    const history = last('SUCCESS', 1, null).finish(99).build();
    const at = (type: string, index = 0) => history.filter((event) => event.type === type)[index];
    const beat = history.findLast(({ type }) => type === 'execution.beat');
    expect(verdictOf(last('SUCCESS', 1, null).finish(99)).violations).toMatchObject([
      {
        executions: ['p0', 'p1'],
        from: at('execution.end')?.at,
        to: at('row', 2)?.at,
        events: [at('execution.start'), at('execution.end'), at('execution.start', 1), beat, at('row', 2)].map(
          (event) => event?.seq,
        ),
      },
    ]);
  });
});

describe('a workflow’s SUCCESS', () => {
  const success = (builder: HistoryBuilder) => builder.workflow(60, final('SUCCESS')).finish(99);

  test.each([
    [0, 0, []],
    [0, 1, ['proved 1']],
    [null, 0, ['proved 1']],
    [1, 1, ['proved 1']],
  ])('where its tasks ended with %s and %s', (first, second, expected) => {
    expect(disagreementsIn(success(defined().execution(one(first)).execution(two(second))))).toEqual(expected);
  });

  test('needs one success of each task, whenever it was', () => {
    const again = defined()
      .execution(one(0))
      .execution(one(1, 30, 40, 'c'))
      .execution(two(0));
    expect(disagreementsIn(success(again))).toEqual([]);
    expect(disagreementsIn(success(defined().execution(one(0))))).toEqual(['proved 1']);
  });

  test('is right about a task that a user forced', () => {
    const forced = defined()
      .execution(one(0))
      .execution(two(1))
      .task(50, { ...final('FORCED_SUCCESS'), task: 2 });
    expect(disagreementsIn(success(forced))).toEqual([]);
    const rewritten = forced.task(51, { ...final('FAILURE'), task: 2 });
    expect(disagreementsIn(rewritten)).toEqual([]);
  });

  test.each([
    ['EXECUTE_TASK', 1, []],
    ['START_CURRENT_TASK_PROCESS', null, []],
    ['START_CURRENT_TASK_PROCESS', 2, ['proved 1']],
    ['REPEAT_RUNNING', 1, ['proved 1']],
  ])('says nothing of what %s for workflow %s left out', (kind, workflow, expected) => {
    const part = defined().command(2, kind, { workflow }).execution(one(0));
    expect(disagreementsIn(success(part))).toEqual(expected);
  });

  test('is not told of besides the row of the only task that it is wrong about', () => {
    const told = () => defined().execution(one(1)).task(50, final('SUCCESS'));
    expect(disagreementsIn(success(told().execution(two(0))))).toEqual(['proved 1/1 1']);
    expect(disagreementsIn(success(told().execution(two(1))))).toEqual(['proved 1/1 1', 'proved 1']);
  });

  test.each([
    [98.498, 'possible'],
    [98.497999, 'proved'],
  ])('may be right where a process lived until %s s', (to, proof) => {
    const open = defined()
      .execution(one(0))
      .execution(two(null, 10, to));
    expect(disagreementsIn(success(open))).toEqual([`${proof} 1`]);
    const other = defined()
      .execution(one(null, 10, 99))
      .execution(one(0, 5, 9, 'c'))
      .execution(two(1));
    expect(disagreementsIn(success(other))).toEqual(['proved 1']);
  });

  test('may be right where the witness missed something', () => {
    expect(disagreementsIn(success(defined().gap(5, 'witness')))).toEqual(['possible 1']);
  });

  test('is not judged without its definition', () => {
    expect(disagreementsIn(success(new HistoryBuilder().workflow(1, { op: 'insert' })))).toEqual([]);
  });

  test('is told with the tasks that it is wrong about', () => {
    expect(sentenceOf(success(defined().execution(one(1))))).toBe(
      "workflow 1: the scheduler's last word was SUCCESS (master-1 at 60.0 s), but no execution of task first and task second ended with success, and no user forced one",
    );
  });

  test('is shown by its row and the processes of those tasks', () => {
    const history = () =>
      success(
        defined()
          .execution(one(1))
          .execution(two(1, 4, 16)),
      );
    const events = history().build();
    const rows = events.filter(({ type }) => type === 'row');
    const ends = events.filter((event) => event.type === 'execution.end' && event.exitCode === 1);
    expect(verdictOf(history()).violations).toMatchObject([
      {
        executions: ['b', 'a'],
        from: ends[0]?.at,
        to: rows[1]?.at,
        events: [...ends, rows[1]].map((event) => event?.seq),
      },
    ]);
  });
});

describe('a workflow’s FAILURE', () => {
  const failure = (builder: HistoryBuilder) => builder.workflow(60, final('FAILURE')).finish(99);

  test.each([
    [0, 0, ['proved 1']],
    [0, 1, []],
    [0, null, []],
  ])('where its tasks ended with %s and %s', (first, second, expected) => {
    expect(disagreementsIn(failure(defined().execution(one(first)).execution(two(second))))).toEqual(expected);
  });

  test('is right where a task never ran', () => {
    expect(disagreementsIn(failure(defined().execution(one(0))))).toEqual([]);
  });

  test.each([
    [20.002, []],
    [20.002001, ['proved 1']],
    [15, []],
  ])('where a task failed at 20 s and succeeded from %s s on', (from, expected) => {
    const retried = defined()
      .execution(one(1))
      .execution(one(0, from, 30, 'c'))
      .execution(two(0));
    expect(disagreementsIn(failure(retried))).toEqual(expected);
  });

  test('is right where a task failed after it had succeeded', () => {
    expect(
      disagreementsIn(
        failure(
          defined()
            .execution(one(0))
            .execution(one(1, 30, 40, 'c'))
            .execution(two(0)),
        ),
      ),
    ).toEqual([]);
  });

  test.each([
    [20.502, []],
    [20.502001, ['proved 1']],
  ])('where a process was killed by 20.5 s and the next began at %s s', (from, expected) => {
    const killed = defined()
      .execution(one(null))
      .execution(one(0, from, 30, 'c'))
      .execution(two(0));
    expect(disagreementsIn(failure(killed))).toEqual(expected);
  });

  test.each([
    [20.002, []],
    [20.002001, ['proved 1']],
  ])('where a task that failed at 20 s was forced at %s s', (at, expected) => {
    const forced = defined().execution(one(1)).execution(two(0)).task(at, final('FORCED_SUCCESS'));
    expect(disagreementsIn(failure(forced))).toEqual(expected);
  });

  test.each([
    [9.997999, ['proved 1']],
    [9.998, []],
    [50, []],
  ])('is of the second round where it was asked for at %s s', (at, expected) => {
    const asked = defined().execution(one(0)).execution(two(0)).command(at, 'REPEAT_RUNNING');
    expect(disagreementsIn(failure(asked))).toEqual(expected);
    const waited = defined().execution(one(0)).execution(two(0)).command(1, 'REPEAT_RUNNING');
    const taken = waited.command(at, 'REPEAT_RUNNING', { op: 'delete' });
    expect(disagreementsIn(failure(taken))).toEqual(expected);
    const recovered = defined().execution(one(0)).execution(two(0)).command(at, 'START_FAILURE_TASK_PROCESS');
    expect(disagreementsIn(failure(recovered))).toEqual(['proved 1']);
  });

  test.each([
    [29.997999, ['proved 1']],
    [29.998, []],
  ])('is of the second round of a task forced at 30 s where it was asked for at %s s', (at, expected) => {
    const forced = defined()
      .execution(two(0, 40, 50))
      .task(30, final('FORCED_SUCCESS'))
      .command(at, 'REPEAT_RUNNING');
    expect(disagreementsIn(failure(forced))).toEqual(expected);
  });

  test('is told in a sentence', () => {
    expect(sentenceOf(failure(defined().execution(one(0)).execution(two(0)).gap(1, 'audit')))).toBe(
      "workflow 1: the scheduler's last word was FAILURE (master-1 at 60.0 s), but each of its tasks ended with success",
    );
  });
});

test.each(['STOP', 'PAUSE', 'RUNNING_EXECUTION'])('a workflow’s %s makes no claim', (state) => {
  const builder = defined().execution(one(0)).execution(two(0)).workflow(60, final(state));
  expect(disagreementsIn(builder.finish(99))).toEqual([]);
  expect(disagreementsIn(defined().workflow(60, final(state)).finish(99))).toEqual([]);
});

test('nothing is said of a failed workflow whose definition nobody knows', () => {
  const unknown = new HistoryBuilder().workflow(1, { op: 'insert' }).workflow(50, final('FAILURE'));
  expect(disagreementsIn(unknown.finish(99))).toEqual([]);
});
