import type { CheckerFactory } from '../../checkers/checker.ts';
import { type Anomaly, anomalies, type Finding, none } from '../../checkers/finding.ts';
import { judge } from '../../checkers/judge.ts';
import { registry } from '../../checkers/registry.ts';
import { inTimeOrder } from '../../checkers/time-order.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { ddmin } from './ddmin.ts';

/** What must stay: the same anomaly, the same proof, about the same. */
export type Kept = Pick<Finding, 'anomaly' | 'proof' | 'subject'>;

export interface SmallHistory {
  /** The header and what is left, numbered anew from 0: a history that can be stored and judged. */
  readonly events: readonly HistoryEvent[];
  /** No single event more could go. Otherwise the limit ended the search. */
  readonly complete: boolean;
  /** How many events checkers have read for it. */
  readonly read: number;
}

/** A search reads a history so many times over before it is ended, and never less than that many events: a few seconds for 100 thousand. */
const TIMES_OVER = 50;
const LEAST_READ = 2_000_000;

/**
 * The fewest events on which the checker still says the same: whole workflows go first, then executions, then kinds of event, then single ones. Pure.
 * What an absence shows (a task that never ran) is left with little: what else is gone is absent too.
 * @param most how many events checkers may read in all.
 * @returns nothing where the checker does not say so of the whole history.
 */
export function smallestHistory(
  history: readonly HistoryEvent[],
  kept: Kept,
  {
    torn,
    most = TIMES_OVER * history.length + LEAST_READ,
  }: { readonly torn: boolean; readonly most?: number | undefined },
): SmallHistory | undefined {
  // Sorted once: each judgement would do so again, and of what is in order already that takes no time.
  const [begin, ...rest] = inTimeOrder(history);
  const checkers = only(kept.anomaly);
  let read = 0;
  const says = (events: readonly HistoryEvent[]): boolean => {
    read += events.length + 1;
    return begin !== undefined && speaksOf(judge([begin, ...events], { torn }, checkers), kept);
  };
  if (!begin || !says(rest)) return undefined;
  let left: readonly HistoryEvent[] = rest;
  for (const groupOf of groupings(rest)) {
    const groups = [...Map.groupBy(left, groupOf).values()];
    const search = ddmin(groups);
    let step = search.next();
    while (!step.done) {
      if (read >= most) return { events: numbered([begin, ...left]), complete: false, read };
      // In their order again: groups are of events that lie apart.
      const smaller = inTimeOrder(step.value.flat());
      const still = says(smaller);
      if (still) left = smaller;
      step = search.next(still);
    }
  }
  return { events: numbered([begin, ...left]), complete: true, read };
}

/** Whether a verdict has the finding, as a violation, a doubt or a note. */
export function speaksOf({ violations, doubts, notes }: Verdict, { anomaly, proof, subject }: Kept): boolean {
  return [...violations, ...doubts, ...notes].some(
    (finding) => finding.anomaly === anomaly && finding.proof === proof && finding.subject === subject,
  );
}

/** One checker at work, and none in the place of all others. */
function only(anomaly: Anomaly): typeof registry {
  const silent: CheckerFactory = () => ({ finish: () => none });
  const entries = anomalies.map((each) => [each, each === anomaly ? registry[each] : silent] as const);
  return Object.fromEntries(entries) as typeof registry;
}

type GroupOf = (event: HistoryEvent) => unknown;

/** From coarse to fine; events of no group are one group. */
function groupings(events: readonly HistoryEvent[]): readonly GroupOf[] {
  const starts = events.filter((event) => event.type === 'execution.start');
  const workflows = new Map(starts.map(({ execution, workflow }) => [execution, workflow]));
  const execution: GroupOf = (event) => ('execution' in event ? event.execution : undefined);
  const workflow: GroupOf = (event) => {
    if ('workflow' in event && event.workflow !== null) return event.workflow;
    return 'execution' in event ? workflows.get(event.execution) : undefined;
  };
  const kind: GroupOf = (event) =>
    [
      event.source,
      event.type,
      event.type === 'row' ? event.table : event.type === 'log' ? event.fact : '',
      'server' in event ? event.server : '',
    ].join(' ');
  return [workflow, execution, kind, (event) => event];
}

/** Findings and receipts name events by their numbers; what is gone is named no more. */
function numbered(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const bySeq = events.toSorted((a, b) => a.seq - b.seq);
  const places = new Map(bySeq.map(({ seq }, place) => [seq, place]));
  return bySeq.map((event, seq) =>
    event.type === 'fault.effective'
      ? { ...event, seq, events: event.events.flatMap((named) => places.get(named) ?? []) }
      : { ...event, seq },
  );
}
