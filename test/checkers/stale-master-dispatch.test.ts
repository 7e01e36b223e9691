import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../history/event.ts';
import { HistoryBuilder } from '../histories/builder.ts';
import { findingsOf } from './runs.ts';

const uncertainty = { harness: 1000, witness: 1000, audit: 1000, engine: 1000, client: 1000, nemesis: 1000, log: 2000 };

/** master-1 has workflow 1 from 1 s on, master-2 from 30 s on. Errors: audit and witness 1 ms each, log 2 ms. */
const overtaken = (header: Partial<EventOf<'run.begin'>> = {}) =>
  new HistoryBuilder({ uncertainty, ...header })
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(1, { op: 'insert' })
    .workflow(29, { owner: null, writer: 'master-2' })
    .workflow(30, { owner: 'master-2', writer: 'master-2' });

const inserted = (builder: HistoryBuilder, at: number, writer = 'master-1') =>
  builder.task(at, { op: 'insert', state: 'SUBMITTED_SUCCESS', writer });
const sent = (builder: HistoryBuilder, at: number, writer = 'master-1') =>
  builder.task(at, { state: 'DISPATCH', writer });
const started = (builder: HistoryBuilder, from: number) =>
  builder.execution({ name: 'a', from, to: from + 1, beats: [] });

const stale = (builder: HistoryBuilder) =>
  findingsOf('stale-master-dispatch', builder.finish(99)).map(({ proof, subject }) => `${proof} ${subject}`);

describe('the earliest moment of the dispatch', () => {
  test.each([
    [30.002, ['possible 1/1 a']],
    [30.002001, ['proved 1/1 a']],
  ])('is that of the insert at %s s', (at, expected) => {
    expect(stale(started(sent(inserted(overtaken(), at), 39), 40))).toEqual(expected);
  });

  test.each([
    [30.003, ['possible 1/1 a']],
    [30.003001, ['proved 1/1 a']],
  ])('is that of the log line at %s s that it is about to send', (at, expected) => {
    const logged = inserted(overtaken(), 5).log(at, 'master-1', 'task-dispatching', { taskInstance: 1 });
    expect(stale(started(logged, 40))).toEqual(expected);
  });

  test('is that of its return to the queue', () => {
    const failed = inserted(overtaken(), 5).task(6, { state: 'FAILURE', final: true });
    expect(stale(started(sent(failed.task(31, { state: 'SUBMITTED_SUCCESS' }), 39), 40))).toEqual(['proved 1/1 a']);
    const written = inserted(overtaken(), 5).task(31, { state: 'SUBMITTED_SUCCESS' });
    expect(stale(started(sent(written, 39), 40))).toEqual(['possible 1/1 a']);
  });

  test('is not that of a worker that waits out a delay: it has the task already', () => {
    const delayed = sent(inserted(overtaken(), 5), 29).task(31, { state: 'DELAY_EXECUTION' });
    expect(stale(started(delayed, 40))).toEqual([]);
    const unsent = inserted(overtaken(), 5).task(31, { state: 'DELAY_EXECUTION' });
    expect(stale(started(unsent, 40))).toEqual(['possible 1/1 a']);
  });

  test('is the first of several log lines: the process may follow from any', () => {
    const logged = inserted(overtaken(), 5)
      .log(6, 'master-1', 'task-dispatching', { taskInstance: 1 })
      .log(31, 'master-1', 'task-dispatching', { taskInstance: 1 });
    expect(stale(started(logged, 40))).toEqual(['possible 1/1 a']);
  });

  test.each([
    ['another task instance', { taskInstance: 2 }],
    ['no task instance', { taskInstance: undefined }],
    ['something else', { fact: 'task-submitted' }],
  ] as const)('is not that of a log line of %s', (_, fields) => {
    const logged = inserted(overtaken(), 5).log(31, 'master-1', 'task-dispatching', { taskInstance: 1, ...fields });
    expect(stale(started(logged, 40))).toEqual(['possible 1/1 a']);
  });

  test('counts for nothing where the log says that another server sent it', () => {
    const logged = inserted(overtaken(), 5).log(31, 'master-2', 'task-dispatching', { taskInstance: 1 });
    expect(stale(started(logged, 40))).toEqual([]);
  });

  test('is not told by a log that may have missed a line, or that nobody watches', () => {
    const logged = (header = {}) =>
      started(inserted(overtaken(header), 5).log(31, 'master-1', 'task-dispatching', { taskInstance: 1 }), 40);
    expect(stale(logged())).toEqual(['proved 1/1 a']);
    expect(stale(logged().gap(90, 'log'))).toEqual(['possible 1/1 a']);
    const { log: _, ...blind } = uncertainty;
    expect(stale(logged({ uncertainty: blind }))).toEqual(['possible 1/1 a']);
  });
});

