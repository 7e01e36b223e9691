import type { Finding } from '../checkers/finding.ts';
import type { Verdict } from '../checkers/verdict.ts';
import { UsageError } from './usage-error.ts';

/**
 * The finding that a user means: by its number among violations, doubts and notes in this order, the first where none is given.
 * @throws UsageError that tells what there is.
 */
export function chooseFinding({ violations, doubts, notes }: Verdict, number = 1): Finding {
  const findings = [...violations, ...doubts, ...notes];
  const finding = findings[number - 1];
  if (finding) return finding;
  if (findings.length === 0) throw new UsageError('nothing was found in this run, so there is nothing to keep');
  const list = findings.map(
    ({ anomaly, proof, sentence }, index) => `  ${index + 1}. ${anomaly}, ${proof}: ${sentence}`,
  );
  throw new UsageError(`--finding ${number}: there are\n${list.join('\n')}`);
}
