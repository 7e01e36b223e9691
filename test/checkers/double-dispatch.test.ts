import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../history/event.ts';
import { allWatch, type ExecutionSpec, HistoryBuilder } from '../histories/builder.ts';
import { findingsOf } from './runs.ts';

/** master-1 has workflow 1 from 1 s on, master-2 from 30 s on. Errors: 1 ms each. The beat is 0.5 s. */
const overtaken = (header: Partial<EventOf<'run.begin'>> = {}) =>
  new HistoryBuilder(header)
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(1, { op: 'insert' })
    .workflow(29, { owner: null, writer: 'master-2' })
    .workflow(30, { owner: 'master-2', writer: 'master-2' });

interface Attempt extends ExecutionSpec {
  readonly writer: string;
  readonly inserted?: number | undefined;
  readonly sent?: number | undefined;
}

/** One task instance of task 1: inserted, sent and run. */
function attempt(builder: HistoryBuilder, { writer, inserted, sent, ...spec }: Attempt): HistoryBuilder {
  const { taskInstance = 1 } = spec;
  if (inserted !== undefined)
    builder.task(inserted, { op: 'insert', taskInstance, state: 'SUBMITTED_SUCCESS', writer });
  if (sent !== undefined) builder.task(sent, { taskInstance, state: 'DISPATCH', writer });
  return builder.execution({ beats: [], ...spec });
}

const first = { name: 'a', writer: 'master-1', inserted: 5, sent: 6, from: 6.5, to: 50, exitCode: 1 };
const second = {
  name: 'b',
  writer: 'master-2',
  taskInstance: 2,
  inserted: 40,
  sent: 41,
  from: 41.5,
  to: 60,
  exitCode: 1,
};

const doubles = (builder: HistoryBuilder) =>
  findingsOf('double-dispatch', builder.finish(99)).map(({ proof, subject }) => `${proof} ${subject}`);
const both = (one: Partial<Attempt> = {}, two: Partial<Attempt> = {}, header = {}) =>
  attempt(attempt(overtaken(header), { ...first, ...one }), { ...second, ...two });

describe('two masters dispatch one task', () => {
  test('in two task instances', () => {
    expect(doubles(both())).toEqual(['proved 1/1 a b']);
  });

  test('in one task instance, so that the database shows one row', () => {
    const same = attempt(attempt(overtaken(), first), { ...second, taskInstance: 1, inserted: undefined });
    const [finding] = findingsOf('double-dispatch', same.finish(99));
    expect(finding?.sentence).toBe(
      'workflow 1, task long: master-1 dispatched execution A on worker-1 (6.5–50.0 s), and master-2 dispatched execution B on worker-1 (41.5–60.0 s) while the attempt of A was not over; both are task instance 1',
    );
    expect(finding).toMatchObject({ proof: 'proved', servers: ['master-1', 'master-2'], executions: ['a', 'b'] });
    expect([finding?.from, finding?.to].map((at) => ((at ?? 0) - 1.7e15) / 1e6)).toEqual([41.5, 50]);
  });

  test('and the row DISPATCH of the first comes after the second has begun', () => {
    expect(doubles(attempt(attempt(overtaken(), { ...first, sent: 43 }), second))).toEqual(['proved 1/1 a b']);
  });

  test('and each pair of a third is a finding of its own', () => {
    const third = { ...second, name: 'c', taskInstance: 3, writer: 'master-3', from: 42 };
    expect(doubles(attempt(both(), third))).toEqual(['proved 1/1 a b', 'proved 1/1 a c', 'proved 1/1 b c']);
  });
});

