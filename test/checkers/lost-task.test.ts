import { describe, expect, test } from 'vitest';
import { HistoryBuilder } from '../histories/builder.ts';
import { found, verdictOf } from './runs.ts';

/** Tasks 1 and 2, then 3 after both, then 4. Submitted at 1 s; the grace is 30 s. */
const defined = (retries = 0) =>
  new HistoryBuilder()
    .definition(1, [
      { task: 1, name: 'first', retries },
      { task: 2, name: 'second' },
      { task: 3, name: 'join', after: [1, 2] },
      { task: 4, name: 'last', after: [3] },
    ])
    .workflow(1, { op: 'insert' });

const run = (task: number, exitCode: number | null = 0, from = 10, to = 20, name = `p${task}`) => {
  return { name, task, taskInstance: task, from, to, exitCode };
};
const bothDone = () => defined().execution(run(1)).execution(run(2));
const final = (state: string) => ({ state, final: true });
const forced = (task: number) => ({ task, taskInstance: task, ...final('FORCED_SUCCESS') });

const lostIn = (builder: HistoryBuilder) => found(builder, 'lost-task');
const ended = (builder: HistoryBuilder, state = 'SUCCESS') => builder.workflow(60, final(state)).finish(99);
const sentenceOf = (builder: HistoryBuilder) => {
  const { violations, doubts } = verdictOf(builder);
  return [...violations, ...doubts].find(({ anomaly }) => anomaly === 'lost-task')?.sentence;
};

describe.each(['SUCCESS', 'FAILURE'])('a workflow that ended with %s', (state) => {
  test('lost the task whose predecessors all succeeded, and no other', () => {
    expect(lostIn(ended(bothDone(), state))).toEqual(['proved 1/3']);
    expect(lostIn(ended(bothDone().execution(run(3, 0, 30, 40)), state))).toEqual(['proved 1/4']);
    expect(
      lostIn(
        ended(
          bothDone()
            .execution(run(3, 0, 30, 40))
            .execution(run(4, 0, 50, 55)),
          state,
        ),
      ),
    ).toEqual([]);
  });

  test('lost the tasks that have no predecessors', () => {
    expect(lostIn(ended(defined(), state))).toEqual(['proved 1/1', 'proved 1/2']);
  });

  test('lost what a forced task was to be followed by, but not a forced task', () => {
    expect(lostIn(ended(defined().execution(run(1)).task(15, forced(2)), state))).toEqual(['proved 1/3']);
    expect(lostIn(ended(bothDone().task(30, forced(3)), state))).toEqual(['proved 1/4']);
  });

  test.each([
    ['EXECUTE_TASK', 1, []],
    ['START_CURRENT_TASK_PROCESS', null, []],
    ['START_CURRENT_TASK_PROCESS', 2, ['proved 1/3']],
    ['START_PROCESS', 1, ['proved 1/3']],
  ])('after %s for workflow %s', (kind, workflow, expected) => {
    expect(lostIn(ended(bothDone().command(2, kind, { workflow }), state))).toEqual(expected);
  });

  test('may have run it where the witness or the audit missed something', () => {
    expect(lostIn(ended(bothDone().gap(5, 'witness'), state))).toEqual(['possible 1/3']);
    expect(lostIn(ended(bothDone().gap(5, 'audit'), state))).toEqual(['possible 1/3']);
    expect(lostIn(ended(bothDone().beat(50, 'ghost'), state))).toEqual(['possible 1/3']);
    expect(lostIn(ended(bothDone().gap(5, 'engine'), state))).toEqual(['proved 1/3']);
  });

  test.each(['interrupted', 'failed'] as const)('shows nothing in a run that was %s', (outcome) => {
    expect(lostIn(bothDone().workflow(60, final(state)).finish(99, outcome))).toEqual([]);
    expect(lostIn(bothDone().workflow(60, final(state)))).toEqual([]);
  });

  test('lost nothing of which there is no definition', () => {
    expect(lostIn(ended(new HistoryBuilder().workflow(1, { op: 'insert' }), state))).toEqual([]);
  });

  test('is told with what the rows claim', () => {
    const start = 'workflow 1, task join never ran, though task first and task second had succeeded by 20.0 s; ';
    const end = `, and workflow 1 was ${state} at 60.0 s`;
    expect(sentenceOf(ended(bothDone(), state))).toBe(`${start}the scheduler has no row of it${end}`);
    const rows = bothDone()
      .task(21, { task: 3, taskInstance: 7, state: 'DISPATCH' })
      .task(22, { task: 3, taskInstance: 7, ...final('NEED_FAULT_TOLERANCE'), valid: false })
      .task(23, { task: 3, taskInstance: 8, state: 'DISPATCH' });
    expect(sentenceOf(ended(rows, state))).toBe(
      `${start}its task instance 7 is NEED_FAULT_TOLERANCE, its task instance 8 is DISPATCH${end}`,
    );
    expect(sentenceOf(ended(bothDone().gap(1, 'witness'), state))).toBe(
      `${start}the scheduler has no row of it${end}; it may have run unseen`,
    );
    expect(sentenceOf(ended(defined(), state))).toBe(
      `workflow 1, task first never ran; the scheduler has no row of it${end}`,
    );
  });
});

