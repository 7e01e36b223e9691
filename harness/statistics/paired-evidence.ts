/**
 * Evidence that two sides differ which ran the same plans with the same seeds. Of the pairs that do not agree, `more` show a finding on the
 * candidate's side alone, and `fewer` on the baseline's alone; pairs that agree say nothing.
 *
 * Where the sides are alike, either could have been the other: each such pair falls on either side with probability 1/2 (McNemar 1947). The
 * e-value is the likelihood of these pairs where that probability is unknown, averaged over Beta(1/2, 1/2), divided by their likelihood at 1/2:
 *
 *     2^n · Γ(a + 1/2) Γ(b + 1/2) / (π Γ(n + 1)),  n = a + b
 *
 * (R. E. Krichevsky and V. K. Trofimov, IEEE Trans. Inf. Theory 27 (1981); a mixture SPRT as in H. Robbins, Ann. Math. Statist. 41 (1970)).
 * Of sides that are alike it has the mean 1 after any pair, given all before it: a martingale. It ever reaches 1/α with a probability of at most α
 * (J. Ville, Étude critique de la notion de collectif, 1939), so it may be looked at after each pair, and whoever looks may stop at will:
 * A. Ramdas, P. Grünwald, V. Vovk and G. Shafer, "Game-theoretic statistics and safe anytime-valid inference", Statistical Science 38 (2023).
 *
 * @returns 1 of no pair, and of a single one; more than 1 speaks against sides that are alike, in whichever direction. Never infinite: JSON has no
 * word for that, and the largest finite number says less. Takes time with the number of pairs.
 * @throws RangeError where one of them is no count.
 */
export function pairedEvidence(more: number, fewer: number): number {
  for (const count of [more, fewer])
    if (!(Number.isSafeInteger(count) && count >= 0)) throw new RangeError(`${count} is no number of pairs`);
  const [seldom, often] = [Math.min(more, fewer), Math.max(more, fewer)];
  // A pair on a side that already has k of n multiplies by (2k + 1)/(n + 1), in any order. In this one nothing on the way is greater than the result.
  let evidence = 1;
  for (let each = 1; each <= seldom; each++) evidence *= (2 * each - 1) / (2 * each);
  for (let side = seldom; side < often; side++) evidence *= (2 * side + 1) / (side + seldom + 1);
  return Math.min(evidence, Number.MAX_VALUE);
}