describe('the second was dispatched before the first attempt was over', () => {
  const lateRow = { sent: 43 };

  test.each([
    [41.502001, ['proved 1/1 a b']],
    [41.502, ['possible 1/1 a b']],
    [39.998, ['possible 1/1 a b']],
    [39.997999, []],
  ])('if the first process ended at %s s, and the second was inserted at 40 s and began at 41.5 s', (to, expected) => {
    expect(doubles(both({ to }, lateRow))).toEqual(expected);
  });

  test.each([
    [41.002001, ['proved 1/1 a b']],
    [41.002, ['possible 1/1 a b']],
  ])('if the first process ended at %s s, and the row DISPATCH came at 41 s', (to, expected) => {
    expect(doubles(both({ to }))).toEqual(expected);
  });

  test.each([
    [39.498, ['possible 1/1 a b']],
    [39.497999, []],
  ])('if the first process was last seen at %s s and may have lived on for a beat', (to, expected) => {
    const killed = attempt(overtaken(), { ...first, to, exitCode: null });
    expect(doubles(attempt(killed, second))).toEqual(expected);
  });

  test.each([
    [41.002001, ['proved 1/1 a b']],
    [41.002, ['possible 1/1 a b']],
    [39.998, ['possible 1/1 a b']],
    [39.997999, []],
  ])('if the first was written off at %s s: what lives on is an orphan', (at, expected) => {
    expect(doubles(both().task(at, { state: 'NEED_FAULT_TOLERANCE', final: true }))).toEqual(expected);
  });

  test('if it was not written off before, in an earlier round', () => {
    const retried = overtaken()
      .task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS' })
      .task(3, { state: 'FAILURE', final: true })
      .task(5, { state: 'SUBMITTED_SUCCESS', retry: 1 });
    expect(doubles(attempt(attempt(retried, { ...first, inserted: undefined }), second))).toEqual(['proved 1/1 a b']);
    // A stale state over a final one is no new round.
    const revived = attempt(overtaken(), first).task(20, { state: 'KILL', final: true }).task(21);
    expect(doubles(attempt(revived, second))).toEqual([]);
  });

  test.each([
    [29.998, ['possible 1/1 a b']],
    [29.997999, []],
  ])('no sooner than its master had the workflow, if the first process ended at %s s', (to, expected) => {
    const same = { ...second, taskInstance: 1, inserted: undefined };
    expect(doubles(attempt(attempt(overtaken(), { ...first, to }), same))).toEqual(expected);
  });
});

describe('the first was dispatched before the second attempt was over', () => {
  /** Process b, of the attempt that was written off, begins after process a of the one that took its place. */
  const late = (at: number) =>
    attempt(
      attempt(overtaken(), { ...second, name: 'a', from: 41.5, to: 60 }).task(at, { state: 'KILL', final: true }),
      { ...first, name: 'b', from: 45, to: 60 },
    );

  test.each([
    [39.997999, []],
    [39.998, ['possible 1/1 a b']],
    [41.002, ['possible 1/1 a b']],
    [41.002001, ['proved 1/1 a b']],
  ])('if the second was written off at %s s', (at, expected) => {
    expect(doubles(late(at))).toEqual(expected);
  });
});

test('an attempt is over with its first final row, whatever is written later', () => {
  const given = { state: 'NEED_FAULT_TOLERANCE', final: true };
  const killed = { state: 'KILL', final: true };
  expect(doubles(both().task(39, given).task(45, killed))).toEqual([]);
  const late = attempt(overtaken(), { ...second, name: 'a', from: 41.5, to: 60 })
    .task(39, given)
    .task(43, killed);
  expect(doubles(attempt(late, { ...first, name: 'b', from: 45, to: 60 }))).toEqual([]);
});

describe('nobody dispatched twice', () => {
  test('where both are of one master, or of a server that nobody knows', () => {
    expect(doubles(both({}, { writer: 'master-1' }))).toEqual([]);
    const unknown = attempt(overtaken(), { name: 'a', writer: 'x', from: 6, to: 50, exitCode: 1 });
    expect(doubles(attempt(unknown, second))).toEqual([]);
  });

  test('where one is no master', () => {
    expect(doubles(both({}, {}, { servers: [{ name: 'master-2', role: 'worker' }] }))).toEqual([]);
  });

  test('where the second is another task', () => {
    expect(doubles(attempt(attempt(overtaken(), first), { ...second, task: 2 }))).toEqual([]);
    expect(doubles(attempt(attempt(overtaken(), first), { ...second, workflow: 2 }))).toEqual([]);
  });

  test('in a failover that writes the attempt off, or that comes when its process is dead', () => {
    const failover = attempt(overtaken(), { ...first, to: 50 }).task(28.9, {
      state: 'NEED_FAULT_TOLERANCE',
      final: true,
      writer: 'master-2',
    });
    expect(doubles(attempt(failover, second))).toEqual([]);
    expect(doubles(both({ to: 20 }))).toEqual([]);
  });

  test('in a retry that the new owner makes', () => {
    const failed = attempt(overtaken(), { ...first, to: 20 }).task(20.1, { state: 'FAILURE', final: true });
    expect(doubles(attempt(failed, second))).toEqual([]);
  });
});

