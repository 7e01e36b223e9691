/**
 * E-values of a family of findings, adjusted for having looked at all of them: closed testing, with the arithmetic mean for each subset (V. Vovk and
 * R. Wang, "E-values: calibration, combination and applications", Annals of Statistics 49 (2021), algorithm 1). A finding's adjusted e-value is the least mean of
 * the sets that it is in; among the sets of one size the least has the smallest of the others.
 *
 * Calling out each finding whose adjusted e-value is at least 1/α calls out one that has not changed with a probability of at most α, however the findings
 * depend on each other. Where the e-values are martingales on the same pairs, that holds over all looks.
 *
 * @returns the adjusted e-values in the order given, each at most its own. m² steps at worst.
 * @throws RangeError where one of them is no e-value: negative, infinite, or not a number.
 */
export function closedEvidence(evidence: readonly number[]): readonly number[] {
  for (const each of evidence)
    if (!(each >= 0 && each < Number.POSITIVE_INFINITY)) throw new RangeError(`${each} is no e-value`);
  const ascending = evidence.toSorted((a, b) => a - b);
  return evidence.map((own) => leastMean(own, ascending));
}

/** A number lowers a mean only where it is smaller: so those that do are smaller than `own`, and it is not among them. */
function leastMean(own: number, ascending: readonly number[]): number {
  let mean = own;
  for (const [index, smaller] of ascending.entries()) {
    if (smaller >= mean) break;
    // Not as a sum: that of two large numbers may be infinite.
    mean += (smaller - mean) / (index + 2);
  }
  return mean;
}
