import type { Account } from '../account.ts';
import { plural } from '../counts.ts';
import type { CampaignReport, Known, Places } from './model.ts';
import {
  canaryInWords,
  cellInWords,
  foundInWords,
  isAllBroken,
  isRed,
  outcomeInWords,
  rateInWords,
  totalsOf,
  unknownOf,
} from './words.ts';

/** So many unknown violations are told of before the report's list of them. */
const MOST_LINES = 5;

/** What a campaign has come to, why, and what to do next; the same in every report. */
export function accountOfCampaign(report: CampaignReport, { again }: Pick<Places, 'again'>): Account {
  const wrong = report.canaries.filter(({ outcome }) => outcome.kind !== 'right');
  switch (report.verdict) {
    case 'violation':
      return violation(report, again);
    case 'broken':
      return wrong.length > 0
        ? {
            what: 'This campaign says nothing: a canary did not come out as it has to.',
            why: wrong.map((canary) => sentence(canaryInWords(canary))),
            next: [
              ...wrong.flatMap(({ run }) => (run === undefined ? [] : [`Look at that run again: ${again(run)}`])),
              'Look for what is wrong with this machine: ./doublerun doctor',
            ],
          }
        : {
            what: 'Some cells of this campaign have nothing but broken runs.',
            why: report.cells
              .filter(isAllBroken)
              .map((cell) => `Of ${cellInWords(cell)}, all of ${plural(cell.verdicts.broken, 'run')}.`),
            next: ['Look for what is wrong with this machine: ./doublerun doctor'],
          };
    case 'inconclusive':
      return inconclusive(report);
    case 'pass':
      return pass(report);
    default:
      return report.verdict satisfies never;
  }
}

function violation(report: CampaignReport, again: Places['again']): Account {
  const unknown = unknownOf(report);
  const red = report.known.filter(isRed);
  const unnamed = report.cells.filter(
    ({ unknown: runs, violations }) => runs > 0 && !violations.some((each) => each.unknown > 0),
  );
  const shortest = unknown.map(({ violation: each }) => each).toSorted((a, b) => a.seconds - b.seconds)[0];
  const found = unknown.length + unnamed.length;
  return {
    what:
      found > 0
        ? 'DolphinScheduler broke a promise in a way that is not known.'
        : `Nothing unknown was found, but ${red.length === 1 ? 'an entry' : `${red.length} entries`} of the known issues must not stay as ${red.length === 1 ? 'it is' : 'they are'}.`,
    why: [
      ...firstOf(
        unknown.map(
          ({ cell, violation: each }) =>
            `Proved in ${cellInWords(cell)}: ${foundInWords(each)}, in ${rateInWords(each)}.`,
        ),
      ),
      ...unnamed.map((cell) => `Proved in ${cellInWords(cell)}: a violation that its record does not name.`),
      ...red.map(redInWords),
    ],
    next: [
      ...(shortest?.run === undefined ? [] : [`See the shortest of them again: ${again(shortest.run)}`]),
      ...(red.length === 0
        ? []
        : ['Take such an entry out of the known issues; or look why, and give it another day.']),
    ],
  };
}

/** What it takes to know where to look; the rest is in the report's own list. */
function firstOf(lines: readonly string[]): readonly string[] {
  const more = lines.length - MOST_LINES;
  return more <= 1 ? lines : [...lines.slice(0, MOST_LINES), `And ${more} more, listed below.`];
}

function redInWords(known: Known): string {
  const { entry } = known;
  return sentence(`the known issue ${entry.issue}, ${foundInWords(entry)}: ${outcomeInWords(known)}`);
}

function inconclusive(report: CampaignReport): Account {
  const { units, had } = totalsOf(report);
  const missing = units - had + report.missingCanaries;
  const open = report.cells.reduce((sum, cell) => sum + cell.open.length, 0);
  const few = report.known.filter(({ outcome }) => outcome.kind === 'too-few-runs');
  return {
    what: 'Nothing unknown was found, but not all that was asked for is known.',
    why: [
      ...(report.cells.length === 0 ? ['No cell was asked for.'] : []),
      ...(missing > 0 ? [`${plural(missing, 'run')} ${missing === 1 ? 'is' : 'are'} missing.`] : []),
      ...(open > 0 ? [`${plural(open, 'run')} of ${had} ${open === 1 ? 'says' : 'say'} nothing, or not all.`] : []),
      ...few.map(redInWords),
    ],
    next: [
      ...(missing > 0 ? ['Start the same campaign once more: it goes on where it ended.'] : []),
      ...(open > 0 ? ['Look at the runs that are listed as open.'] : []),
      ...(few.length > 0 ? ['Ask for more seeds.'] : []),
    ],
  };
}

function pass(report: CampaignReport): Account {
  const { had } = totalsOf(report);
  const seen = report.known.filter(({ outcome }) => outcome.kind === 'seen').length;
  const right = report.canaries.length;
  return {
    what: `Nothing was found that is not known, in ${plural(had, 'run')} of ${plural(report.cells.length, 'cell')}.`,
    why: [
      right === 0
        ? 'No canary was asked for: nobody knows whether Doublerun would have seen anything.'
        : `${right === 1 ? '1 canary' : `${right} canaries`} came out as ${right === 1 ? 'it has' : 'they have'} to.`,
      ...(seen === 0 ? [] : [`${plural(seen, 'known issue')} ${seen === 1 ? 'was' : 'were'} seen.`]),
    ],
    next: [],
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
