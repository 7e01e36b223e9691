import type { Anomaly } from '../../checkers/finding.ts';
import { markdown } from '../../report/matrix/markdown.ts';
import type { CountedCell, Left, MatrixCell } from '../../report/matrix/model.ts';
import { boundsInWords, nameOfLeft, partLeft } from '../../report/matrix/words.ts';
import { wilsonInterval } from '../statistics/wilson.ts';

/**
 * What a column does to a finding, held against the column without any fix. Two rates differ where their intervals have no point in common, which is
 * stricter than a test of their difference.
 *
 * `closes`: not seen, and seen so often without it that it would have been; every workflow ended. `trades`: the same, but workflows did not end.
 * `rarer`, `more-often`: seen, at another rate. `leaves`: seen, at a rate that may be the same. `unknown`: the numbers allow no answer.
 */
export type Effect =
  | { readonly kind: 'closes' | 'trades' | 'rarer' | 'leaves' | 'more-often' }
  | { readonly kind: 'unknown'; readonly why: string };

export const effectKinds = [
  'closes',
  'rarer',
  'leaves',
  'more-often',
  'trades',
  'unknown',
] as const satisfies readonly Effect['kind'][];

/** Pure. `baseline`: the name of the column without any fix, for the sentence. */
export function effectOf(fixed: MatrixCell, without: MatrixCell, baseline: string): Effect {
  if (fixed.kind === 'not-run') return unknown(`not run here: ${markdown(fixed.reason)}`);
  if (fixed.of === 0) return unknown('no run of it says anything yet');
  return fixed.seen > 0 ? seenWith(fixed, without) : notSeenWith(fixed, without, baseline);
}

/** It is there, whatever is known of how it was without the fix. */
function seenWith(fixed: CountedCell, without: MatrixCell): Effect {
  if (without.kind === 'not-run' || without.of === 0) return { kind: 'leaves' };
  if (fixed.interval.high < without.interval.low) return { kind: 'rarer' };
  return { kind: fixed.interval.low > without.interval.high ? 'more-often' : 'leaves' };
}

function notSeenWith(fixed: CountedCell, without: MatrixCell, baseline: string): Effect {
  if (without.kind === 'not-run') return unknown(`\`${baseline}\` was not run here: ${markdown(without.reason)}`);
  if (without.of === 0) return unknown(`no run of \`${baseline}\` says anything yet`);
  if (without.seen === 0) return unknown(`\`${baseline}\` does not show it either (${rate(without)})`);
  if (fixed.interval.high >= without.interval.low)
    return unknown(`too few runs: ${rate(fixed)}, and ${rate(without)} with \`${baseline}\``);
  return { kind: fixed.unended > 0 ? 'trades' : 'closes' };
}

/**
 * A cell as it is for another anomaly than the one that its scenario expects. A proof stands also in a run that says nothing of what was expected;
 * that such a run has none says nothing.
 */
export function ofAnomaly(cell: MatrixCell, anomaly: Anomaly): MatrixCell {
  if (cell.kind === 'not-run') return cell;
  const { seen = 0, also = 0 } = cell.left.find((left) => left.anomaly === anomaly) ?? {};
  const [k, n] = [seen + also, cell.of + also];
  return { ...cell, seen: k, of: n, interval: wilsonInterval(k, n) };
}

/** What a column shows that the one without any fix does not, of what is to be looked at; nothing where that is not known. */
export function broughtBy(fixed: MatrixCell, without: MatrixCell): readonly Left[] {
  if (fixed.kind === 'not-run' || without.kind === 'not-run' || without.of === 0) return [];
  const known = without.left.map(nameOfLeft);
  return partLeft(fixed).violations.filter((left) => !known.includes(nameOfLeft(left)));
}

/** `0 of 5 (at most 43 %)`. */
export function rate(cell: CountedCell): string {
  return `${cell.seen} of ${cell.of} (${boundsInWords(cell)})`;
}

function unknown(why: string): Effect {
  return { kind: 'unknown', why };
}
