import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../../checkers/judge.ts';
import type { HistoryEvent } from '../../../history/event.ts';
import { perfetto } from '../../../report/reporters/perfetto.ts';
import type { RunReport } from '../../../report/run-report.ts';
import { HistoryBuilder } from '../../histories/builder.ts';
import { messyHistories } from '../../histories/messy.ts';
import { hostile, hostileRun, recordedNames, recordedRun, rendered, smallRuns } from './runs.ts';
import { brokenTraceRules, type TraceFile } from './trace-event-format.ts';

function textOf(run: RunReport): string {
  return rendered(perfetto, run)['trace.perfetto.json'] ?? '';
}

function traceOf(run: RunReport): TraceFile {
  return JSON.parse(textOf(run));
}

/** `process / thread` of each thread, in the order in which they stand. */
function threadsOf({ traceEvents }: TraceFile): readonly string[] {
  const processes = new Map(
    traceEvents.flatMap((each) =>
      each.name === 'process_name' && each.ph === 'M' ? [[each.pid, each.args.name]] : [],
    ),
  );
  return traceEvents.flatMap((each) =>
    each.ph === 'M' && each.name === 'thread_name' ? [`${processes.get(each.pid)} / ${each.args.name}`] : [],
  );
}

test('a small history', () => {
  const events = new HistoryBuilder({
    servers: [{ name: 'master-1', role: 'master' }],
    faults: [{ fault: 'cut', kind: 'cut', target: 'owner' }],
  })
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(0.5, { op: 'insert' })
    .task(1, { op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .task(3.5, { state: 'DISPATCH' })
    .execution({ name: 'a', from: 3, to: 5 })
    .execution({ name: 'b', from: 4, to: 6 })
    .fault('cut', { begin: 3.5, effective: 4, heal: 6, healed: 7 })
    .log(2, 'master-1', 'task-submitted')
    .finish(10)
    .build();
  const text = textOf({ events, verdict: judge(events, { torn: false }) });
  expect(brokenTraceRules(text)).toEqual([]);
  expect(text).toMatchInlineSnapshot(`
    "{"displayTimeUnit":"ms","otherData":{"verdict":"violation","scenario":"scenario-1","seed":"1","strategy":"waiting","contract":"exactly-once","run":"run-1","started":"2023-11-14T22:13:20.000Z"},"traceEvents":[
    {"ph":"M","name":"process_name","pid":1,"args":{"name":"run: scenario-1, violation"}},
    {"ph":"M","name":"process_sort_index","pid":1,"args":{"sort_index":1}},
    {"ph":"M","name":"thread_name","pid":1,"tid":1,"args":{"name":"findings"}},
    {"ph":"M","name":"thread_sort_index","pid":1,"tid":1,"args":{"sort_index":1}},
    {"ph":"X","name":"overlapping-executions","cat":"finding","ts":4000000,"dur":1000000,"pid":1,"tid":1,"args":{"proof":"proved","sentence":"workflow 1, task long: execution A on worker-1 (3.0–5.0 s) and execution B on worker-1 (4.0–6.0 s) overlapped for 1.0 s; B was dispatched by master-1","events":[5,6,10,14,17]}},
    {"ph":"X","name":"duplicate-completion","cat":"finding","ts":5000000,"dur":1000000,"pid":1,"tid":1,"args":{"proof":"proved","sentence":"workflow 1, task long: execution A on worker-1 (3.0–5.0 s) and execution B on worker-1 (4.0–6.0 s) both ended with success; B was dispatched by master-1","events":[5,6,10,14,17]}},
    {"ph":"M","name":"thread_name","pid":1,"tid":2,"args":{"name":"faults"}},
    {"ph":"M","name":"thread_sort_index","pid":1,"tid":2,"args":{"sort_index":2}},
    {"ph":"X","name":"cut: cut on master-1","cat":"fault","ts":3500000,"dur":3500000,"pid":1,"tid":2,"args":{"kind":"cut","target":"master-1","receipt":true,"healed":true,"events":[8,11,18,19]}},
    {"ph":"X","name":"no receipt yet","cat":"fault","ts":3500000,"dur":500000,"pid":1,"tid":2,"args":{}},
    {"ph":"X","name":"holds","cat":"fault","ts":4000000,"dur":2000000,"pid":1,"tid":2,"args":{}},
    {"ph":"X","name":"healing","cat":"fault","ts":6000000,"dur":1000000,"pid":1,"tid":2,"args":{}},
    {"ph":"M","name":"process_name","pid":2,"args":{"name":"master-1 (master)"}},
    {"ph":"M","name":"process_sort_index","pid":2,"args":{"sort_index":2}},
    {"ph":"M","name":"thread_name","pid":2,"tid":3,"args":{"name":"owns"}},
    {"ph":"M","name":"thread_sort_index","pid":2,"tid":3,"args":{"sort_index":3}},
    {"ph":"X","name":"workflow 1, epoch 1","cat":"ownership","ts":500000,"dur":9500000,"pid":2,"tid":3,"args":{"workflow":1,"epoch":1,"events":[2]}},
    {"ph":"M","name":"thread_name","pid":2,"tid":4,"args":{"name":"log"}},
    {"ph":"M","name":"thread_sort_index","pid":2,"tid":4,"args":{"sort_index":4}},
    {"ph":"i","name":"task-submitted","cat":"log","ts":2000000,"s":"t","pid":2,"tid":4,"args":{"file":"master-1.log","offset":0,"text":"task-submitted","events":[4]}},
    {"ph":"M","name":"process_name","pid":3,"args":{"name":"workflow 1: w1"}},
    {"ph":"M","name":"process_sort_index","pid":3,"args":{"sort_index":3}},
    {"ph":"M","name":"thread_name","pid":3,"tid":5,"args":{"name":"state"}},
    {"ph":"M","name":"thread_sort_index","pid":3,"tid":5,"args":{"sort_index":5}},
    {"ph":"X","name":"RUNNING_EXECUTION","cat":"state","ts":500000,"dur":9500000,"pid":3,"tid":5,"args":{"writer":"master-1","final":false,"events":[2]}},
    {"ph":"M","name":"thread_name","pid":3,"tid":6,"args":{"name":"rows"}},
    {"ph":"M","name":"thread_sort_index","pid":3,"tid":6,"args":{"sort_index":6}},
    {"ph":"i","name":"insert RUNNING_EXECUTION by master-1","cat":"row","ts":500000,"s":"t","pid":3,"tid":6,"args":{"transaction":"1","changed":{},"events":[2]}},
    {"ph":"M","name":"thread_name","pid":3,"tid":7,"args":{"name":"long"}},
    {"ph":"M","name":"thread_sort_index","pid":3,"tid":7,"args":{"sort_index":7}},
    {"ph":"X","name":"A on worker-1","cat":"execution","ts":3000000,"dur":2000000,"pid":3,"tid":7,"args":{"execution":"a","worker":"worker-1","workflow":1,"task":1,"taskInstance":1,"beats":3,"end":{"how":"exited","exitCode":0},"events":[5,12,14]}},
    {"ph":"M","name":"thread_name","pid":3,"tid":8,"args":{"name":"long (2)"}},
    {"ph":"M","name":"thread_sort_index","pid":3,"tid":8,"args":{"sort_index":8}},
    {"ph":"X","name":"B on worker-1","cat":"execution","ts":4000000,"dur":2000000,"pid":3,"tid":8,"args":{"execution":"b","worker":"worker-1","workflow":1,"task":1,"taskInstance":1,"beats":3,"end":{"how":"exited","exitCode":0},"events":[10,16,17]}},
    {"ph":"M","name":"thread_name","pid":3,"tid":9,"args":{"name":"long: task instance 1"}},
    {"ph":"M","name":"thread_sort_index","pid":3,"tid":9,"args":{"sort_index":9}},
    {"ph":"X","name":"SUBMITTED_SUCCESS","cat":"state","ts":1000000,"dur":2500000,"pid":3,"tid":9,"args":{"writer":"master-1","final":false,"events":[3]}},
    {"ph":"X","name":"DISPATCH","cat":"state","ts":3500000,"dur":6500000,"pid":3,"tid":9,"args":{"writer":"master-1","final":false,"events":[6]}},
    {"ph":"M","name":"thread_name","pid":3,"tid":10,"args":{"name":"long: rows"}},
    {"ph":"M","name":"thread_sort_index","pid":3,"tid":10,"args":{"sort_index":10}},
    {"ph":"i","name":"insert SUBMITTED_SUCCESS by master-1","cat":"row","ts":1000000,"s":"t","pid":3,"tid":10,"args":{"taskInstance":1,"transaction":"1","changed":{},"events":[3]}},
    {"ph":"i","name":"update DISPATCH by master-1","cat":"row","ts":3500000,"s":"t","pid":3,"tid":10,"args":{"taskInstance":1,"transaction":"1","changed":{},"events":[6]}},
    {"ph":"M","name":"thread_name","pid":2,"tid":11,"args":{"name":"dispatches"}},
    {"ph":"M","name":"thread_sort_index","pid":2,"tid":11,"args":{"sort_index":11}},
    {"ph":"X","name":"long, A to worker-1","cat":"dispatch","ts":3000000,"dur":500000,"pid":2,"tid":11,"args":{"workflow":1,"task":1,"execution":"a","events":[6]}},
    {"ph":"X","name":"long, B to worker-1","cat":"dispatch","ts":3500000,"dur":1000,"pid":2,"tid":11,"args":{"workflow":1,"task":1,"execution":"b","events":[6]}},
    {"ph":"s","name":"dispatch","cat":"dispatch","id":1,"pid":2,"tid":11,"ts":3000001},
    {"ph":"f","bp":"e","name":"dispatch","cat":"dispatch","id":1,"pid":3,"tid":7,"ts":3000001},
    {"ph":"s","name":"dispatch","cat":"dispatch","id":2,"pid":2,"tid":11,"ts":3500001},
    {"ph":"f","bp":"e","name":"dispatch","cat":"dispatch","id":2,"pid":3,"tid":8,"ts":4000001}
    ]}
    "
  `);
});

test.each(recordedNames)(
  '%s keeps the rules, and shows every execution, dispatch, row and line of a log',
  async (name) => {
    const run = await recordedRun(name);
    const text = textOf(run);
    expect(brokenTraceRules(text)).toEqual([]);
    const { traceEvents } = JSON.parse(text) as TraceFile;
    const count = (ph: string, cat: string): number =>
      traceEvents.filter((each) => each.ph === ph && 'cat' in each && each.cat === cat).length;
    const among = (wanted: (event: HistoryEvent) => boolean): number => run.events.filter(wanted).length;
    const { violations, doubts, notes } = run.verdict;
    expect(count('X', 'execution')).toBeGreaterThanOrEqual(among(({ type }) => type === 'execution.start'));
    expect(count('i', 'log')).toBe(among(({ type }) => type === 'log'));
    expect(count('i', 'row')).toBe(
      among((event) => event.type === 'row' && (event.table === 'task' || event.table === 'workflow')),
    );
    expect(count('X', 'finding')).toBe(violations.length + doubts.length + notes.length);
    expect(count('s', 'dispatch')).toBeGreaterThan(0);
    expect(count('s', 'dispatch')).toBe(count('f', 'dispatch'));
    expect(count('X', 'session')).toBeGreaterThan(0);
  },
);

test('two executions at once stand on lines of their own', async () => {
  const threads = threadsOf(traceOf(await recordedRun('failover-16759')));
  const long = threads.filter((thread) => thread.startsWith('workflow 1: workflow-1 / long'));
  expect(long.slice(0, 2)).toEqual(['workflow 1: workflow-1 / long', 'workflow 1: workflow-1 / long (2)']);
  expect(threads.slice(0, 2)).toEqual([
    'run: failover-16759, violation / findings',
    'run: failover-16759, violation / findings (2)',
  ]);
});

test('any history keeps the rules, also one that is cut short anywhere', () => {
  fc.assert(
    fc.property(messyHistories, fc.double({ min: 0, max: 1, noNaN: true }), (events, part) => {
      const cut = events.slice(0, Math.round(events.length * part));
      expect(brokenTraceRules(textOf({ events: cut, verdict: judge(cut, { torn: false }) }))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test.each(Object.entries(smallRuns))('a run that is %s keeps the rules', (verdict, run) => {
  expect(brokenTraceRules(textOf(run))).toEqual([]);
  expect(traceOf(run).otherData?.['verdict']).toBe(verdict);
});

test('a process that was over at once is reached by its arrow', () => {
  const events = new HistoryBuilder()
    .task(3, { op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .execution({ name: 'a', from: 3, to: 3 })
    .finish(10)
    .build();
  const text = textOf({ events, verdict: judge(events, { torn: false }) });
  expect(brokenTraceRules(text)).toEqual([]);
  expect(text).toContain('"ph":"f"');
});

test('times from before the run and faults that went wrong keep the rules', () => {
  const events = new HistoryBuilder()
    .registered(-5, 'master-1')
    .sessionEnd(3, 'master-1')
    .registered(-1, 'master-1', { session: '0x2' })
    .fault('a', { begin: 1, heal: 2, effective: 4, healed: 5 })
    .fault('b', { begin: 2 })
    .fault('c', { effective: 3 })
    .gap(4, 'registry')
    .log(1, 'master-9', 'started')
    .finish(6)
    .build();
  expect(brokenTraceRules(textOf({ events, verdict: judge(events, { torn: false }) }))).toEqual([]);
});

test('hostile text is a string', () => {
  const run = hostileRun();
  expect(brokenTraceRules(textOf(run))).toEqual([]);
  const { traceEvents } = traceOf(run);
  const [finding] = traceEvents.filter((each) => each.ph === 'X' && each.cat === 'finding');
  expect(finding && 'args' in finding && 'sentence' in finding.args ? finding.args['sentence'] : '').toBe(hostile);
});

test('the rules catch what breaks them', async () => {
  const trace = traceOf(await recordedRun('failover-16759'));
  const { traceEvents: events } = trace;
  const index = (ph: string): number => events.findIndex((each) => each.ph === ph);
  const changed = (ph: string, change: object): readonly unknown[] =>
    events.with(index(ph), { ...events[index(ph)], ...change } as never);
  const without = (ph: string): readonly unknown[] => events.toSpliced(index(ph), 1);
  const spoilt: readonly (readonly unknown[])[] = [
    changed('X', { ts: -1 }),
    changed('X', { ts: 0.5 }),
    changed('X', { dur: undefined }),
    changed('X', { cat: 'a,b' }),
    changed('X', { tid: 999 }),
    changed('X', { pid: 999 }),
    changed('X', { ph: 'B' }),
    changed('i', { s: 'x' }),
    changed('s', { ts: 0 }),
    changed('f', { bp: undefined }),
    changed('f', { id: 999 }),
    changed('M', { args: {} }),
    without('M'),
    without('s'),
    without('f'),
    [...events, events[0]],
    // A slice that begins in another and ends after it.
    events.flatMap((each) => (each.ph === 'X' && each.dur > 1 ? [each, { ...each, ts: each.ts + 1 }] : [each])),
  ];
  for (const each of spoilt) expect(brokenTraceRules(JSON.stringify({ ...trace, traceEvents: each }))).not.toEqual([]);
});
