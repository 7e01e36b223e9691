import { expect, test } from 'vitest';
import { reruns } from '../../checkers/requests.ts';
import { HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

const asked = (builder: HistoryBuilder, definition: number | undefined = 1) =>
  situationAfter(builder)
    .requests.of(1, definition, reruns)
    .map(({ kind, workflow }) => `${kind} ${workflow}`);

test('commands for a workflow, and for any of its definition, are told in order of time and then of learning', () => {
  const builder = new HistoryBuilder()
    .command(3, 'EXECUTE_TASK')
    .command(2, 'REPEAT_RUNNING', { workflow: null })
    .command(2, 'REPEAT_RUNNING')
    .command(2, 'EXECUTE_TASK', { workflow: null })
    .command(2, 'STOP')
    .command(2, 'REPEAT_RUNNING', { workflow: 2 });
  const nameless = ['REPEAT_RUNNING null', 'EXECUTE_TASK null'];
  expect(asked(builder)).toEqual([nameless[0], 'REPEAT_RUNNING 1', nameless[1], 'EXECUTE_TASK 1']);
  expect(asked(builder, 2)).toEqual(['REPEAT_RUNNING 1', 'EXECUTE_TASK 1']);
  expect(situationAfter(builder).requests.of(1, undefined, reruns)).toHaveLength(2);
});
