import { type Signature, signatureText, signedFindings } from '../../checkers/signature.ts';
import type { RunDirectory } from '../../history/run-directory.ts';
import type { Plan } from '../plan-schema.ts';
import type { Ran } from './laboratory.ts';
import { type Judged, type Outcome, outcomeOf, secondsUntil, wantedFinding } from './outcome.ts';

/** One run of a campaign, as its record on disk has it. */
export interface RunRecord {
  readonly seed: number;
  readonly outcome: Outcome;
  /** `<scenario>/<time>-<seed>`; absent where it did not come so far as to have a directory with a verdict. */
  readonly run?: string;
  readonly verdict?: string;
  /** Of all that was proved, each once. */
  readonly signatures: readonly string[];
  /** The finding that was looked for, in words. */
  readonly sentence?: string;
  /** From the first submission until that finding began. */
  readonly secondsUntil?: number;
  /** The whole run, with the cluster's reset or start. */
  readonly seconds: number;
  /** Why it says nothing, where it does not. */
  readonly reason?: string;
}

/** Of a run that has a verdict: all that a record is made of. */
export interface Recorded extends Judged {
  readonly directory: Pick<RunDirectory, 'run'>;
}

/** What is kept of a run in which a finding was looked for. */
export function recordOf(plan: Plan, ran: Ran<Recorded>, wanted: Signature): RunRecord {
  const { seconds } = ran;
  if (ran.kind === 'failed') return { seed: plan.seed, outcome: 'broken', signatures: [], seconds, reason: ran.reason };
  const { directory, verdict, clues } = ran.result;
  const outcome = outcomeOf(ran.result, wanted, plan.contract);
  const found = wantedFinding(ran.result, wanted);
  const until = found && secondsUntil(found, ran.result);
  const reason = outcome === 'inconclusive' || outcome === 'broken' ? verdict.reasons.at(-1) : undefined;
  return {
    seed: plan.seed,
    outcome,
    run: directory.run,
    verdict: verdict.verdict,
    signatures: [...new Set(signedFindings(verdict, clues).map(({ signature }) => signatureText(signature)))],
    ...(found ? { sentence: found.finding.sentence } : {}),
    ...(until === undefined ? {} : { secondsUntil: until }),
    seconds,
    ...(reason === undefined ? {} : { reason }),
  };
}
