import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../checkers/finding.ts';
import { judge } from '../../../checkers/judge.ts';
import { smallestHistory, speaksOf } from '../../../harness/shrink/history.ts';
import { eventSchema, type HistoryEvent } from '../../../history/event.ts';
import { readJournal } from '../../../history/journal.ts';
import { golden } from '../../checkers/golden/histories.ts';
import { HistoryBuilder } from '../../histories/builder.ts';

function findingsOf(events: readonly HistoryEvent[], torn = false): readonly Finding[] {
  const { violations, doubts, notes } = judge(events, { torn });
  return [...violations, ...doubts, ...notes];
}

/** Shrinks for a finding, and looks at what must hold of every small history. */
function shrink(events: readonly HistoryEvent[], finding: Finding, most?: number) {
  const small = smallestHistory(events, finding, { torn: false, most });
  if (!small) throw new Error('the finding is not there');
  // All checkers say so too, not only the one that was asked.
  expect(speaksOf(judge(small.events, { torn: false }), finding)).toBe(true);
  // It can be stored and read: a header first, numbers without a hole, every event one of the schema.
  expect(small.events[0]?.type).toBe('run.begin');
  expect(small.events.map(({ seq }) => seq)).toEqual(small.events.map((_, place) => place));
  for (const event of small.events) eventSchema.parse(event);
  return small;
}

const shown = Object.entries(golden).flatMap(([name, { builder }]) => {
  const events = builder.build();
  return findingsOf(events).map((finding) => ({ name, events, finding }));
});

describe('a golden history', () => {
  test('there are findings to shrink', () => expect(shown.length).toBeGreaterThan(15));

  test.each(shown)('$name, $finding.anomaly: no event more can go', ({ events, finding }) => {
    const { events: small, complete } = shrink(events, finding);
    expect(complete).toBe(true);
    expect(small.length).toBeLessThan(events.length);
    const [begin, ...rest] = small;
    for (const gone of rest) {
      const fewer = [begin as HistoryEvent, ...rest.filter((event) => event !== gone)];
      expect(speaksOf(judge(fewer, { torn: false }), finding), JSON.stringify(gone)).toBe(false);
    }
  });
});

describe('a recorded history', () => {
  test.each(['failover-16759', 'owner-blackhole'])('%s shrinks to a handful for each finding', async (name) => {
    const path = join(import.meta.dirname, '..', '..', 'checkers', 'recorded', `${name}.jsonl`);
    const { events } = await readJournal(path);
    const sizes = findingsOf(events).map((finding) => shrink(events, finding).events.length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(16);
  });

  test('an overlap is two processes: when each began, and that both lived on', async () => {
    const path = join(import.meta.dirname, '..', '..', 'checkers', 'recorded', 'failover-16759.jsonl');
    const { events } = await readJournal(path);
    const overlap = findingsOf(events).find(({ anomaly }) => anomaly === 'overlapping-executions');
    if (!overlap) throw new Error('no overlap');
    expect(shrink(events, overlap).events.map(({ type }) => type)).toEqual([
      'run.begin',
      'execution.start',
      'execution.start',
      'execution.beat',
      'execution.beat',
    ]);
  });
});

test('a finding that the history does not show is not looked for', () => {
  const events = new HistoryBuilder().execution({ name: 'a', from: 1, to: 3 }).finish(9).build();
  const kept = { anomaly: 'overlapping-executions', proof: 'proved', subject: '1/1 a b' } as const;
  expect(smallestHistory(events, kept, { torn: false })).toBeUndefined();
});

test('a possible finding stays possible', () => {
  const events = new HistoryBuilder()
    .execution({ name: 'a', from: 1, to: 5, exitCode: null })
    .execution({ name: 'b', taskInstance: 2, from: 5.2, to: 25 })
    .finish(40)
    .build();
  const doubt = findingsOf(events).find(({ proof }) => proof === 'possible');
  expect(doubt?.anomaly).toBe('overlapping-executions');
  if (doubt)
    expect(findingsOf(shrink(events, doubt).events)).toContainEqual(expect.objectContaining({ proof: 'possible' }));
});

test('receipts name what is left, by its new number', () => {
  const faults = [{ fault: 'cut-1', kind: 'cut', target: 'owner' }];
  const built = new HistoryBuilder({ faults, contract: ['recovers'], servers: [{ name: 'master-1', role: 'master' }] })
    .registered(0.5, 'master-1')
    .container(1, 'master-1', 'pause')
    .fault('cut-1', { begin: 1, effective: 2, heal: 3, healed: 4 })
    .unregistered(5, 'master-1')
    .finish(90)
    .build();
  const paused = built.find(({ type }) => type === 'container.pause');
  const events = built.map((event) =>
    event.type === 'fault.effective' ? { ...event, events: [paused?.seq ?? 0, 0] } : event,
  );
  for (const finding of findingsOf(events)) {
    const small = shrink(events, finding);
    for (const event of small.events) {
      if (event.type === 'fault.effective') expect(Math.max(...event.events)).toBeLessThan(small.events.length);
    }
  }
});

/** Many workflows that run well, and one task that overlaps with itself. */
function longHistory(workflows: number): HistoryEvent[] {
  const builder = new HistoryBuilder({}, { checked: false });
  for (let workflow = 1; workflow <= workflows; workflow += 1) {
    const at = workflow * 0.01;
    const fields = { workflow, task: 1, taskInstance: workflow };
    builder
      .workflow(at, { workflow, op: 'insert' })
      .task(at + 0.5, { ...fields, op: 'insert' })
      .execution({ ...fields, name: `a${workflow}`, from: at + 1, to: at + 20 })
      .task(at + 21, { ...fields, state: 'SUCCESS', final: true })
      .workflow(at + 22, { workflow, state: 'SUCCESS', final: true });
  }
  builder.execution({ name: 'b', workflow: 3, taskInstance: workflows + 1, from: 5, to: 9 });
  return builder.finish(workflows + 60).build();
}

test('a history of 100 thousand events shrinks within a limit on what is read', () => {
  const events = longHistory(2_300);
  expect(events.length).toBeGreaterThan(95_000);
  const finding = findingsOf(events).find(({ anomaly }) => anomaly === 'overlapping-executions');
  if (!finding) throw new Error('no overlap');
  const { events: small, complete, read } = shrink(events, finding);
  expect(complete).toBe(true);
  expect(small).toHaveLength(5);
  expect(read).toBeLessThan(2_000_000);
}, 60_000);

test('a search that reaches its limit says so, and what it has is a history that shows the finding', () => {
  const events = longHistory(20);
  const finding = findingsOf(events).find(({ anomaly }) => anomaly === 'overlapping-executions');
  if (!finding) throw new Error('no overlap');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6_000 }), (most) => {
      const { complete, read } = shrink(events, finding, most);
      if (!complete) expect(read).toBeGreaterThanOrEqual(most);
      expect(read).toBeLessThanOrEqual(most + events.length);
    }),
    { numRuns: 20 },
  );
});
