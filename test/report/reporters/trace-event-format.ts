import { z } from 'zod';

/** Trace Event Format (Google, "Trace Event Format" document): fields of each phase that we write, and nothing else. */
const name = z.string();
/** A comma would make a list of categories of it. */
const cat = z.string().regex(/^[^,]+$/);
/** 0 is the idle process of Linux, which Perfetto leaves out. */
const id = z.int().positive();
/** µs; the format takes fractions too. */
const micros = z.int().nonnegative();
const args = z.record(z.string(), z.unknown());
const event = { name, pid: id, tid: id };
const timed = { ...event, cat, ts: micros };

const naming = z.strictObject({ name: z.string().min(1) });
const sorting = z.strictObject({ sort_index: z.int() });
const metadata = [
  z.strictObject({ ph: z.literal('M'), name: z.literal('process_name'), pid: id, args: naming }),
  z.strictObject({ ph: z.literal('M'), name: z.literal('process_sort_index'), pid: id, args: sorting }),
  z.strictObject({ ...event, ph: z.literal('M'), name: z.literal('thread_name'), args: naming }),
  z.strictObject({ ...event, ph: z.literal('M'), name: z.literal('thread_sort_index'), args: sorting }),
] as const;
const complete = z.strictObject({ ...timed, ph: z.literal('X'), dur: micros, args });
const instant = z.strictObject({ ...timed, ph: z.literal('i'), s: z.enum(['g', 'p', 't']), args });
const flowStart = z.strictObject({ ...timed, ph: z.literal('s'), id });
const flowEnd = z.strictObject({ ...timed, ph: z.literal('f'), id, bp: z.literal('e') });

/** JSON object format. */
const traceSchema = z.strictObject({
  traceEvents: z.array(z.union([...metadata, complete, instant, flowStart, flowEnd])),
  displayTimeUnit: z.enum(['ms', 'ns']).optional(),
  otherData: z.record(z.string(), z.string()).optional(),
});

type Complete = z.infer<typeof complete>;
export type TraceFile = z.infer<typeof traceSchema>;
type Event = TraceFile['traceEvents'][number];

/** What breaks a rule of the format, or one of Perfetto's reader beyond it; an answer without anything is a trace that both take. */
export function brokenTraceRules(text: string): readonly string[] {
  const parsed = traceSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const events = parsed.data.traceEvents;
  const slices = events.filter((each): each is Complete => each.ph === 'X');
  return [...nameProblems(events), ...nestingProblems(slices), ...flowProblems(events, slices)];
}

/** Each process and thread that is used has one name and one place, and a thread is one process's: Perfetto knows threads by number alone. */
function nameProblems(events: readonly Event[]): readonly string[] {
  const used = events.filter((each) => each.ph !== 'M');
  const called = (what: string): readonly Event[] => events.filter((each) => each.ph === 'M' && each.name === what);
  const problems = (what: string, of: (event: Event) => number | undefined): readonly string[] => {
    const there = called(what).map(of);
    const twice = there.filter((each, index) => there.indexOf(each) !== index);
    const missing = new Set(used.map(of)).difference(new Set(there));
    return [...twice.map((each) => `${each}: two ${what}`), ...[...missing].map((each) => `${each}: no ${what}`)];
  };
  const owners = Map.groupBy([...called('thread_name'), ...used], tidOf);
  return [
    ...['process_name', 'process_sort_index'].flatMap((what) => problems(what, ({ pid }) => pid)),
    ...['thread_name', 'thread_sort_index'].flatMap((what) => problems(what, tidOf)),
    ...[...owners]
      .filter(([, own]) => new Set(own.map(({ pid }) => pid)).size > 1)
      .map(([tid]) => `thread ${tid}: of two processes`),
  ];
}

function tidOf(event: Event): number | undefined {
  return 'tid' in event ? event.tid : undefined;
}

/** Complete events of one thread are a stack of calls: of two, one is over when the other begins, or lies inside it. */
function nestingProblems(slices: readonly Complete[]): readonly string[] {
  return [...Map.groupBy(slices, ({ tid }) => tid)].flatMap(([tid, own]) => {
    const problems: string[] = [];
    const stack: Complete[] = [];
    for (const slice of own.toSorted((a, b) => a.ts - b.ts || b.dur - a.dur)) {
      while (stack.length > 0 && endOf(stack.at(-1)) <= slice.ts && endOf(slice) > endOf(stack.at(-1))) stack.pop();
      const around = stack.at(-1);
      if (around && endOf(slice) > endOf(around)) {
        problems.push(`thread ${tid}: ${slice.name} at ${slice.ts} reaches out of ${around.name}`);
      }
      stack.push(slice);
    }
    return problems;
  });
}

/** A flow is known by category, name and id: it begins once and ends once, not earlier, and each end lies in a slice of its thread. */
function flowProblems(events: readonly Event[], slices: readonly Complete[]): readonly string[] {
  const flows = events.filter((each) => each.ph === 's' || each.ph === 'f');
  const byThread = Map.groupBy(slices, ({ tid }) => tid);
  const unbound = flows.filter(
    ({ tid, ts }) => !byThread.get(tid)?.some((slice) => slice.ts <= ts && ts <= endOf(slice)),
  );
  return [
    ...unbound.map((each) => `flow ${each.id}: its ${each.ph} is in no slice`),
    ...[...Map.groupBy(flows, (flow) => `${flow.cat}/${flow.name}/${flow.id}`)].flatMap(([key, own]) => {
      const [start, end] = own.toSorted((a, b) => (a.ph < b.ph ? 1 : -1));
      if (own.length !== 2 || start?.ph !== 's' || end?.ph !== 'f')
        return [`flow ${key}: ${own.map(({ ph }) => ph).join(' and ')}`];
      return start.ts <= end.ts ? [] : [`flow ${key}: ends before it begins`];
    }),
  ];
}

function endOf(slice: Complete | undefined): number {
  return slice ? slice.ts + slice.dur : 0;
}
