import { closedEvidence } from '../statistics/closed-evidence.ts';
import { pairedEvidence } from '../statistics/paired-evidence.ts';
import type { PairCounts } from './pairs.ts';

type Differing = Pick<PairCounts, 'more' | 'fewer'>;

/** Evidence on findings that are looked at together. */
export interface Family {
  /** How many of them could be called out at all. */
  readonly size: number;
  /** Of each finding, in the order given: its e-value, adjusted for the others. */
  readonly evidence: readonly number[];
}

/**
 * Adjusted evidence. What differs in so few pairs that the evidence could not suffice even if all went one way is never called out, and so is no chance of a false alarm:
 * it is left out of the family (R. E. Tarone, Biometrics 46 (1990)). How many pairs differ is the same whichever side is which, so that this choice says nothing of the direction:
 * of two sides that are alike one is called worse with a probability of at most `risk`. That is of one look; what joins the family between two looks is not accounted for.
 */
export function familyOf(findings: readonly Differing[], risk: number): Family {
  const inFamily = findings.filter(({ more, fewer }) => canSuffice(more + fewer, risk));
  const adjusted = closedEvidence(inFamily.map(({ more, fewer }) => pairedEvidence(more, fewer)));
  const byFinding = new Map(inFamily.map((finding, index) => [finding, adjusted[index]]));
  return {
    size: inFamily.length,
    evidence: findings.map((finding) => byFinding.get(finding) ?? pairedEvidence(finding.more, finding.fewer)),
  };
}

/** Whether evidence calls a finding out. */
export function suffices(evidence: number, risk: number): boolean {
  return evidence >= 1 / risk;
}

/**
 * How many more pairs that differ would be enough, were all of them to go one way and the other findings to stay as they are.
 * @returns nothing where 1,000 are too few.
 */
export function moreNeeded(
  finding: Differing,
  direction: 'more' | 'fewer',
  others: readonly Differing[],
  risk: number,
): number | undefined {
  const family = others.filter(({ more, fewer }) => canSuffice(more + fewer, risk));
  const evidence = family.map(({ more, fewer }) => pairedEvidence(more, fewer));
  for (let added = 1; added <= MOST_ADDED; added += 1) {
    const more = finding.more + (direction === 'more' ? added : 0);
    const fewer = finding.fewer + (direction === 'fewer' ? added : 0);
    const [own = 0] = closedEvidence([pairedEvidence(more, fewer), ...evidence]);
    if (suffices(own, risk)) return added;
  }
  return undefined;
}

const MOST_ADDED = 1_000;

function canSuffice(differing: number, risk: number): boolean {
  return suffices(pairedEvidence(differing, 0), risk);
}
