import { expect, test } from 'vitest';
import { HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

/** `11 RUNNING_EXECUTION` for the last word on each task instance of workflow 1. */
function lastWords(builder: HistoryBuilder): readonly string[] {
  const rows = situationAfter(builder).taskRows.ofWorkflow(1);
  return rows.map(({ taskInstance, state }) => `${taskInstance} ${state}`);
}

const inserted = { op: 'insert', state: 'SUBMITTED_SUCCESS' } as const;
const two = () =>
  new HistoryBuilder().task(1, { ...inserted, taskInstance: 11 }).task(2, { ...inserted, taskInstance: 12 });

test('the last word on each task instance of a workflow is that of its latest row', () => {
  expect(lastWords(new HistoryBuilder())).toEqual([]);
  expect(lastWords(two())).toEqual(['11 SUBMITTED_SUCCESS', '12 SUBMITTED_SUCCESS']);
  expect(lastWords(two().task(3, { taskInstance: 11 }).task(4, { workflow: 2, taskInstance: 13 }))).toEqual([
    '11 RUNNING_EXECUTION',
    '12 SUBMITTED_SUCCESS',
  ]);
});

test('there is none on a task instance that was deleted, until it is there again, once', () => {
  const deleted = () => two().task(3, { taskInstance: 11, op: 'delete' });
  expect(lastWords(deleted())).toEqual(['12 SUBMITTED_SUCCESS']);
  expect([...situationAfter(deleted()).taskRows.all()].map(({ taskInstance }) => taskInstance)).toEqual([12]);
  const again = deleted().task(4, { ...inserted, taskInstance: 11 });
  expect(lastWords(again).toSorted()).toEqual(['11 SUBMITTED_SUCCESS', '12 SUBMITTED_SUCCESS']);
});
