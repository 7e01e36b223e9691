import type { CaseOutcome } from '../reporters/junit-cases.ts';
import { renderSuite, type SuiteCase } from '../reporters/junit-suite.ts';
import { accountOfCampaign } from './account.ts';
import type { CampaignCell, CampaignReport, Canary, Known, Places } from './model.ts';
import {
  canaryInWords,
  cellInWords,
  foundInWords,
  isAllBroken,
  isRed,
  limitsInWords,
  missingInWords,
  openInWords,
  outcomeInWords,
  rateInWords,
  runsInWords,
  violationInWords,
} from './words.ts';

/** The case that stands for the whole campaign. */
const CAMPAIGN_CASE = 'campaign';

/**
 * A campaign as one JUnit suite: the campaign itself, each canary, each entry of the known issues, each cell; always the same cases, whatever is
 * found, so that each has a history. Readers group them by scenario: a file may have one suite alone.
 *
 * What is not known is an error, and where a canary is wrong nothing passes.
 */
export function renderCampaignJunit(report: CampaignReport, places: Pick<Places, 'again'>): string {
  const { name, verdict, today, canaries, known, cells } = report;
  const suite = `doublerun.${name}`;
  const { what, why, next } = accountOfCampaign(report, places);
  const seconds = cells.reduce((sum, cell) => sum + cell.seconds, 0);
  const wrong = canaries.find(({ outcome }) => outcome.kind !== 'right');
  const counts = (outcome: CaseOutcome): CaseOutcome =>
    wrong && outcome.outcome === 'passed' ? { outcome: 'skipped', message: canaryInWords(wrong) } : outcome;
  const cases: readonly SuiteCase[] = [
    {
      name: CAMPAIGN_CASE,
      classname: suite,
      ...(verdict === 'broken' || verdict === 'inconclusive' ? error(verdict, what, why) : { outcome: 'passed' }),
      seconds,
      words: [what, ...why, ...next],
    },
    ...canaries.map((canary) => ({
      name: `canary ${cellInWords(canary)}, ${canary.has}`,
      classname: `${suite}.${canary.scenario}`,
      ...canaryCase(canary),
    })),
    ...known.map((each) => ({
      name: knownName(each),
      classname: `${suite}.known-issues`,
      ...counts(knownCase(each)),
    })),
    ...cells.map((cell) => ({
      name: cellInWords(cell),
      classname: `${suite}.${cell.scenario}`,
      ...counts(cellCase(cell, places)),
      seconds: cell.seconds,
      words: cellWords(cell),
    })),
  ];
  const facts = [
    { name: 'verdict', value: verdict },
    { name: 'campaign', value: name },
    { name: 'today', value: today },
  ];
  return renderSuite({ name: suite, seconds, facts, cases });
}

function canaryCase(canary: Canary): CaseOutcome {
  return canary.outcome.kind === 'right' ? { outcome: 'passed' } : error('broken', canaryInWords(canary), []);
}

function knownName({ entry }: Known): string {
  const limits = limitsInWords(entry);
  return `known ${entry.issue}, ${foundInWords(entry)}${limits === '' ? '' : `, ${limits}`}`;
}

function knownCase(known: Known): CaseOutcome {
  const { entry, outcome } = known;
  const words = outcomeInWords(known);
  if (isRed(known)) {
    const text = [words, `It was put up with until ${entry.expires}: ${entry.reason}`].join('\n');
    return { outcome: 'failure', type: outcome.kind, message: words, text };
  }
  if (outcome.kind === 'too-few-runs') return error('inconclusive', words, []);
  return outcome.kind === 'seen' ? { outcome: 'passed' } : { outcome: 'skipped', message: words };
}

function cellCase(cell: CampaignCell, { again }: Pick<Places, 'again'>): CaseOutcome {
  const { open, unknown } = cell;
  const found = cell.violations.filter((each) => each.unknown > 0);
  if (unknown > 0) {
    const lines = found.flatMap((each) => [
      violationInWords(each),
      ...(each.run === undefined ? [] : [again(each.run)]),
    ]);
    const [first] = found;
    const message = first ? violationInWords(first) : 'a violation that its record does not name';
    return { outcome: 'failure', type: first?.anomaly ?? 'violation', message, text: lines.join('\n') };
  }
  if (isAllBroken(cell)) return error('broken', 'every run was broken', open.map(openInWords));
  const lacks = [...missingInWords(cell), ...open.map(openInWords)];
  const [first] = lacks;
  return first === undefined ? { outcome: 'passed' } : error('inconclusive', first, lacks);
}

function cellWords(cell: CampaignCell): readonly string[] {
  const { expected, violations } = cell;
  return [
    runsInWords(cell),
    ...(expected ? [`expected: ${foundInWords(expected)} in ${rateInWords(expected)}`] : []),
    ...violations.map((violation) => `violation: ${violationInWords(violation)}`),
  ];
}

function error(type: 'broken' | 'inconclusive', message: string, lines: readonly string[]): CaseOutcome {
  return { outcome: 'error', type, message, text: (lines.length === 0 ? [message] : lines).join('\n') };
}
