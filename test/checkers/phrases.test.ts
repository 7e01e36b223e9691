import { describe, expect, test } from 'vitest';
import { dispatchPhrase } from '../../checkers/phrases.ts';
import { allWatch, BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

/** Two executions of a task; the second one's master is given. */
function twice(builder: HistoryBuilder, writer: string): HistoryBuilder {
  const dispatched = { op: 'insert', state: 'DISPATCH' } as const;
  return builder
    .task(2, dispatched)
    .execution({ name: 'a', from: 3, to: 5 })
    .task(10, { ...dispatched, taskInstance: 2, writer })
    .execution({ name: 'b', taskInstance: 2, from: 11, to: 12 });
}

/** What is said of the second dispatch, and when what shows it happened. */
function said(builder: HistoryBuilder) {
  const situation = situationAfter(builder);
  const [first, second] = situation.executions.ofTask({ workflow: 1, task: 1 });
  if (!first || !second) throw new Error('two executions were built');
  const { clause, events } = dispatchPhrase(situation, first, second);
  return [clause, ...events.map(({ at }) => (at - BEGIN) / 1e6)];
}

const owned = () => new HistoryBuilder().workflow(1, { op: 'insert' });

test('a dispatch is told with who did it, whether or not the owner is known', () => {
  expect(said(twice(owned(), 'master-1'))).toEqual(['; B was dispatched by master-1', 10]);
  expect(said(twice(new HistoryBuilder(), 'master-1'))).toEqual(['; B was dispatched by master-1', 10]);
});

test('a dispatch after a takeover is told with it', () => {
  const takenOver = () => owned().workflow(8, { owner: 'master-2', writer: 'master-2' });
  expect(said(twice(takenOver(), 'master-2'))).toEqual([
    '; B was dispatched by master-2 after it took the workflow over from master-1 at 8.0 s',
    8,
    10,
  ]);
  expect(said(twice(takenOver(), 'master-1'))).toEqual([
    '; B was dispatched by master-1 after master-2 took the workflow over from master-1 at 8.0 s',
    8,
    10,
  ]);
});

test('a dispatch by a server that is no master is told by its row alone', () => {
  const strange = new HistoryBuilder({ servers: [{ name: 'x', role: 'api' }] }).workflow(1, { op: 'insert' });
  expect(said(twice(strange.workflow(8, { owner: 'master-2', writer: 'master-2' }), 'x'))).toEqual([
    '; B was dispatched by x after master-2 took the workflow over from master-1 at 8.0 s',
    8,
    10,
  ]);
});

test('a first dispatch is told only where another than the owner did it', () => {
  const early = owned().workflow(1.5, { owner: 'master-2', writer: 'master-2' });
  expect(said(twice(early, 'master-2'))).toEqual([
    '; A was dispatched by master-1 after master-2 took the workflow over from master-1 at 1.5 s; B was dispatched by master-2 after it took the workflow over from master-1 at 1.5 s',
    1.5,
    2,
    1.5,
    10,
  ]);
});

describe('what workers say of a dispatch', () => {
  const watched = () =>
    new HistoryBuilder({ uncertainty: allWatch })
      .workflow(1, { op: 'insert' })
      .workflow(8, { owner: 'master-2', writer: 'master-2' });
  const received = (builder: HistoryBuilder, at: number, about: string, taskInstance = 2) =>
    builder.log(at, 'worker-1', 'task-received', { taskInstance, about, offset: Math.round(at * 1e6) });

  test('is told in place of what the database says', () => {
    expect(said(received(twice(watched(), 'master-1'), 10.5, 'master-2'))).toEqual([
      '; B was dispatched by master-2 after it took the workflow over from master-1 at 8.0 s',
      8,
      10.5,
    ]);
  });

  test('is told as what may be, where it may have been sent before the takeover', () => {
    const early = watched().task(2.5, { op: 'insert', state: 'SUBMITTED_SUCCESS', taskInstance: 3 });
    const two = early.execution({ name: 'a', taskInstance: 3, from: 9, to: 10 });
    const third = two.execution({ name: 'b', taskInstance: 3, worker: 'worker-2', from: 12, to: 13 });
    const sent = received(third, 8.5, 'master-1', 3).log(11, 'worker-2', 'task-received', {
      taskInstance: 3,
      about: 'master-2',
    });
    expect(said(sent)).toEqual([
      '; A was dispatched by master-1, perhaps after master-2 took the workflow over from master-1 at 8.0 s; B was dispatched by master-2 after it took the workflow over from master-1 at 8.0 s',
      8,
      8.5,
      8,
      11,
    ]);
  });

  test.each([
    [8.001, ', perhaps after'],
    [8.001001, ' after'],
  ])('is told as sure of a former owner where it put the task in its queue at %s s', (at, word) => {
    const late = watched().task(at + 0.001, { op: 'insert', state: 'SUBMITTED_SUCCESS', taskInstance: 3 });
    const one = late.execution({ name: 'a', taskInstance: 3, from: 12, to: 13 });
    const [clause] = said(received(one, 11, 'master-1', 3).execution({ name: 'b', from: 20, to: 21 }));
    expect(clause).toBe(`; A was dispatched by master-1${word} master-2 took the workflow over from master-1 at 8.0 s`);
  });

  test('is nothing: then rows are, each of its own master', () => {
    const rows = watched()
      .task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS', taskInstance: 3 })
      .execution({ name: 'a', from: 1, to: 1.5 })
      .task(9, { state: 'DISPATCH', taskInstance: 3 })
      .task(10, { state: 'DISPATCH', taskInstance: 3, writer: 'master-2' });
    expect(said(rows.execution({ name: 'b', taskInstance: 3, from: 11, to: 12 }))).toEqual([
      '; B was dispatched by master-2 after it took the workflow over from master-1 at 8.0 s',
      8,
      10,
    ]);
  });

  test('is not told where they name two', () => {
    const two = received(received(twice(watched(), 'master-1'), 10.5, 'master-2'), 10.6, 'master-1');
    expect(said(two)).toEqual(['']);
  });

  test('is not told where more began than were sent', () => {
    const more = twice(watched(), 'master-1').execution({ name: 'c', taskInstance: 2, from: 15, to: 16 });
    expect(said(received(more, 10.5, 'master-2'))).toEqual(['']);
  });
});
