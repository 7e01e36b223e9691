import { percent } from '../../report/counts.ts';

/** Bounds of a rate, from 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the standard normal distribution: 2.5 % on each side are left out, which makes 95 %. */
const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval for a rate of which `k` of `n` independent tries are known: E. B. Wilson, "Probable inference, the law of succession,
 * and statistical inference", JASA 22 (1927); the form is that of R. G. Newcombe, Statistics in Medicine 17 (1998), method 3. Unlike k/n ± 2 σ it says
 * something of few tries, and of 0 or n of n. Nothing tried: nothing known, 0 to 1.
 * @param z the standard normal quantile on each side; 95 % where absent.
 * @throws RangeError where there are not k of n.
 */
export function wilsonInterval(k: number, n: number, z = Z_95): Interval {
  if (!(Number.isInteger(k) && Number.isInteger(n) && 0 <= k && k <= n))
    throw new RangeError(`${k} of ${n} is no rate`);
  if (n === 0) return { low: 0, high: 1 };
  const rate = k / n;
  const square = z * z;
  const center = rate + square / (2 * n);
  const half = z * Math.sqrt((rate * (1 - rate)) / n + square / (4 * n * n));
  const whole = 1 + square / n;
  // At the edges the two parts are equal, and only their rounding is not.
  return { low: k === 0 ? 0 : (center - half) / whole, high: k === n ? 1 : (center + half) / whole };
}

/** For people: `7 of 10 (70 %; Wilson 95 %: 40–89 %)`; of none or all, the one bound that says something. */
export function rateInWords(k: number, n: number): string {
  if (n === 0) return '0 of 0 (nothing is known)';
  const { low, high } = wilsonInterval(k, n);
  const bounds =
    k === 0
      ? `at most ${percent(high)} %`
      : k === n
        ? `at least ${percent(low)} %`
        : `${percent(low)}–${percent(high)} %`;
  return `${k} of ${n} (${percent(k / n)} %; Wilson 95 %: ${bounds})`;
}