describe('the latest moment of the dispatch', () => {
  test.each([
    [29.997999, []],
    [29.998, ['possible 1/1 a']],
    [35, ['possible 1/1 a']],
  ])('is that of the start of the process at %s s', (at, expected) => {
    expect(stale(started(inserted(overtaken(), 5), at))).toEqual(expected);
  });

  test.each([
    [29.997999, []],
    [29.998, ['possible 1/1 a']],
  ])('is that of the row DISPATCH at %s s', (at, expected) => {
    expect(stale(started(sent(inserted(overtaken(), 5), at), 40))).toEqual(expected);
  });

  test.each([
    [29.996999, []],
    [29.997, ['possible 1/1 a']],
  ])('is that of the log line at %s s that it has sent', (at, expected) => {
    const logged = inserted(overtaken(), 5).log(at, 'master-1', 'task-dispatched', { taskInstance: 1 });
    expect(stale(started(logged, 40))).toEqual(expected);
    expect(stale(started(logged, 40).gap(1, 'log'))).toEqual(['possible 1/1 a']);
  });

  test('is the last of several log lines: the process may follow from any', () => {
    const logged = inserted(overtaken(), 5)
      .log(6, 'master-1', 'task-dispatched', { taskInstance: 1 })
      .log(31, 'master-1', 'task-dispatched', { taskInstance: 1 });
    expect(stale(started(logged, 40))).toEqual(['possible 1/1 a']);
  });

  test('is not before the task was put in the queue again', () => {
    const again = inserted(overtaken(), 5)
      .log(6, 'master-1', 'task-dispatched', { taskInstance: 1 })
      .task(7, { state: 'FAILURE', final: true })
      .task(8, { state: 'SUBMITTED_SUCCESS' });
    expect(stale(started(again, 40))).toEqual(['possible 1/1 a']);
  });
});

describe('no stale master', () => {
  test('is the owner of that time', () => {
    expect(stale(started(inserted(overtaken(), 5, 'master-2'), 40))).toEqual([]);
    expect(stale(started(sent(inserted(overtaken(), 5), 35, 'master-2'), 40))).toEqual([]);
  });

  test('is one that never was the owner, that is no master, or that nobody knows', () => {
    expect(stale(started(inserted(overtaken(), 31, 'master-3'), 40))).toEqual([]);
    expect(stale(started(overtaken(), 40))).toEqual([]);
    const servers = [{ name: 'master-1', role: 'api' }];
    expect(stale(started(inserted(overtaken({ servers }), 31), 40))).toEqual([]);
    const masters = [{ name: 'master-1', role: 'master' }];
    expect(stale(started(sent(inserted(overtaken({ servers: masters }), 31), 39), 40))).toEqual(['proved 1/1 a']);
  });

  test('is one that took the workflow over again', () => {
    const freed = () => overtaken().workflow(33, { owner: null }).workflow(34);
    const again = () => freed().command(34, 'REPEAT_RUNNING', { op: 'delete', writer: 'master-1' });
    expect(stale(started(inserted(again(), 35), 40))).toEqual([]);
    expect(stale(started(sent(inserted(again(), 31), 32), 40))).toEqual(['proved 1/1 a']);
    expect(stale(started(sent(inserted(freed(), 35), 36), 40))).toEqual(['proved 1/1 a']);
  });

  test('is one that has the workflow, over which a former owner wrote its name while nobody had it', () => {
    const written = overtaken()
      .workflow(33, { owner: null, writer: 'master-2' })
      .workflow(34, { owner: 'master-3', writer: 'master-3' })
      .workflow(35, { owner: null, writer: 'master-2' })
      .workflow(36, { state: 'FAILURE', final: true });
    expect(stale(started(sent(inserted(written, 37, 'master-3'), 38, 'master-3'), 40))).toEqual([]);
  });
});

