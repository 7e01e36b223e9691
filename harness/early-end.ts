import type { Finding } from '../checkers/finding.ts';
import { type Clues, type Signature, signaturePhrase } from '../checkers/signature.ts';
import type { Verdict } from '../checkers/verdict.ts';
import { wantedFinding } from './campaign/outcome.ts';

/** What ends a run before its own end: a finding, as soon as it is proved. */
export interface EarlyEnd {
  /** For the reason in `run.end`. */
  readonly when: string;
  /** Of a verdict on the history so far, and what signs its findings. @returns the finding that ends the run, or nothing. */
  readonly find: (verdict: Verdict, clues: Clues) => Finding | undefined;
}

/** Ends a run at the first finding that is proved and breaks its contract. */
export const atViolation: EarlyEnd = {
  when: 'at the first proved violation',
  find: ({ violations }) => violations[0],
};

/**
 * Ends a run as soon as the finding that is looked for is proved, and a fault that can have led to it has its receipt: that may come later.
 * A finding may last on while other faults begin, and is signed by them too in the end. Therefore a run whose plan holds a fault of a kind that is
 * not wanted goes to its end: of all others, the verdict says the same whether they were ended or not.
 * @param kinds of the plan's faults.
 */
export function atProof(wanted: Signature, kinds: readonly string[]): EarlyEnd {
  const keeps = kinds.every((kind) => wanted.faults.includes(kind));
  return {
    when: `at the first proof of ${signaturePhrase(wanted)}`,
    find: (verdict, clues) => (keeps ? wantedFinding({ verdict, clues }, wanted)?.finding : undefined),
  };
}
