import { findingPhrase } from '../../checkers/signature.ts';
import { percent, plural } from '../counts.ts';
import { boundsInWords } from '../matrix/words.ts';
import { firstLine } from '../reporters/cut.ts';
import type {
  CampaignCell,
  CampaignReport,
  Canary,
  CellName,
  CellViolation,
  FoundName,
  Known,
  KnownEntry,
  OpenUnit,
  Rate,
} from './model.ts';

/** `failover-16759 on 3.1.1 (stop with host-check)`. */
export function cellInWords(cell: CellName): string {
  return `${cell.scenario} on ${cell.version} (${serversInWords(cell)})`;
}

/** How the servers are set up: `waiting`, `stop with host-check`. */
export function serversInWords({ strategy, fixes }: CellName): string {
  return fixes.length === 0 ? strategy : `${strategy} with ${fixes.join(', ')}`;
}

/** `overlapping-executions of task long`. */
export function foundInWords(found: FoundName): string {
  return findingPhrase({ ...found, faults: [] });
}

/** `2 of 10 (6–51 %)`. */
export function rateInWords(rate: Rate): string {
  return `${rate.seen} of ${rate.of} (${boundsInWords(rate)})`;
}

/** What a canary has to do, and what it did; a sentence without its full stop. */
export function canaryInWords(canary: Canary): string {
  const { has, expects, outcome } = canary;
  const wanted = expects ? `show ${foundInWords(expects)}` : has === 'must-pass' ? 'pass' : 'show what it expects';
  const duty = `the canary ${cellInWords(canary)} has to ${wanted}`;
  switch (outcome.kind) {
    case 'right':
      return `${duty}, and did in ${outcome.seen} of ${plural(outcome.of, 'run')}`;
    case 'blind':
      return `${duty}, and did not in ${outcome.of} of ${plural(outcome.of, 'run')}: Doublerun is blind here, so that nothing else of this campaign counts`;
    case 'false-alarm':
      return `${duty}, and did not in ${outcome.failed} of ${plural(outcome.of, 'run')}: Doublerun finds what is not there, so that nothing else of this campaign counts`;
    case 'silent':
      return `${duty}, and its ${plural(outcome.runs, 'run')} ${outcome.runs === 1 ? 'says' : 'say'} nothing: nobody knows whether Doublerun sees, so that nothing else of this campaign counts`;
    case 'not-run':
      return `${duty}, and has not been run: nobody knows whether Doublerun sees, so that nothing else of this campaign counts`;
    case 'nothing-expected':
      return `${duty}, and its scenario expects no finding: it can show nothing, so that nothing else of this campaign counts`;
    default:
      return outcome satisfies never;
  }
}

/** What a campaign says of a known issue: `seen in 3 of 10 runs`. */
export function outcomeInWords({ outcome, entry: { rate } }: Known): string {
  switch (outcome.kind) {
    case 'seen':
      return `seen in ${outcome.seen} of ${plural(outcome.of, 'run')}`;
    case 'expired':
      return `expired; seen in ${outcome.seen} of ${plural(outcome.of, 'run')}`;
    case 'no-longer-seen':
      return `no longer seen: in none of ${plural(outcome.of, 'run')}, where ${outcome.needed} would do to see what shows in ${percent(rate)} % of them`;
    case 'too-few-runs':
      return `not seen in ${plural(outcome.of, 'run')}, which is too few: it takes ${outcome.needed} to say that it is gone`;
    case 'not-missed':
      return `not seen in ${plural(outcome.of, 'run')}; it is seldom`;
    case 'not-in-this-campaign':
      return 'not in this campaign';
    default:
      return outcome satisfies never;
  }
}

/** `97 days left`; of its last day, `last day`; afterwards `5 days over`. */
export function daysInWords({ daysLeft }: Known): string {
  if (daysLeft === 0) return 'last day';
  return daysLeft > 0 ? `${plural(daysLeft, 'day')} left` : `${plural(-daysLeft, 'day')} over`;
}

/** What a canary violates besides; nothing where it is nothing. */
export function besidesInWords({ others }: Canary): string {
  return others.length === 0 ? '' : `; besides ${others.map(foundInWords).join(', ')}, which counts nowhere`;
}