describe('a workflow that ended with SUCCESS', () => {
  test('lost its task whatever else failed, was stopped, or was given up', () => {
    expect(lostIn(ended(bothDone().execution({ ...run(1, 1, 30, 40), name: 'x' })))).toEqual(['proved 1/3']);
    expect(lostIn(ended(bothDone().workflow(30, { state: 'READY_STOP' })))).toEqual(['proved 1/3']);
    expect(lostIn(ended(bothDone().command(30, 'STOP')))).toEqual(['proved 1/3']);
    expect(lostIn(ended(bothDone().task(30, { task: 3, taskInstance: 3, ...final('FAILURE') })))).toEqual([
      'proved 1/3',
    ]);
  });

  test('lost nothing that waited for a failed task', () => {
    expect(lostIn(ended(defined().execution(run(1)).execution(run(2, 1))))).toEqual([]);
    expect(lostIn(ended(defined().execution(run(1)).execution(run(2, null))))).toEqual([]);
  });
});

describe('a workflow that ended with FAILURE', () => {
  const failed = (builder: HistoryBuilder) => lostIn(ended(builder, 'FAILURE'));

  test('lost nothing where a task failed, or was not seen to end', () => {
    const parallel = (exitCode: number | null) => defined().execution(run(1, exitCode));
    expect(failed(parallel(1))).toEqual([]);
    expect(failed(parallel(null))).toEqual([]);
    expect(failed(parallel(0))).toEqual(['proved 1/2']);
  });

  test.each([
    [20.002, []],
    [20.002001, ['proved 1/2']],
  ])('lost its task where what failed at 20 s succeeded from %s s on', (from, expected) => {
    expect(
      failed(
        defined()
          .execution(run(1, 1))
          .execution(run(1, 0, from, 30, 'x')),
      ),
    ).toEqual(expected);
  });

  test('lost what never ran in any round, though a later round left out what had succeeded', () => {
    const again = (exitCode: number) => defined().execution(run(1, exitCode)).command(30, 'REPEAT_RUNNING');
    expect(failed(again(0))).toEqual(['proved 1/2']);
    expect(failed(again(1))).toEqual([]);
  });

  test.each(['FAILURE', 'KILL', 'STOP', 'PAUSE'])('lost nothing where a valid row says %s', (state) => {
    const row = (fields = {}) => bothDone().task(30, { task: 3, taskInstance: 3, ...final(state), ...fields });
    expect(failed(row())).toEqual([]);
    expect(failed(row({ valid: false }))).toEqual(['proved 1/3']);
    expect(failed(row().task(31, { task: 3, taskInstance: 3, state: 'DISPATCH' }))).toEqual(['proved 1/3']);
  });

  test.each(['READY_STOP', 'READY_PAUSE', 'STOP', 'PAUSE', 'READY_BLOCK', 'BLOCK'])(
    'lost nothing after %s',
    (state) => {
      expect(failed(bothDone().workflow(30, { state }))).toEqual([]);
      expect(failed(bothDone().workflow(30, { state }).workflow(31))).toEqual([]);
      expect(failed(bothDone().workflow(30, { state, workflow: 2, definition: 2 }))).toEqual(['proved 1/3']);
    },
  );

  test.each(['STOP', 'PAUSE'])('lost nothing after the command %s', (kind) => {
    expect(failed(bothDone().command(30, kind))).toEqual([]);
    expect(failed(bothDone().command(30, kind, { workflow: 2 }))).toEqual(['proved 1/3']);
  });
});

