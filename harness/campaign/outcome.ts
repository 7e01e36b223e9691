import { lacksOf } from '../../checkers/contract.ts';
import type { Finding } from '../../checkers/finding.ts';
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
  return wantedFinding(judged, wanted) ? 'seen' : restOf(judged, wanted, contract);
}

/** Seconds from the first workflow's submission to the moment at which the finding began to be so. */
export function secondsUntil({ finding }: SignedFinding, { workAt }: Judged): number | undefined {
  return workAt === undefined ? undefined : (finding.from - workAt) / 1_000_000;
}

/** What was not found is not known to be absent where the run is not whole. A doubt about another finding leaves nothing open of this one. */
function restOf(
  { verdict, clues }: Judged,
  wanted: Signature,
  contract: readonly Contract[],
): Exclude<Outcome, 'seen'> {
  if (isBroken(verdict)) return 'broken';
  if ([...verdict.doubts, ...verdict.notes].some((finding) => mayBe(finding, wanted, clues))) return 'inconclusive';
  return isWhole(verdict, contract) ? 'not' : 'inconclusive';
}

/** Whether what was not found was not there, but for what a doubt is about. */
export function isWhole(verdict: Verdict, contract: readonly Contract[]): boolean {
  // Each doubt is among what is missing.
  return !isBroken(verdict) && lacksOf(verdict, contract).length <= verdict.doubts.length;
}

function isBroken({ verdict, checkers }: Verdict): boolean {
  return verdict === 'broken' || checkers.some(({ outcome }) => outcome === 'failed');
}

/** Whether what is looked for may be there after all, though nothing proves it. */
function mayBe({ anomaly, proof, task }: Finding, wanted: Signature, { taskNames }: Clues): boolean {
  if (proof === 'proved' || anomaly !== wanted.anomaly) return false;
  const name = task === undefined ? undefined : taskNames.get(task);
  return wanted.task === undefined || name === undefined || name === wanted.task;
}
