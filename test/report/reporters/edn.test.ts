import { parseEDNString } from 'edn-data';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../../../history/event.ts';
import { edn } from '../../../report/reporters/edn.ts';
import { ednOf, keyword } from '../../../report/reporters/edn-text.ts';
import type { RunReport } from '../../../report/run-report.ts';
import { HistoryBuilder } from '../../histories/builder.ts';
import { messyHistories } from '../../histories/messy.ts';
import { brokenRules, type Op } from './jepsen-history.ts';
import { hostile, hostileRun, recordedNames, recordedRun, rendered, smallRuns } from './runs.ts';

function textOf({ events, verdict }: Pick<RunReport, 'events'> & Partial<RunReport>): string {
  return rendered(edn, { events, verdict: verdict ?? smallRuns.pass.verdict })['history.edn'] ?? '';
}

/** JSON's values, as an EDN reader that is not ours reads them; keywords keep their colon. */
function read(text: string): unknown {
  return plainOf(parseEDNString(text));
}

function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== 'object' || value === null) return value;
  if ('key' in value) return `:${value.key}`;
  if ('map' in value) {
    const entries = value.map as readonly (readonly [unknown, unknown])[];
    return Object.fromEntries(entries.map(([key, inner]) => [plainOf(key), plainOf(inner)]));
  }
  throw new Error(`neither a keyword nor a map: ${JSON.stringify(value)}`);
}

/** The same with field names as JSON had them. */
function readJson(text: string): unknown {
  return JSON.parse(JSON.stringify(read(text)), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.replace(/^:/, ''), inner]))
      : value,
  );
}

function opsOf(text: string): readonly Op[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => read(line) as Op);
}

test('a small history: a call, a fault, a process that was killed, and a call that nobody answered', () => {
  const events = new HistoryBuilder({ faults: [{ fault: 'cut', kind: 'cut', target: 'owner' }] })
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(0.5, { op: 'insert' })
    .submission(1)
    .submission(2, 1, null)
    .execution({ name: 'a', from: 3, to: 5, exitCode: null, beats: [] })
    .execution({ name: 'b', taskInstance: 2, from: 4, to: 9 })
    .fault('cut', { begin: 4.5, effective: 5, heal: 6, healed: 7 })
    .finish(10)
    .build();
  expect(textOf({ events })).toMatchInlineSnapshot(`
    "{:index 0, :time 1000000000, :type :invoke, :process 0, :f :start-workflow, :value {:project 1, :definition 1}, :seq 3}
    {:index 1, :time 1100000000, :type :ok, :process 0, :f :start-workflow, :value nil, :seq 4}
    {:index 2, :time 2000000000, :type :invoke, :process 0, :f :start-workflow, :value {:project 1, :definition 1}, :seq 5}
    {:index 3, :time 3000000000, :type :invoke, :process 1, :f :execute, :value {:workflow 1, :task 1, :name "long", :taskInstance 1, :worker "worker-1", :execution "a"}, :seq 6}
    {:index 4, :time 4000000000, :type :invoke, :process 2, :f :execute, :value {:workflow 1, :task 1, :name "long", :taskInstance 2, :worker "worker-1", :execution "b"}, :seq 7}
    {:index 5, :time 4500000000, :type :info, :process :nemesis, :f :start-cut, :value {:fault "cut", :kind "cut", :target "master-1"}, :seq 9}
    {:index 6, :time 5000000000, :type :info, :process 1, :f :execute, :value {:workflow 1, :task 1, :name "long", :taskInstance 1, :worker "worker-1", :execution "a", :exitCode nil}, :error "end not seen: silent", :seq 10}
    {:index 7, :time 5000000000, :type :info, :process :nemesis, :f :start-cut, :value {:fault "cut", :kind "cut", :target "master-1", :proof "no bytes"}, :seq 12}
    {:index 8, :time 6000000000, :type :info, :process :nemesis, :f :stop-cut, :value {:fault "cut"}, :seq 15}
    {:index 9, :time 7000000000, :type :info, :process :nemesis, :f :stop-cut, :value {:fault "cut", :proof "bytes again"}, :seq 18}
    {:index 10, :time 9000000000, :type :ok, :process 2, :f :execute, :value {:workflow 1, :task 1, :name "long", :taskInstance 2, :worker "worker-1", :execution "b", :exitCode 0}, :seq 22}
    {:index 11, :time 10000000000, :type :info, :process 0, :f :start-workflow, :value {:project 1, :definition 1}, :error "not in the history"}
    "
  `);
});

