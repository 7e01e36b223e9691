import { describe, expect, test } from 'vitest';
import { sendersOf } from '../../checkers/senders.ts';
import { allWatch, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

/** Lines of a worker's log, in their order there: who sent what it received, or that it took the task. */
interface Line {
  readonly offset: number;
  readonly at: number;
  readonly from?: string;
  readonly worker?: string;
  readonly taskInstance?: number;
  readonly file?: string;
}

/** Two masters had the workflow; each has sent its task, whose task instance is 1, to workers that tell so. */
function received(lines: readonly Line[]): HistoryBuilder {
  const begun = new HistoryBuilder({ uncertainty: { ...allWatch, audit: 1_000, witness: 2_000, log: 4_000 } })
    .workflow(1, { op: 'insert' })
    .task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .workflow(10, { owner: 'master-2', writer: 'master-2' });
  return lines.reduce((builder, { at, from, worker = 'worker-1', ...line }) => {
    const fact = from === undefined ? 'task-accepted' : 'task-received';
    return builder.log(at, worker, fact, { taskInstance: 1, ...line, ...(from && { about: from }) });
  }, begun);
}

/** Who may have sent each execution. */
function senders(history: HistoryBuilder): Readonly<Record<string, readonly string[]>> {
  const situation = situationAfter(history);
  return Object.fromEntries(
    [...situation.executions.all()].map((execution) => [
      execution.name,
      sendersOf(situation, execution).claims.map(({ server }) => server),
    ]),
  );
}

const first = { offset: 0, at: 15, from: 'master-1' };
const taken = { offset: 10, at: 15.001 };
const second = { offset: 20, at: 15.002, from: 'master-2' };

describe('what a worker received', () => {
  test('after it had taken the task is not what it ran, though the process began later', () => {
    expect(senders(received([first, taken, second]).start({ name: 'a', from: 15.1, to: 20 }))).toEqual({
      a: ['master-1'],
    });
  });

  test('after it in the log, whatever the times of the two lines are', () => {
    const lines = [first, { ...taken, at: 15.003 }, second];
    expect(senders(received(lines).start({ name: 'a', from: 15.1, to: 20 }))).toEqual({ a: ['master-1'] });
  });

  test('before it had taken the task, from two masters, may be from either', () => {
    const lines = [first, { ...second, offset: 5 }, taken];
    expect(senders(received(lines).start({ name: 'a', from: 15.1, to: 20 }))).toEqual({ a: ['master-1', 'master-2'] });
  });

  test('may be from either where nobody says what it took', () => {
    expect(senders(received([first, second]).start({ name: 'a', from: 15.1, to: 20 }))).toEqual({
      a: ['master-1', 'master-2'],
    });
  });

  test('may be from either where it took the task more often than it ran it: one was stopped before', () => {
    const lines = [first, taken, second, { offset: 30, at: 15.003 }];
    expect(senders(received(lines).start({ name: 'a', from: 15.1, to: 20 }))).toEqual({ a: ['master-1', 'master-2'] });
  });

  test('is told by the first line for its first process, and by the second for its second', () => {
    const again = [
      { offset: 30, at: 25, from: 'master-2' },
      { offset: 40, at: 25.001 },
    ];
    const history = received([first, taken, ...again])
      .start({ name: 'a', from: 15.1, to: 20 })
      .start({ name: 'b', from: 25.1, to: 30 });
    // What it received before it took the task for the first time was not refused, and may have been taken up late.
    expect(senders(history)).toEqual({ a: ['master-1'], b: ['master-2'] });
  });

  test('is not told by what another worker took', () => {
    const lines = [first, { ...taken, worker: 'worker-2' }, second];
    expect(senders(received(lines).start({ name: 'a', from: 15.1, to: 20 }))).toEqual({ a: ['master-1', 'master-2'] });
  });

  test('is told by what it took itself, though another worker took and ran it too', () => {
    const elsewhere = [
      { offset: 0, at: 15.003, from: 'master-2', worker: 'worker-2' },
      { offset: 10, at: 15.004, worker: 'worker-2' },
    ];
    const history = received([first, taken, second, ...elsewhere])
      .start({ name: 'a', from: 15.1, to: 20 })
      .start({ name: 'b', from: 15.2, to: 20, worker: 'worker-2' });
    expect(senders(history)).toEqual({ a: ['master-1'], b: ['master-2'] });
  });

  test('is told by what it took of the same task instance, though it took and ran the next one too', () => {
    const retried = [
      { offset: 30, at: 25, from: 'master-2', taskInstance: 2 },
      { offset: 40, at: 25.001, taskInstance: 2 },
    ];
    const history = received([first, taken, second, ...retried])
      .start({ name: 'a', from: 15.1, to: 20 })
      .start({ name: 'b', from: 25.1, to: 30, taskInstance: 2 });
    expect(senders(history)).toEqual({ a: ['master-1'], b: ['master-2'] });
  });

  test('is told by a line that it took the task once, though the log be read again', () => {
    const lines = [first, taken, taken, second];
    expect(senders(received(lines).start({ name: 'a', from: 15.1, to: 20 }))).toEqual({ a: ['master-1'] });
  });

  test('may be from either where another file says that it took the task: places in two files have no order', () => {
    const lines = [first, taken, { ...second, file: 'worker-1.2.log' }];
    expect(senders(received(lines).start({ name: 'a', from: 15.1, to: 20 }))).toEqual({ a: ['master-1', 'master-2'] });
  });
});