/** Where an entry's violation is put up with: `role owner, after refuse, on >=3.1`; everywhere, nothing. */
export function limitsInWords({ role, faults, scenarios, versions, strategies }: KnownEntry): string {
  return [
    ...(scenarios ? [`in ${scenarios.join(' or ')}`] : []),
    ...(versions === undefined ? [] : [`on ${versions}`]),
    ...(strategies ? [`with ${strategies.join(' or ')}`] : []),
    ...(role === undefined ? [] : [`role ${role}`]),
    ...(faults ? [`after ${faults.join(' or ')}`] : []),
  ].join(', ');
}

/** `10 runs: 3 violation, 7 pass`; `7 of 10 runs: …` where some are missing; `2 runs: 2 violation; decided after 2`. */
export function runsInWords({ units, missing, verdicts, decidedAfter }: CampaignCell): string {
  const had = units - missing.length;
  const parts = (['violation', 'broken', 'inconclusive', 'pass'] as const)
    .filter((verdict) => verdicts[verdict] > 0)
    .map((verdict) => `${verdicts[verdict]} ${verdict}`);
  const runs = missing.length === 0 ? plural(units, 'run') : `${had} of ${plural(units, 'run')}`;
  const decided = decidedAfter === undefined ? '' : `; decided after ${decidedAfter}`;
  return `${parts.length === 0 ? runs : `${runs}: ${parts.join(', ')}`}${decided}`;
}

/** `overlapping-executions of task long in 3 of 10 (11–60 %), known: apache/dolphinscheduler#16759`. */
export function violationInWords(violation: CellViolation): string {
  return `${foundInWords(violation)} in ${rateInWords(violation)}, ${knownInWords(violation)}`;
}

function knownInWords({ unknown, seen, issues }: CellViolation): string {
  const known = `known: ${issues.join(', ')}`;
  if (unknown === 0) return known;
  return issues.length === 0 ? 'not known' : `not known in ${unknown} of ${seen}, else ${known}`;
}

/** `seed 7, inconclusive: The fault cut has no receipt.` */
export function openInWords({ seed, verdict, reason }: OpenUnit): string {
  return `seed ${seed}, ${verdict}${reason === undefined ? '' : `: ${firstLine(reason)}`}`;
}

/** So many open runs of a cell are listed, where room is short. */
const MOST_OPEN = 12;

/** The first open runs of a cell, and how many more there are. */
export function firstOpen({ open }: Pick<CampaignCell, 'open'>): {
  readonly shown: readonly OpenUnit[];
  readonly more: readonly string[];
} {
  const more = open.length - MOST_OPEN;
  return { shown: open.slice(0, MOST_OPEN), more: more > 0 ? [`… and ${more} more`] : [] };
}

/** Whether a cell has runs, and nothing but broken ones. */
export function isAllBroken({ verdicts, units, missing }: CampaignCell): boolean {
  return verdicts.broken > 0 && verdicts.broken === units - missing.length;
}

/** What is missing of a cell: `not run: seeds 3–5, 9`; nothing where nothing is. */
export function missingInWords({ missing }: Pick<CampaignCell, 'missing'>): readonly string[] {
  return missing.length === 0 ? [] : [`not run: ${missing.length === 1 ? 'seed' : 'seeds'} ${rangesOf(missing)}`];
}

/** `3–5, 9`, of numbers in any order. */
function rangesOf(numbers: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && number === last.to + 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

/** What is asked for of all runs: how many there are, and how many there are to be; canaries are told apart. */
export function totalsOf({ cells }: Pick<CampaignReport, 'cells'>): { readonly units: number; readonly had: number } {
  const units = cells.reduce((sum, cell) => sum + cell.units, 0);
  return { units, had: units - cells.reduce((sum, { missing }) => sum + missing.length, 0) };
}

/** Each violation that no entry knows, cell by cell. */
export function unknownOf({
  cells,
}: Pick<CampaignReport, 'cells'>): readonly { readonly cell: CampaignCell; readonly violation: CellViolation }[] {
  return cells.flatMap((cell) =>
    cell.violations.filter(({ unknown }) => unknown > 0).map((violation) => ({ cell, violation })),
  );
}

/** Whether an entry has to go, or somebody has to look at it. */
export function isRed({ outcome: { kind } }: Known): boolean {
  return kind === 'expired' || kind === 'no-longer-seen';
}
