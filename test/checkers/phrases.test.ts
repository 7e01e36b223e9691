import { expect, test } from 'vitest';
import { dispatchPhrase } from '../../checkers/phrases.ts';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';
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
