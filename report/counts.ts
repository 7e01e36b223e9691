import type { Verdict } from '../checkers/verdict.ts';

/** What a run looked at, in words; the same in every report. */
export function countsInWords({ coverage, violations, doubts, notes }: Verdict): string {
  return [
    `Looked at ${plural(coverage.events, 'event')}`,
    plural(coverage.workflows, 'workflow'),
    plural(coverage.executions, 'execution'),
    `found ${plural(violations.length, 'violation')}`,
    plural(doubts.length, 'doubt'),
    `${plural(notes.length, 'note')}.`,
  ].join(', ');
}

/** One sentence for each planned fault. */
export function faultsInWords({ coverage }: Verdict): string[] {
  if (coverage.faults.length === 0) return ['No fault was planned.'];
  return coverage.faults.map(({ fault, effective, healed, executionsDuring }) => {
    const effect = effective ? 'took effect' : 'has no proof of effect';
    return `Fault ${fault} ${effect} and was ${healed ? '' : 'not '}healed; ${plural(executionsDuring, 'execution')} ran while it held.`;
  });
}

/** Who did not watch; nothing where every witness did. */
export function absentInWords({ coverage }: Verdict): string[] {
  return coverage.absent.length === 0 ? [] : [`Not watched in this run: ${coverage.absent.join(', ')}.`];
}

/** Which anomalies were looked for, and each checker that failed. */
export function checkersInWords({ checkers }: Verdict): string[] {
  const checked = checkers.flatMap((each) => (each.outcome === 'checked' ? [each.anomaly] : []));
  const failed = checkers.flatMap((each) =>
    each.outcome === 'failed' ? [`The checker of ${each.anomaly} failed: ${each.error}`] : [],
  );
  return [`Checked for ${checked.length === 0 ? 'nothing' : checked.join(', ')}.`, ...failed];
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `43`: whole, but where that would call something none or all that is neither: no number of runs makes `at most 0 %` of a rate. */
export function percent(rate: number): string {
  const edge = 100 * Math.min(rate, 1 - rate);
  return (100 * rate).toFixed(edge > 0 && edge < 0.5 ? Math.ceil(-Math.log10(edge)) : 0);
}