describe('a user who asks for the workflow again', () => {
  test.each([
    [6.498, ['possible 1/1 a b']],
    [6.502, ['possible 1/1 a b']],
    [6.502001, []],
    [41.497999, []],
    [41.498, ['possible 1/1 a b']],
    [41.502001, ['proved 1/1 a b']],
  ])('at %s s, between the two starts', (at, expected) => {
    expect(doubles(both().command(at, 'REPEAT_RUNNING'))).toEqual(expected);
  });

  test.each([
    ['START_FAILURE_TASK_PROCESS', 0],
    ['RECOVER_SUSPENDED_PROCESS', 0],
    ['RECOVER_TOLERANCE_FAULT_PROCESS', 1],
  ])('is who wrote %s, or is nobody', (kind, count) => {
    expect(doubles(both().command(20, kind))).toHaveLength(count);
  });

  test('may be hidden by a gap in the audit', () => {
    expect(doubles(both().gap(90, 'audit'))).toEqual(['possible 1/1 a b']);
    expect(doubles(both().gap(90, 'witness'))).toEqual(['proved 1/1 a b']);
  });
});

describe('who of several masters sent which of two processes of one task instance is open', () => {
  /** Inserted by master-1; sent by each of some masters from 41.2 s on, so that the log says to which worker. */
  const claimed = (claims: readonly (readonly [server: string, worker?: string])[]) => {
    const builder = overtaken({ uncertainty: allWatch }).task(5, { op: 'insert', state: 'SUBMITTED_SUCCESS' });
    for (const [index, [server, about]] of claims.entries())
      builder.log(40 + index / 10, server, 'task-dispatching', { taskInstance: 1, ...(about && { about }) });
    return builder;
  };
  const process = (builder: HistoryBuilder, name: string, from: number, to: number, fields = {}) =>
    builder.execution({ name, from, to, beats: [], ...fields });
  const two = (builder: HistoryBuilder, first = {}, second = {}) =>
    process(process(builder, 'a', 41, 50, first), 'b', 42, 60, second);
  const ones = [['master-1'], ['master-2']] as const;

  test('but two claims of two masters are for two processes', () => {
    expect(doubles(two(claimed(ones)))).toEqual(['proved 1/1 a b']);
  });

  test.each([
    [42.002001, ['proved 1/1 a b']],
    [42.002, ['possible 1/1 a b']],
  ])('and the second, begun at 42 s, surely was sent before the end of the first at %s s', (to, expected) => {
    expect(doubles(two(claimed(ones), { to }))).toEqual(expected);
  });

  test.each([
    [42.002001, ['proved 1/1 a b']],
    [42.002, ['possible 1/1 a b']],
  ])('and the second, begun at 42 s, surely was sent before the first was written off at %s s', (at, expected) => {
    expect(doubles(two(claimed(ones)).task(at, { state: 'KILL', final: true }))).toEqual(expected);
  });

  test.each([
    [42.002001, ['proved 1/1 a b']],
    [42.002, ['possible 1/1 a b']],
  ])('and the first, begun at 42 s as well, was surely sent before the end of the second at %s s', (to, expected) => {
    expect(doubles(two(claimed(ones), { from: 42 }, { to }))).toEqual(expected);
  });

  test('and a third claim may be of either master again', () => {
    expect(doubles(two(claimed([...ones, ['master-1']])))).toEqual(['possible 1/1 a b']);
  });

  test('and two claims that are for one of them leave the other open', () => {
    const away = claimed([
      ['master-1', 'worker-2'],
      ['master-2', 'worker-2'],
    ]);
    expect(doubles(two(away, {}, { worker: 'worker-2' }))).toEqual(['possible 1/1 a b']);
  });

  test('and a claim that only one of them may follow from leaves the other two', () => {
    const some = () => claimed([...ones, ['master-1', 'worker-2']]);
    expect(doubles(two(some(), {}, { worker: 'worker-2' }))).toEqual(['possible 1/1 a b']);
    expect(doubles(two(some(), { worker: 'worker-2' }))).toEqual(['possible 1/1 a b']);
    const chain = claimed([['master-1', 'worker-1'], ['master-2'], ['master-1', 'worker-2']]);
    expect(doubles(two(chain, {}, { worker: 'worker-2' }))).toEqual(['possible 1/1 a b']);
  });
});

test('bounds that contradict each other prove nothing', () => {
  expect(doubles(both({}, { inserted: 41.502001, sent: undefined }))).toEqual([]);
  expect(doubles(both({}, { inserted: 42, sent: 43 }))).toEqual(['possible 1/1 a b']);
});