describe('who sent it is open', () => {
  test('where only the insert of the task instance names a server: others send what it inserted', () => {
    expect(stale(started(inserted(overtaken(), 31), 40))).toEqual(['possible 1/1 a']);
  });

  test('where another master sent the same task instance to the same worker', () => {
    const log = (builder: HistoryBuilder, server: string, about: string) =>
      builder.log(server === 'master-1' ? 31 : 32, server, 'task-dispatching', { taskInstance: 1, about });
    const both = (about: string) =>
      started(log(log(inserted(overtaken(), 5), 'master-1', 'worker-1'), 'master-2', about), 40);
    expect(stale(both('worker-1'))).toEqual(['possible 1/1 a']);
    expect(stale(both('worker-2'))).toEqual(['proved 1/1 a']);
  });

  test('where two former owners sent it: the first is told', () => {
    const both = inserted(overtaken().workflow(33, { owner: 'master-3', writer: 'master-3' }), 5)
      .log(35, 'master-1', 'task-dispatching', { taskInstance: 1 })
      .log(36, 'master-2', 'task-dispatching', { taskInstance: 1 });
    const findings = findingsOf('stale-master-dispatch', started(both, 40).finish(99));
    expect(findings.map(({ proof, servers }) => [proof, servers])).toEqual([['possible', ['master-1']]]);
  });

  test('where more processes began than were sent', () => {
    const again = started(sent(inserted(overtaken(), 31), 39), 40).execution({ name: 'b', from: 43, to: 44 });
    expect(stale(again)).toEqual(['possible 1/1 a', 'possible 1/1 b']);
  });
});

test('bounds that contradict each other prove nothing', () => {
  const logged = (at: number) => inserted(overtaken(), 5).log(at, 'master-1', 'task-dispatching', { taskInstance: 1 });
  expect(stale(started(logged(40.003), 40))).toEqual(['proved 1/1 a']);
  expect(stale(started(logged(40.003001), 40))).toEqual(['possible 1/1 a']);
  expect(stale(sent(started(inserted(overtaken(), 45), 40), 46))).toEqual(['possible 1/1 a']);
});

test('a gap in the audit may hide that it took the workflow over again', () => {
  const late = () => started(sent(inserted(overtaken(), 31), 39), 40);
  expect(stale(late().gap(90, 'audit'))).toEqual(['possible 1/1 a']);
  expect(stale(late().gap(90, 'witness'))).toEqual(['proved 1/1 a']);
});

test.each([
  [5.002, ['possible 1/1 a']],
  [5.002001, ['proved 1/1 a']],
])('two owners as close as 5 s and %s s may have been the other way round', (at, expected) => {
  const swift = new HistoryBuilder()
    .workflow(5, { op: 'insert' })
    .workflow(at, { owner: 'master-2', writer: 'master-2' });
  expect(stale(started(sent(inserted(swift, 31), 39), 40))).toEqual(expected);
});

test('the sentence names the dispatcher, the execution and the takeover', () => {
  const [finding] = findingsOf('stale-master-dispatch', started(sent(inserted(overtaken(), 31), 39), 40).finish(99));
  expect(finding?.sentence).toBe(
    'workflow 1, task long: master-1 dispatched execution A on worker-1 (40.0–41.0 s) after master-2 had taken the workflow over from it at 30.0 s',
  );
  expect(finding).toMatchObject({ servers: ['master-1'], executions: ['a'], events: [4, 5, 6, 7], task: 1 });
  expect((finding?.to ?? 0) - (finding?.from ?? 0)).toBe(10_000_000);
  const [perhaps] = findingsOf('stale-master-dispatch', started(inserted(overtaken(), 5), 40).finish(99));
  expect(perhaps?.sentence).toContain('perhaps after master-2 had taken');
});

describe('a task that waited out its delay in its master', () => {
  /** Inserted by master-1 at 5 s, 20 s before master-2 took over at 30 s; its delay is not over before. */
  const delayed = (delay: number, header: Partial<EventOf<'run.begin'>> = { delaysOn: 'master' }) =>
    inserted(overtaken(header).definition(1, [{ task: 1, name: 'long', delay }]), 5);
  const received = (builder: HistoryBuilder, about = 'master-1') =>
    builder.log(39, 'worker-1', 'task-received', { taskInstance: 1, about });

  test('was sent when that was over, so that its master was stale', () => {
    expect(stale(started(received(delayed(31)), 40))).toEqual(['proved 1/1 a']);
    expect(stale(started(received(delayed(30)), 40))).toEqual(['possible 1/1 a']);
  });

  test('was sent at a time that nobody knows, where a worker may have waited instead', () => {
    expect(stale(started(received(delayed(31, { delaysOn: 'worker' })), 40))).toEqual(['possible 1/1 a']);
    expect(stale(started(received(delayed(31, {})), 40))).toEqual(['possible 1/1 a']);
  });

  test('was sent by the owner, if the worker says so', () => {
    expect(stale(started(received(delayed(31), 'master-2'), 40))).toEqual([]);
  });

  test('was sent by nobody who is known for sure, if no worker says so', () => {
    expect(stale(started(delayed(31), 40))).toEqual(['possible 1/1 a']);
    expect(stale(started(received(received(delayed(31)), 'master-2'), 40).gap(99, 'log'))).toEqual(['possible 1/1 a']);
  });
});
