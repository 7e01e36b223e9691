import type { Choice, Choices, RunsModel, RunsQuery } from '../../report/serve/model.ts';
import { type RunStatus, runStatuses, type StoredRun } from '../../report/stored/model.ts';
import { chooseRuns, type Order, type RunFilter, sortKeys, sortRuns } from '../stored-runs/select.ts';
import type { RunList } from '../stored-runs/stored-runs.ts';

/** Runs on a page. */
const PAGE = 50;

const fields = ['text', 'scenario', 'version', 'strategy', 'verdict', 'seed', 'sort', 'order', 'page'] as const;

/** What is asked for, without what is empty; of what is there twice, the first. */
export function readQuery(params: URLSearchParams): RunsQuery {
  const given = fields.map((field) => [field, params.get(field)?.trim()] as const);
  return Object.fromEntries(given.filter(([, value]) => value));
}

/** Whether there is something in it that means nothing: then the page has a shorter address. */
export function isWordy(params: URLSearchParams): boolean {
  return [...params.values()].some((value) => value === '');
}

/** What of a query chooses runs, and a sentence for each part that makes no sense; that part chooses none. */
export function filterOf({ text, scenario, version, strategy, verdict, seed }: RunsQuery): {
  readonly filter: RunFilter;
  readonly remarks: readonly string[];
} {
  const status = runStatuses.find((each) => each === verdict);
  const isNumber = seed !== undefined && /^\d{1,15}$/.test(seed);
  const remarks = [
    ...(verdict !== undefined && status === undefined
      ? [`There is no verdict “${verdict}”; runs of every verdict are shown.`]
      : []),
    ...(seed !== undefined && !isNumber ? [`“${seed}” is no seed; runs of every seed are shown.`] : []),
  ];
  return { filter: { text, scenario, version, strategy, status, seed: isNumber ? Number(seed) : undefined }, remarks };
}

/** The page of runs that is asked for. A page beyond the last is the last. */
export function runsModel({ runs: all, problems }: RunList, query: RunsQuery): RunsModel {
  const { filter, remarks } = filterOf(query);
  const order = orderOf(query);
  const { status: _, ...others } = filter;
  const matching = sortRuns(chooseRuns(all, filter), order);
  const pages = Math.max(1, Math.ceil(matching.length / PAGE));
  const asked = /^\d{1,9}$/.test(query.page ?? '') ? Number(query.page) : 1;
  const page = Math.min(Math.max(asked, 1), pages);
  return {
    query,
    choices: { ...choicesOf(all), verdicts: verdictsOf(chooseRuns(all, others)) },
    sortedBy: order,
    runs: matching.slice((page - 1) * PAGE, page * PAGE),
    firstNumber: (page - 1) * PAGE + 1,
    matching: matching.length,
    all: all.length,
    page,
    pages,
    remarks: [...remarks, ...problems],
  };
}

/** What runs can be chosen by. */
export function choicesOf(runs: readonly StoredRun[]): Choices {
  return {
    scenarios: countsOf(runs, ({ scenario }) => scenario),
    versions: countsOf(runs, ({ version }) => version),
    strategies: countsOf(runs, ({ strategy }) => strategy),
    verdicts: verdictsOf(runs),
  };
}

function orderOf({ sort, order }: RunsQuery): Order {
  const by = sortKeys.find((key) => key === sort) ?? 'when';
  const usual = by === 'when' || by === 'took';
  return { by, descending: order === 'up' ? false : order === 'down' ? true : usual };
}

function verdictsOf(runs: readonly StoredRun[]): readonly { value: RunStatus; count: number }[] {
  const counts = Map.groupBy(runs, ({ status }) => status);
  return runStatuses.flatMap((value) => {
    const count = counts.get(value)?.length ?? 0;
    return count > 0 ? [{ value, count }] : [];
  });
}

function countsOf(runs: readonly StoredRun[], of: (run: StoredRun) => string | undefined): readonly Choice[] {
  return [...Map.groupBy(runs, of)]
    .flatMap(([value, each]) => (value === undefined ? [] : [{ value, count: each.length }]))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
}
