/**
 * How often something has to be tried without being seen before it may be taken for not there: what happens at a rate of `rate` or more
 * would have been seen by then with a probability of at least 1 − `risk`. From (1 − rate)^k ≤ risk. `rate` 0.5 and `risk` 0.05 make 5.
 * @throws RangeError where one of them is not between 0 and 1.
 */
export function triesFor(rate: number, risk: number): number {
  if (!(rate > 0 && rate <= 1)) throw new RangeError(`a rate of ${rate} can never be seen, or is none`);
  if (!(risk > 0 && risk < 1)) throw new RangeError(`a risk of ${risk} cannot be kept to`);
  return rate === 1 ? 1 : Math.ceil(Math.log(risk) / Math.log(1 - rate));
}
