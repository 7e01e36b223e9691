import type { VerdictName } from '../../checkers/verdict.ts';
import type { Slicing, StatsCell, Tally } from '../../report/stats/model.ts';
import { systemOf } from '../../report/stored/words.ts';
import { compare } from '../order.ts';
import { median } from '../statistics/median.ts';
import { rateOf, trendOfAnswers } from '../statistics/rate.ts';
import { flakinessOf, sumOfFlakiness } from './flakiness.ts';
import { type Answer, answerOf, type FindingName, type LedgerRecord, nameOfFinding } from './record.ts';
import { sliceOf } from './slices.ts';

/** What a run says; the same object for many runs of a ledger that say the same, so that each is asked once. */
type Voice = Pick<LedgerRecord, 'verdict' | 'whole' | 'proved' | 'doubts' | 'expects'>;

/** What is kept of a run: a ledger may be longer than memory. */
interface Row {
  readonly at: string;
  readonly seconds: number;
  readonly seed: number;
  readonly plan: string;
  readonly system: string;
  /** Nothing where none are asked for. */
  readonly slice: string | undefined;
  readonly voice: Voice;
}

/**
 * Counts runs, in any order: per scenario, kinds of faults, version or build, strategy and fixes. With `by`, each of those once more in parts; by
 * version, they are not told apart but in those parts.
 */
export class Stats {
  readonly #by: Slicing | undefined;
  readonly #cells = new Map<string, { readonly first: LedgerRecord; readonly rows: Row[] }>();
  readonly #voices = new Map<unknown, Voice>();

  constructor(by?: Slicing) {
    this.#by = by;
  }

  add(record: LedgerRecord): void {
    const { scenario, strategy, fixes, faults, at, seconds, seed, plan } = record;
    const system = systemOf(record);
    const key = [scenario, this.#by === 'version' ? '' : system, strategy, fixes.join('+'), faults.join('+')].join(
      '\n',
    );
    const cell = this.#cells.get(key) ?? { first: record, rows: [] };
    this.#cells.set(key, cell);
    const slice = this.#by && sliceOf(record, this.#by);
    cell.rows.push({ at, seconds, seed, plan, system, slice, voice: this.#voiceOf(record) });
  }

  /** In order of scenario, version and settings. */
  cells(): readonly StatsCell[] {
    return [...this.#cells]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { first, rows }]) => cellOf(first, rows.toSorted(inOrder), this.#by));
  }

  #voiceOf(record: LedgerRecord): Voice {
    const { verdict, whole, proved, doubts, expects } = record;
    const known = this.#voices.get(proved);
    if (known?.verdict === verdict && known.whole === whole && known.doubts === doubts && known.expects === expects)
      return known;
    const voice = { verdict, whole, proved, doubts, ...(expects ? { expects } : {}) };
    this.#voices.set(proved, voice);
    return voice;
  }
}

/** Two that began at once may stand in any order in the ledger. */
function inOrder(a: Row, b: Row): number {
  return compare(a.at, b.at) || a.seed - b.seed || compare(a.plan, b.plan) || compare(a.voice.verdict, b.voice.verdict);
}

/** `rows`: oldest first. */
function cellOf(first: LedgerRecord, rows: readonly Row[], by: Slicing | undefined): StatsCell {
  const { scenario, version, build, strategy, fixes, faults } = first;
  const expects = rows.findLast(({ voice }) => voice.expects !== undefined)?.voice.expects;
  const answer = asked((voice) => (expects ? answerOf(voice, expects) : violationIn(voice)));
  const saying = rows.flatMap((row) => {
    const said = answer(row.voice);
    return said === 'silent' ? [] : [{ system: row.system, plan: `${row.plan} ${row.seed}`, seen: said === 'seen' }];
  });
  // Of several versions it would tell which of them was run last.
  const trend = by === 'version' ? undefined : trendOfAnswers(saying.map(({ seen }) => seen));
  const bySystem = [...Map.groupBy(saying, ({ system }) => system).values()];
  const parts = by === undefined ? [] : [...Map.groupBy(rows, ({ slice = '' }) => slice)];
  return {
    scenario,
    ...(by === 'version' ? {} : { version, ...(build === undefined ? {} : { build }) }),
    strategy,
    fixes,
    faults,
    counted: expects ? nameOfFinding(expects) : 'a violation',
    ...tallyOf(rows, answer),
    violations: violationsIn(rows, expects),
    ...(trend ? { trend } : {}),
    flakiness: sumOfFlakiness(bySystem.map(flakinessOf)),
    slices: parts.toSorted(([a], [b]) => compare(a, b)).map(([name, of]) => ({ name, ...tallyOf(of, answer) })),
  };
}

function tallyOf(rows: readonly Row[], answer: (voice: Voice) => Answer): Tally {
  const seconds = rows.map((row) => row.seconds);
  return {
    runs: rows.length,
    verdicts: verdictsOf(rows),
    rate: rateIn(rows, answer),
    seconds: { median: median(seconds) ?? 0, p90: ninetieth(seconds) },
  };
}

function verdictsOf(rows: readonly Row[]): Readonly<Record<VerdictName, number>> {
  const counts = { violation: 0, broken: 0, inconclusive: 0, pass: 0 };
  for (const { voice } of rows) counts[voice.verdict] += 1;
  return counts;
}

function rateIn(rows: readonly Row[], answer: (voice: Voice) => Answer) {
  const counts = { seen: 0, not: 0, silent: 0 };
  for (const { voice } of rows) counts[answer(voice)] += 1;
  return rateOf(counts.seen, counts.seen + counts.not);
}

/** Each finding that broke a contract, but for the one that is counted anyway. */
function violationsIn(rows: readonly Row[], expects: FindingName | undefined): StatsCell['violations'] {
  const voices = [...new Set(rows.map(({ voice }) => voice))];
  const broken = voices.flatMap(({ proved }) => proved.filter(({ violation }) => violation));
  const named = new Map(broken.map((finding) => [nameOfFinding(finding), finding]));
  if (expects) named.delete(nameOfFinding(expects));
  return [...named]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([name, finding]) => ({
      name,
      rate: rateIn(
        rows,
        asked((voice) => answerOf(voice, finding)),
      ),
    }));
}

/** What is counted where nothing is expected. */
function violationIn({ verdict }: Voice): Answer {
  return verdict === 'violation' ? 'seen' : verdict === 'pass' ? 'not' : 'silent';
}

/** Asks each voice once. */
function asked(ask: (voice: Voice) => Answer): (voice: Voice) => Answer {
  const answers = new Map<Voice, Answer>();
  return (voice) => {
    const known = answers.get(voice);
    if (known) return known;
    const answer = ask(voice);
    answers.set(voice, answer);
    return answer;
  };
}

/** The least of the numbers that nine in ten do not exceed. */
function ninetieth(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.9) - 1] ?? 0;
}
