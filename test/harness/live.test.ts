import { expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { LiveExamination } from '../../harness/live.ts';
import type { EventOf, HistoryEvent } from '../../history/event.ts';
import { HistoryBuilder } from '../histories/builder.ts';

/** What is told while a history is written, and after which event. */
function live(events: readonly HistoryEvent[]): readonly (readonly [string, number])[] {
  const told: [string, number][] = [];
  let now = 0;
  const examination = new LiveExamination(events[0] as EventOf<'run.begin'>, ({ anomaly }) =>
    told.push([anomaly, now]),
  );
  for (const event of events.slice(1)) {
    now = event.seq;
    examination.observe(event);
  }
  return told;
}

const overlap = (header = {}) =>
  new HistoryBuilder(header)
    .execution({ name: 'a', from: 1, to: 20 })
    .execution({ name: 'b', taskInstance: 2, from: 5, to: 25 })
    .finish(40);

test('a violation is told as soon as it is certain, long before the run is over', () => {
  const events = overlap().build();
  const [first] = live(events);
  expect(first?.[0]).toBe('overlapping-executions');
  const at = events[first?.[1] ?? 0]?.at ?? Number.POSITIVE_INFINITY;
  // Two seconds behind: something that is learnt late may still come before it.
  expect((at - (events[0]?.at ?? 0)) / 1_000_000).toBeLessThan(8.5);
});

test('what breaks no promise of the run is not told', () => {
  expect(live(overlap({ contract: ['recovers'] }).build())).toEqual([]);
});

test('what is only possible is not told', () => {
  const events = new HistoryBuilder()
    .execution({ name: 'a', from: 1, to: 5, exitCode: null })
    .execution({ name: 'b', taskInstance: 2, from: 5.2, to: 25 })
    .finish(40)
    .build();
  expect(judge(events, { torn: false }).doubts.map(({ anomaly }) => anomaly)).toContain('overlapping-executions');
  expect(live(events)).toEqual([]);
});

test('rows that are learnt late, but in time, are taken in their order', () => {
  const events = new HistoryBuilder()
    .execution({ name: 'a', from: 1, to: 20 })
    .late(1.9)
    .task(3, { state: 'KILL', final: true })
    .finish(40)
    .build();
  expect(live(events).map(([anomaly]) => anomaly)).toContain('orphan-execution');
});

test('once something came too late nothing more is told: its order is not certain', () => {
  const events = new HistoryBuilder()
    .late(10)
    .task(0.5, { op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .late(0)
    .execution({ name: 'a', from: 1, to: 40 })
    .execution({ name: 'b', taskInstance: 2, from: 15, to: 45 })
    .finish(60)
    .build();
  expect(judge(events, { torn: false }).violations.map(({ anomaly }) => anomaly)).toContain('overlapping-executions');
  expect(live(events)).toEqual([]);
});
