import { catalogue } from '../checkers/catalogue.ts';
import { promisesBroken } from '../checkers/contract.ts';
import type { Finding } from '../checkers/finding.ts';
import type { Verdict } from '../checkers/verdict.ts';
import { beginOf } from '../history/begin.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { Contract } from '../history/events/run.ts';
import { plural } from './counts.ts';
import type { RunReport } from './run-report.ts';

/** What somebody who never saw the tool wants to know first. Whole sentences. */
export interface Account {
  /** What happened: one sentence. */
  readonly what: string;
  /** Why it is the scheduler's doing, why it is not, or why nobody can say. */
  readonly why: readonly string[];
  /** What to do next, the most useful first. */
  readonly next: readonly string[];
}

/** The same account in every report. */
export function accountOf({ events, verdict, again }: RunReport): Account {
  const begin = beginOf(events);
  const contract = begin?.contract ?? [];
  const same = again === undefined ? [] : [`Do the same again: ${again}`];
  switch (verdict.verdict) {
    case 'violation':
      return violation(verdict, contract, faultsOf(events, verdict), same);
    case 'pass':
      return pass(verdict, contract, begin?.scenario);
    case 'inconclusive':
      return {
        what: 'This run gives no answer.',
        why: ['It speaks neither for the scheduler nor against it.', ...verdict.reasons.map(firstLine)],
        next: [...same, ...lookAt(events)],
      };
    case 'broken':
      return {
        what: 'This run failed before it could say anything about the scheduler.',
        why: [
          'The harness, the engine or the cluster is at fault, and not what was tested.',
          ...verdict.reasons.map(firstLine),
        ],
        next: [
          'Look for what is wrong with this machine: ./doublerun doctor',
          "Read the server's log in the run's folder logs/.",
          ...same,
        ],
      };
    default:
      return verdict.verdict satisfies never;
  }
}

/** A run that somebody ended has nothing else to be looked for. */
function lookAt(events: readonly HistoryEvent[]): readonly string[] {
  if (events.some((event) => event.type === 'run.end' && event.outcome === 'interrupted')) return [];
  return ['A fault that never took effect, or no task to meet it: look at the timeline for what came first.'];
}

function violation(
  { violations }: Verdict,
  contract: readonly Contract[],
  faults: string,
  again: readonly string[],
): Account {
  const [first] = violations;
  if (!first) return { what: 'DolphinScheduler broke a promise.', why: [], next: again };
  const others = new Set(violations.map(({ anomaly }) => anomaly)).size - 1;
  const more =
    others === 0 ? '' : ` ${plural(others, 'other kind')} of finding ${others === 1 ? 'is' : 'are'} listed below.`;
  return {
    what: `${sentence(catalogue[first.anomaly].what)}${more}`,
    why: [sentence(first.sentence), `${faults} ${promisePhrase(first, contract)}`, catalogue[first.anomaly].harm],
    next: [`What that means and how it is proved: ./doublerun explain ${first.anomaly}`, ...again],
  };
}

/** That it is proved, and that a fault is no excuse. */
function promisePhrase({ anomaly, events }: Finding, contract: readonly Contract[]): string {
  const promises = promisesBroken(anomaly, contract).join(' and ');
  return `${promises === '' ? 'That' : `The scheduler is to keep ${promises} all the same; that`} it did not is proved by ${plural(events.length, 'event')}, whatever the clocks' errors.`;
}

function faultsOf(events: readonly HistoryEvent[], { coverage }: Verdict): string {
  const kinds = events.flatMap((event) => (event.type === 'fault.begin' ? [`${event.kind} on ${event.target}`] : []));
  const held = coverage.faults.filter(({ effective }) => effective).length;
  if (held === 0) return 'No fault held in this run.';
  return `${plural(held, 'fault')} held, proved by ${held === 1 ? 'a receipt' : 'receipts'} (${[...new Set(kinds)].join(', ')}).`;
}

function pass(
  { coverage, checkers, notes }: Verdict,
  contract: readonly Contract[],
  scenario: string | undefined,
): Account {
  const held = coverage.faults.filter(({ effective }) => effective);
  const during = Math.max(0, ...held.map(({ executionsDuring }) => executionsDuring));
  const fault =
    coverage.faults.length === 0
      ? 'Nothing was cut or killed'
      : `${plural(held.length, 'fault')} of ${coverage.faults.length} held, proved, while ${plural(during, 'execution')} ran`;
  return {
    what: `DolphinScheduler kept its ${contract.length === 1 ? 'promise' : 'promises'} in this run: ${contract.join(', ') || 'none was asked for'}.`,
    why: [
      `${plural(coverage.executions, 'execution')} of ${plural(coverage.workflows, 'workflow')} were watched. ${fault}.`,
      `${plural(checkers.length, 'checker')} looked for what could have gone wrong.`,
      ...(notes.length === 0
        ? []
        : [`${plural(notes.length, 'note')} below ${notes.length === 1 ? 'breaks' : 'break'} no promise of this run.`]),
    ],
    next: [
      `One run without a finding says little of a race. How often: ./doublerun reproduce ${scenario ?? '<scenario>'} -n 20`,
    ],
  };
}

function sentence(text: string): string {
  const first = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** A reason may bring a stack trace with it; that is in the list of reasons. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