test.each(['STOP', 'PAUSE', 'KILL'])('a workflow that ended with %s lost nothing', (state) => {
  expect(lostIn(ended(bothDone(), state))).toEqual([]);
});

describe('a workflow that is open at the deadline', () => {
  const open = (builder: HistoryBuilder, at: number, outcome: 'deadline' | 'settled' = 'deadline') =>
    lostIn(builder.finish(at, outcome));

  test.each([
    [50.001999, ['possible 1/3']],
    [50.002, ['proved 1/3']],
  ])('at %s s lost what could have begun at 20 s', (at, expected) => {
    expect(open(bothDone(), at)).toEqual(expected);
    expect(open(bothDone(), at, 'settled')).toEqual([]);
  });

  test('is judged by the last of the predecessors', () => {
    const late = () =>
      defined()
        .execution(run(1, 0, 10, 30))
        .execution(run(2));
    expect(open(late(), 60.001999)).toEqual(['possible 1/3']);
    expect(open(late(), 60.002)).toEqual(['proved 1/3']);
    const again = () => bothDone().execution(run(1, 0, 30, 40, 'x'));
    expect(open(again(), 50.002)).toEqual(['proved 1/3']);
    expect(open(defined(), 31.002)).toEqual(['proved 1/1', 'proved 1/2']);
    expect(open(defined(), 31.001999)).toEqual(['possible 1/1', 'possible 1/2']);
  });

  test.each([
    [111.999999, ['possible 1/2']],
    [112, ['proved 1/2']],
  ])('at %s s lost what had waited out a delay of 60 s from 22 s on', (at, expected) => {
    const delayed = new HistoryBuilder()
      .definition(1, [{ task: 1 }, { task: 2, after: [1], delay: 60 }])
      .workflow(1, { op: 'insert' })
      .execution(run(1))
      .task(22, { task: 2, taskInstance: 2, state: 'DELAY_EXECUTION' });
    expect(open(delayed, at)).toEqual(expected);
  });

  test('is judged by the wider of the two clocks', () => {
    const uncertainty = { harness: 1000, engine: 0, client: 0, nemesis: 0 };
    const wide = (clocks: { witness: number; audit: number }) =>
      new HistoryBuilder({ uncertainty: { ...uncertainty, ...clocks } })
        .definition(1, [{ task: 1 }, { task: 2, after: [1] }])
        .workflow(1, { op: 'insert' })
        .execution(run(1));
    expect(open(wide({ witness: 5000, audit: 0 }), 50.005999)).toEqual(['possible 1/2']);
    expect(open(wide({ witness: 0, audit: 5000 }), 50.005999)).toEqual(['possible 1/2']);
    expect(open(wide({ witness: 5000, audit: 5000 }), 50.006)).toEqual(['proved 1/2']);
  });

  test.each([
    [89.999999, ['possible 1/3']],
    [90, ['proved 1/3']],
  ])('at %s s had its grace from the last verified heal on', (at, expected) => {
    expect(open(bothDone().fault('cut', { begin: 11, effective: 12, heal: 58, healed: 60 }), at)).toEqual(expected);
    expect(open(bothDone().fault('cut', { begin: 11, effective: 12, heal: 58 }), at)).toEqual(['possible 1/3']);
  });

  test.each([
    [98.498, ['possible 1/4']],
    [98.497999, ['proved 1/4']],
  ])('may be busy with a process seen at %s s', (to, expected) => {
    const busy = bothDone()
      .execution(run(3, 0, 30, 40))
      .execution(run(2, null, 50, to, 'x'));
    expect(open(busy, 99)).toEqual(expected);
  });

  test('lost its task though a process of another workflow runs', () => {
    const other = bothDone().execution({ ...run(1, null, 10, 99, 'x'), workflow: 2 });
    expect(open(other, 99)).toEqual(['proved 1/3']);
  });

  test('lost nothing where the scheduler knows of a failure, or was told to stop', () => {
    const failure = { taskInstance: 1, ...final('FAILURE') };
    expect(open(defined().execution(run(1, 1)).task(21, failure), 99)).toEqual([]);
    expect(
      open(
        defined()
          .execution(run(1, 1))
          .task(21, { ...failure, valid: false }),
        99,
      ),
    ).toEqual(['proved 1/2']);
    expect(open(defined().execution(run(1, 1)), 99)).toEqual(['proved 1/2']);
    expect(open(bothDone().workflow(30, { state: 'READY_STOP' }), 99)).toEqual([]);
    expect(open(bothDone().command(30, 'STOP'), 99)).toEqual([]);
  });

  test('is told with the time that it had', () => {
    const start =
      'workflow 1, task join never ran, though task first and task second had succeeded by 20.0 s; the scheduler has no row of it, and workflow 1 was still RUNNING_EXECUTION when the run ended at';
    expect(sentenceOf(bothDone().finish(99, 'deadline'))).toBe(`${start} 99.0 s, 79.0 s later`);
    expect(sentenceOf(bothDone().finish(30, 'deadline'))).toBe(
      `${start} 30.0 s, 10.0 s later; it may not have had its time`,
    );
  });
});