test('what is only possible is said so', () => {
  const [finding] = findingsOf('double-dispatch', both({ to: 41 }).finish(99));
  expect(finding?.sentence).toContain('while the attempt of A may not have been over');
  const off = both().task(41, { state: 'KILL', final: true });
  const [early] = findingsOf('double-dispatch', off.finish(99));
  expect([early?.from, early?.to].map((at) => ((at ?? 0) - 1.7e15) / 1e6)).toEqual([41, 41.5]);
  const late = both().task(55, { state: 'KILL', final: true });
  const [after] = findingsOf('double-dispatch', late.finish(99));
  expect([after?.from, after?.to].map((at) => ((at ?? 0) - 1.7e15) / 1e6)).toEqual([41.5, 50]);
});

describe('a user who asked after the first was dispatched, and before it began', () => {
  const wish = (taken: number) =>
    both().command(3, 'REPEAT_RUNNING').command(taken, 'REPEAT_RUNNING', { op: 'delete', writer: 'master-2' });

  test.each([
    [4.996999, ['proved 1/1 a b']],
    [4.997, ['possible 1/1 a b']],
    [6.498, ['possible 1/1 a b']],
    [6.502001, []],
  ])(
    'may have asked for the second, if its command was taken at %s s and the first inserted at 5 s',
    (at, expected) => {
      expect(doubles(wish(at))).toEqual(expected);
    },
  );
});

describe('in one task instance that workers received from two masters', () => {
  const log = { uncertainty: allWatch };
  const received = (builder: HistoryBuilder, at: number, about: string, worker: string, fields = {}) =>
    builder.log(at, worker, 'task-received', { taskInstance: 1, about, offset: Math.round(at * 1e6), ...fields });
  /** The database tells of master-1 alone: it inserted the task instance, which waited out a delay, so that there is no row DISPATCH. */
  const delayed = () => {
    const inserted = overtaken(log).task(5, { op: 'insert', state: 'SUBMITTED_SUCCESS' });
    const one = inserted.execution({ ...first, beats: [], worker: 'worker-1', from: 41 });
    return one.execution({ ...second, beats: [], taskInstance: 1, worker: 'worker-2', from: 42 });
  };

  test('two masters sent them, as their workers say', () => {
    const told = received(received(delayed(), 40, 'master-1', 'worker-1'), 41, 'master-2', 'worker-2');
    const [finding] = findingsOf('double-dispatch', told.finish(99));
    expect(finding?.proof).toBe('proved');
    expect(finding?.sentence).toBe(
      'workflow 1, task long: master-1 dispatched execution A on worker-1 (41.0–50.0 s), and master-2 dispatched execution B on worker-2 (42.0–60.0 s) while the attempt of A was not over; both are task instance 1',
    );
  });

  test('one master sent them both', () => {
    expect(doubles(received(received(delayed(), 40, 'master-2', 'worker-1'), 41, 'master-2', 'worker-2'))).toEqual([]);
  });

  test('the first one was refused the second time, by the worker that had it', () => {
    const refused = received(received(delayed(), 40, 'master-1', 'worker-1'), 41.5, 'master-2', 'worker-1');
    expect(doubles(received(refused, 41, 'master-2', 'worker-2'))).toEqual(['proved 1/1 a b']);
  });

  test('nobody knows who sent one that was received from both before it began', () => {
    const both = received(received(delayed(), 40, 'master-1', 'worker-1'), 40.5, 'master-2', 'worker-1');
    expect(doubles(received(both, 41, 'master-2', 'worker-2'))).toEqual(['possible 1/1 a b']);
  });

  test.each([
    [40.5, ['proved 1/1 a b']],
    [41.0005, ['possible 1/1 a b']],
  ])('each sent one of two that one worker received by %s s, whichever: both orders have to fit', (at, expected) => {
    const inserted = overtaken(log).task(5, { op: 'insert', state: 'SUBMITTED_SUCCESS' });
    const killed = inserted.execution({ ...first, beats: [], from: 41, to: 41, exitCode: null });
    const other = killed.execution({ ...second, beats: [], taskInstance: 1, from: 41.5 });
    expect(doubles(received(received(other, 40, 'master-1', 'worker-1'), at, 'master-2', 'worker-1'))).toEqual(
      expected,
    );
  });

  test('nobody knows who sent them where a line may be missing', () => {
    const told = received(received(delayed(), 40, 'master-1', 'worker-1'), 41, 'master-2', 'worker-2');
    expect(doubles(told.gap(90, 'log'))).toEqual([]);
  });
});