describe('recorded runs', () => {
  test.each(recordedNames)(
    '%s: an EDN reader reads it, it keeps the rules, and it tells what the events tell',
    async (name) => {
      const run = await recordedRun(name);
      const ops = opsOf(textOf(run));
      expect(brokenRules(ops)).toEqual([]);
      const zero = run.events[0]?.at ?? 0;
      const told = run.events.filter(isTold);
      // Each event is one line, and each line that has one is that event's.
      const seqs = ops.flatMap(({ ':seq': seq }) => (seq === undefined ? [] : [seq])).sort((a, b) => a - b);
      expect(seqs).toEqual(told.map(({ seq }) => seq));
      for (const op of ops) {
        const event = run.events.find(({ seq }) => seq === op[':seq']);
        if (event) expect(op[':time']).toBe((event.at - zero) * 1_000);
        if (event?.type === 'call.ok') expect(op[':type']).toBe(':ok');
        if (event?.type === 'execution.start') expect(op).toMatchObject({ ':type': ':invoke', ':f': ':execute' });
      }
    },
  );

  test.each(recordedNames)('%s: what was asked and answered comes back as it was', async (name) => {
    const { events } = await recordedRun(name);
    const values = new Map(
      textOf({ events })
        .split('\n')
        .slice(0, -1)
        .map((line) => readJson(line) as { seq?: number; value: unknown })
        .map(({ seq, value }) => [seq, value]),
    );
    for (const event of events) {
      if (event.type === 'call.invoke') expect(values.get(event.seq)).toEqual(event.request);
      if (event.type === 'call.ok') expect(values.get(event.seq)).toEqual(event.response ?? null);
    }
  });
});

/** Both ends of calls, of processes and of the steps of faults; in recorded runs every process ended by itself. */
function isTold({ type }: HistoryEvent): boolean {
  return /^(call|fault)\.|^execution\.(start|end)$/.test(type);
}

test('any history keeps the rules, also one that is cut short anywhere', () => {
  fc.assert(
    fc.property(messyHistories, fc.double({ min: 0, max: 1, noNaN: true }), (events, part) => {
      const cut = events.slice(0, Math.round(events.length * part));
      expect(brokenRules(opsOf(textOf({ events: cut })))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('calls that overlap, and faults that overlap or go wrong, keep the rules', () => {
  const nemesis = { source: 'nemesis', fault: 'f' } as const;
  const events = new HistoryBuilder({ faults: [{ fault: 'late', kind: 'kill', target: 'owner' }] })
    .submission(1, 1, 'info')
    .submission(1.05, 1, 'fail')
    .submission(1.06)
    .fault('a', { begin: 2, effective: 4, heal: 5, healed: 8 })
    .fault('b', { begin: 3, heal: 6, healed: 7 })
    .add(9, { ...nemesis, fault: 'late', type: 'fault.missed', step: 'trigger', reason: 'nobody came' })
    .fault('f', { begin: 10 })
    .fault('f', { begin: 11 })
    .fault('f', { effective: 12 })
    .fault('f', { effective: 13 })
    .finish(20)
    .build();
  const ops = opsOf(textOf({ events }));
  expect(brokenRules(ops)).toEqual([]);
  const processes = new Set(ops.map(({ ':process': process }) => process));
  expect(processes).toEqual(new Set([0, 1, 2, ':nemesis', ':nemesis-2']));
  expect(ops.filter(({ ':f': f }) => f === ':fault-missed').map(({ ':error': error }) => error)).toEqual([
    undefined,
    'nobody came',
  ]);
});

test('a run without events has an empty history', () => expect(textOf(smallRuns.broken)).toBe(''));

test('the rules catch what breaks them', async () => {
  const ops = opsOf(textOf(await recordedRun('failover-16759')));
  const last = ops.length - 1;
  const changed = (index: number, change: object): readonly Op[] => ops.with(index, { ...ops[index], ...change } as Op);
  const spoilt: readonly (readonly Op[])[] = [
    ops.slice(1),
    ops.slice(0, last),
    changed(last, { ':time': 0 }),
    changed(last, { ':index': 0 }),
    changed(1, { ':type': ':info' }),
    changed(1, { ':process': 9 }),
    changed(1, { ':f': ':other' }),
    changed(13, { ':type': ':invoke' }),
    changed(13, { ':process': 'nemesis' }),
  ];
  for (const each of spoilt) expect(brokenRules(each)).not.toEqual([]);
});

describe('text', () => {
  test('of every kind comes back as it was, on one line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(hostile.toWellFormed())), (text) => {
        const written = ednOf(text);
        expect(written).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(parseEDNString(written)).toBe(text);
      }),
    );
  });

  test('and so does any value of JSON', () => {
    // Not `key` and `map`, by which the reader's own answer is told apart, nor a name with a colon, which is ours.
    const name = fc.string().filter((text) => !/^:|^__proto__$/.test(text));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(0.25)),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(name, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(readJson(ednOf(value))).toEqual(value);
      }),
    );
  });

  test('that is hostile leaves each operation a map on its own line', () => {
    const run = hostileRun();
    const ops = opsOf(textOf(run));
    expect(brokenRules(ops)).toEqual([]);
    const names = ops.map(({ ':value': value }) => (value as Readonly<Record<string, unknown>>)[':name']);
    expect(names).toContain(hostile.toWellFormed());
  });

  test.each([
    ['start workflow', ':start-workflow'],
    ['half-open', ':half-open'],
    ['3 times', ':x-3-times'],
    ['', ':x-'],
    [') :evil {', ':evil'],
  ])('%j is the keyword %s', (text, word) => {
    expect(keyword(text)).toBe(word);
    expect(parseEDNString(word)).toEqual({ key: word.slice(1) });
  });
});
