import { describe, expect, test } from 'vitest';
import { inTimeOrder } from '../../checkers/time-order.ts';
import { HistoryBuilder } from '../histories/builder.ts';

/** Beats at given seconds, learnt in the order given. */
function journal(...moments: readonly number[]) {
  const builder = new HistoryBuilder();
  for (const [index, at] of moments.entries()) builder.late(index - at).beat(at, `at ${at}`);
  return builder.build();
}

const names = (events: ReturnType<typeof journal>) =>
  events.map((event) => (event.type === 'execution.beat' ? event.execution : event.type));

describe('a stored history', () => {
  test('is put in order of time', () => {
    expect(names([...inTimeOrder(journal(3, 1, 2))])).toEqual(['run.begin', 'at 1', 'at 2', 'at 3']);
  });

  test('keeps the order of learning within a moment', () => {
    const events = new HistoryBuilder().beat(1, 'first').beat(1, 'second').build();
    expect(names([...inTimeOrder(events.toReversed())])).toEqual(['run.begin', 'first', 'second']);
  });

  test('begins with its header and ends with its end, whatever their clocks say', () => {
    const events = new HistoryBuilder().finish(1).beat(-1, 'before').beat(2, 'after').build();
    expect(names([...inTimeOrder(events)])).toEqual(['run.begin', 'before', 'after', 'run.end']);
  });
});
