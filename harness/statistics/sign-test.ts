/**
 * The two-sided sign test: how probable it is that pairs which fall on either side with probability 1/2 are at least as uneven as these. Of pairs that
 * disagree it is McNemar's exact test. One finding, looked at once and alone: nothing is adjusted for others.
 * @throws RangeError where one of them is no count.
 */
export function signTest(more: number, fewer: number): number {
  for (const count of [more, fewer])
    if (!(Number.isSafeInteger(count) && count >= 0)) throw new RangeError(`${count} is no number of pairs`);
  const pairs = more + fewer;
  let [term, tail] = [0.5 ** pairs, 0];
  for (let count = 0; count <= Math.min(more, fewer); count += 1) {
    tail += term;
    term *= (pairs - count) / (count + 1);
  }
  return Math.min(1, 2 * tail);
}
