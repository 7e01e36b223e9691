import { catalogue } from '../../checkers/catalogue.ts';
import { lacksOf, promisesBroken } from '../../checkers/contract.ts';
import { type Anomaly, anomalies, type Finding } from '../../checkers/finding.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { Contract } from '../../history/events/run.ts';
import { firstLine } from './cut.ts';

/** What became of one question that the run was asked. */
export type CaseOutcome =
  | { readonly outcome: 'passed' }
  /** `type`: what kind, `message`: one sentence, `text`: all of it. */
  | {
      readonly outcome: 'failure' | 'error';
      readonly type: string;
      readonly message: string;
      readonly text: string;
    }
  | { readonly outcome: 'skipped'; readonly message: string };

export type Case = { readonly name: string } & CaseOutcome;

/** The case that stands for the run itself: whether it says anything. */
export const RUN_CASE = 'run';

/**
 * The cases of a run: itself, then each anomaly that its contract speaks of, always the same ones, so that each has a history over many runs.
 *
 * A violation is a failure. A doubt, a failed checker, an inconclusive and a broken run are errors: no reader may show them green. Where
 * the run as a whole says nothing, what was not found is not known to be absent: skipped, not passed.
 */
export function casesOf(verdict: Verdict, contract: readonly Contract[], next: readonly string[]): readonly Case[] {
  const asked = anomalies.filter((anomaly) => promisesBroken(anomaly, contract).length > 0);
  const lacks = lacksOf(verdict, contract);
  return [
    runCase(verdict, lacks),
    ...asked.map((anomaly) => ({ name: anomaly, ...outcomeOf(anomaly, verdict, lacks, next) })),
  ];
}

function runCase({ verdict }: Verdict, lacks: readonly string[]): Case {
  const [message = 'No reason was given.'] = lacks;
  if (verdict !== 'broken' && verdict !== 'inconclusive') return { name: RUN_CASE, outcome: 'passed' };
  return { name: RUN_CASE, outcome: 'error', type: verdict, message: firstLine(message), text: lacks.join('\n') };
}

function outcomeOf(
  anomaly: Anomaly,
  { verdict, violations, doubts, checkers }: Verdict,
  lacks: readonly string[],
  next: readonly string[],
): CaseOutcome {
  const own = (findings: readonly Finding[]): readonly Finding[] => findings.filter((each) => each.anomaly === anomaly);
  const told = (findings: readonly Finding[]): string =>
    [...findings.map(inLines), catalogue[anomaly].harm, ...next].join('\n');
  const [proved] = own(violations);
  if (proved) return { outcome: 'failure', type: anomaly, message: proved.sentence, text: told(own(violations)) };
  const checker = checkers.find((each) => each.anomaly === anomaly);
  if (checker?.outcome === 'failed') {
    return { outcome: 'error', type: 'broken', message: 'the checker failed', text: checker.error };
  }
  const [possible] = own(doubts);
  if (possible) {
    return {
      outcome: 'error',
      type: 'inconclusive',
      message: `possible: ${possible.sentence}`,
      text: told(own(doubts)),
    };
  }
  if (lacks.length > 0 || verdict === 'broken' || verdict === 'inconclusive') {
    return { outcome: 'skipped', message: `not found, and not known to be absent: ${firstLine(lacks[0] ?? verdict)}` };
  }
  return checker ? { outcome: 'passed' } : { outcome: 'skipped', message: 'nobody looked for it' };
}

function inLines({ sentence, events }: Finding): string {
  return `${sentence}\n  shown by the events ${events.join(', ')}`;
}