describe('a retry', () => {
  const failure = { taskInstance: 1, ...final('FAILURE') };
  const retried = (retries: number) => defined(retries).execution(run(1, 1)).execution(run(2)).task(21, failure);
  const failed = (builder: HistoryBuilder, state = 'FAILURE') => lostIn(ended(builder, state));

  test('that was left is lost where the workflow failed', () => {
    expect(failed(retried(1))).toEqual(['proved 1/1 retry']);
    expect(failed(retried(2))).toEqual(['proved 1/1 retry']);
    expect(failed(retried(0))).toEqual([]);
  });

  test('is not lost where the workflow ended otherwise or was stopped', () => {
    expect(failed(retried(1), 'STOP')).toEqual([]);
    expect(failed(retried(1), 'SUCCESS')).toEqual([]);
    expect(lostIn(retried(1).finish(99, 'deadline'))).toEqual([]);
    expect(failed(retried(1).workflow(30, { state: 'READY_STOP' }))).toEqual([]);
    expect(failed(retried(1).command(30, 'STOP'))).toEqual([]);
    expect(failed(retried(1).command(30, 'EXECUTE_TASK'))).toEqual([]);
  });

  test('was had where it is counted, or where a second process is seen', () => {
    expect(failed(retried(1).task(22, { ...failure, retry: 1 }))).toEqual([]);
    expect(failed(retried(2).task(22, { ...failure, retry: 1 }))).toEqual(['proved 1/1 retry']);
    expect(failed(retried(1).task(22, { ...failure, taskInstance: 5, retry: 1 }))).toEqual([]);
    const second = () => retried(1).execution(run(1, 1, 30, 40, 'x'));
    expect(failed(second())).toEqual([]);
    expect(failed(retried(2).execution(run(1, 1, 30, 40, 'x')))).toEqual(['proved 1/1 retry']);
  });

  test('follows a failure that the scheduler knows of', () => {
    expect(failed(retried(1).task(22, { taskInstance: 1, ...final('KILL') }))).toEqual([]);
    expect(failed(retried(1).task(22, { ...failure, valid: false }))).toEqual([]);
    expect(failed(defined(1).execution(run(2)).task(21, failure))).toEqual([]);
  });

  test('is not due after a success', () => {
    expect(failed(retried(1).execution(run(1, 0, 5, 9, 'x')))).toEqual([]);
    expect(failed(retried(2).execution(run(1, 0, 5, 9, 'x')))).toEqual([]);
  });

  test('may be dropped where another task failed', () => {
    const row = { task: 2, taskInstance: 2, ...final('FAILURE') };
    expect(failed(retried(1).execution(run(2, 1, 30, 40, 'x')))).toEqual([]);
    expect(failed(retried(1).task(30, row))).toEqual([]);
  });

  test.each([
    [98.498, 'possible'],
    [98.497999, 'proved'],
  ])('may still be had by a process seen at %s s', (to, proof) => {
    const open = defined(1)
      .execution(run(1, null, 10, to))
      .execution(run(2))
      .task(21, failure);
    expect(failed(open)).toEqual([`${proof} 1/1 retry`]);
    const second = retried(2).execution(run(1, null, 30, to, 'x'));
    expect(failed(second)).toEqual([`${proof} 1/1 retry`]);
  });

  test('may have been had unseen', () => {
    expect(failed(retried(1).gap(5, 'witness'))).toEqual(['possible 1/1 retry']);
  });

  test('is told with how many were left, and shown by what failed', () => {
    const start = 'workflow 1, task first: execution A on worker-1 (10.0–20.0 s) failed and was not run again, though';
    expect(sentenceOf(ended(retried(1), 'FAILURE'))).toBe(
      `${start} 1 of its 1 retries was left; workflow 1 was FAILURE at 60.0 s`,
    );
    expect(
      sentenceOf(
        ended(
          retried(3)
            .task(22, { ...failure, retry: 1 })
            .gap(1, 'audit'),
          'FAILURE',
        ),
      ),
    ).toBe(`${start} 2 of its 3 retries were left; workflow 1 was FAILURE at 60.0 s; it may have run unseen`);
    const twice = ended(retried(3).execution(run(1, 1, 30, 40, 'x')), 'FAILURE');
    expect(sentenceOf(twice)).toContain(
      'execution B on worker-1 (30.0–40.0 s) failed and was not run again, though 2 of',
    );
    const history = twice.build();
    const ends = history.filter((event) => event.type === 'execution.end' && event.exitCode === 1);
    const starts = history.filter((event) => event.type === 'execution.start' && event.task === 1);
    const rows = history.filter(({ type }) => type === 'row');
    expect(verdictOf(twice).violations.slice(1)).toMatchObject([
      {
        executions: ['p1', 'x'],
        from: ends[1]?.at,
        to: history.at(-1)?.at,
        events: [starts[0], rows[1], starts[1], ends[1], rows[2]].map((event) => event?.seq),
      },
    ]);
  });
});

test('a lost task is shown by what it waited for, its rows and the end, from when it was due', () => {
  const builder = ended(
    defined()
      .execution(run(1))
      .execution(run(2, 0, 10, 25))
      .task(30, { task: 3, taskInstance: 3, state: 'DISPATCH' }),
    'FAILURE',
  );
  const history = builder.build();
  const ends = history.filter(({ type }) => type === 'execution.end');
  const rows = history.filter(({ type }) => type === 'row');
  expect(verdictOf(builder).violations).toMatchObject([
    {
      anomaly: 'lost-task',
      from: ends[1]?.at,
      to: history.at(-1)?.at,
      executions: [],
      events: [...ends, rows[1], rows[2], history.at(-1)].map((event) => event?.seq),
    },
  ]);
});
