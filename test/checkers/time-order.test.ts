import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inTimeOrder, TimeOrderWindow } from '../../checkers/time-order.ts';
import { HistoryBuilder } from '../histories/builder.ts';
import { LATENESS, runPlans } from '../histories/plan.ts';
import { settle } from '../histories/simulated-run.ts';
import { simulate } from '../histories/simulation.ts';
import { numRuns, slow } from './runs.ts';

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

describe('a window', () => {
  const seconds = 1_000_000;

  test('hands an event on once the newest is more than its width younger, not before', () => {
    const [begin, one, two, three] = journal(1, 2, 2.000001);
    if (!begin || !one || !two || !three) throw new Error('four events were built');
    const window = new TimeOrderWindow(seconds);
    expect(window.push(begin)).toEqual([begin]);
    expect(window.push(one)).toEqual([]);
    expect(window.push(two)).toEqual([]);
    expect(window.push(three)).toEqual([one]);
    expect(window.flush()).toEqual([two, three]);
    expect(window.flush()).toEqual([]);
    expect(window.late).toBe(0);
  });

  test('holds the end of the run back until it is flushed', () => {
    const events = new HistoryBuilder().beat(100, 'beat').finish(50).build();
    const window = new TimeOrderWindow(seconds);
    expect(names(events.flatMap((event) => [...window.push(event)]))).toEqual(['run.begin']);
    expect(names([...window.flush()])).toEqual(['beat', 'run.end']);
  });

  test('hands nothing on for the end of the run, nor the end for anything, whatever its clock says', () => {
    for (const at of [-50, 50, 500]) {
      const events = new HistoryBuilder().beat(1, 'beat').finish(at).build();
      const window = new TimeOrderWindow(seconds);
      expect(names(events.flatMap((event) => [...window.push(event)]))).toEqual(['run.begin']);
      expect(names([...window.flush()])).toEqual(['beat', 'run.end']);
    }
    const window = new TimeOrderWindow(seconds);
    const handedOn = new HistoryBuilder()
      .finish(-50)
      .build()
      .flatMap((event) => window.push(event));
    expect(names(handedOn)).toEqual(['run.begin']);
  });

  test('counts an event that comes after a younger one was handed on, and hands it on at once', () => {
    const window = new TimeOrderWindow(seconds);
    const handedOn = journal(2, 9, 1).map((event) => names([...window.push(event)]));
    expect(handedOn).toEqual([['run.begin'], [], ['at 2'], ['at 1']]);
    expect(window.late).toBe(1);
    expect(names([...window.flush()])).toEqual(['at 9']);
  });

  test('gives the order of the stored history where no event is later than its width', slow, () => {
    fc.assert(
      fc.property(runPlans(), (plan) => {
        const events = settle(simulate(plan)).build();
        const window = new TimeOrderWindow(LATENESS);
        const live = [...events.flatMap((event) => window.push(event)), ...window.flush()];
        expect(live.map(({ seq }) => seq)).toEqual(inTimeOrder(events).map(({ seq }) => seq));
        expect(window.late).toBe(0);
      }),
      { numRuns },
    );
  });
});
