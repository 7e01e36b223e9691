import { expect, test } from 'vitest';
import { firstSuccess } from '../../checkers/outcomes.ts';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

test('the first success of a task is the earliest, of a process or of a user', () => {
  const first = (builder: HistoryBuilder) => {
    const at = firstSuccess(situationAfter(builder), { workflow: 1, task: 1 })?.at;
    return at === undefined ? undefined : (at - BEGIN) / 1e6;
  };
  const forced = { state: 'FORCED_SUCCESS', final: true };
  const succeeded = () => new HistoryBuilder().execution({ name: 'a', from: 10, to: 40 });
  expect(first(new HistoryBuilder().execution({ name: 'a', from: 10, to: 20, exitCode: 1 }))).toBeUndefined();
  expect(first(succeeded())).toBe(40);
  expect(first(succeeded().execution({ name: 'b', from: 15, to: 30 }))).toBe(30);
  expect(first(succeeded().execution({ name: 'b', from: 15, to: 50 }))).toBe(40);
  expect(first(succeeded().task(30, forced))).toBe(30);
  expect(first(succeeded().task(50, forced))).toBe(40);
});
