import { lacksOf } from '../../checkers/contract.ts';
import { type Clues, type Signature, type SignedFinding, signedFindings } from '../../checkers/signature.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { Contract } from '../../history/events/run.ts';
import type { Micros } from '../../history/time.ts';
import { isWanted } from '../signature.ts';

/**
 * What one run says of the finding that is looked for. `seen`: it was proved. `not`: the run is whole, and it was not there; other findings may be.
 * The other two say nothing of it, and count neither for nor against it.
 */
export type Outcome = 'seen' | 'not' | 'inconclusive' | 'broken';

/** Of a run: its verdict, and what signs its findings. */
export interface Judged {
  readonly verdict: Verdict;
  readonly clues: Clues;
  readonly workAt: Micros | undefined;
}

/** The finding of a run that is looked for, the earliest where there are several: two workflows may both show it. */
export function wantedFinding(
  { verdict, clues }: Pick<Judged, 'verdict' | 'clues'>,
  wanted: Signature,
): SignedFinding | undefined {
  return signedFindings(verdict, clues)
    .filter(({ signature }) => isWanted(wanted, signature))
    .sort((a, b) => a.finding.from - b.finding.from)[0];
}

/** What a run says of the finding that is looked for. `contract`: the run's. */
export function outcomeOf(judged: Judged, wanted: Signature, contract: readonly Contract[]): Outcome {
  return wantedFinding(judged, wanted) ? 'seen' : restOf(judged.verdict, contract);
}

/** Seconds from the first workflow's submission to the moment at which the finding began to be so. */
export function secondsUntil({ finding }: SignedFinding, { workAt }: Judged): number | undefined {
  return workAt === undefined ? undefined : (finding.from - workAt) / 1_000_000;
}

function restOf(verdict: Verdict, contract: readonly Contract[]): Exclude<Outcome, 'seen'> {
  if (verdict.verdict === 'broken' || verdict.checkers.some(({ outcome }) => outcome === 'failed')) return 'broken';
  return lacksOf(verdict, contract).length > 0 ? 'inconclusive' : 'not';
}
