import type { Finding } from '../../checkers/finding.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import { type Micros, toSeconds } from '../../history/time.ts';
import type { Clock } from './clock.ts';
import type { SceneItem } from './model.ts';
import { stack } from './stack.ts';

/** A finding with the name by which the page's address and its list know it. */
export interface NamedFinding {
  readonly id: string;
  readonly kind: 'violation' | 'doubt' | 'note';
  readonly finding: Finding;
}

/** Violations first. */
export function nameFindings({ violations, doubts, notes }: Verdict): NamedFinding[] {
  const named = (kind: NamedFinding['kind'], findings: readonly Finding[]) =>
    findings.map((finding, index): NamedFinding => ({ id: `${kind}-${index + 1}`, kind, finding }));
  return [...named('violation', violations), ...named('doubt', doubts), ...named('note', notes)];
}

/** The findings of one lane, as its first rows. */
export function stackFindings(
  findings: readonly NamedFinding[],
  clock: Clock,
  { top, room, workflow }: { readonly top: number; readonly room: Micros; readonly workflow?: number },
) {
  const items = findings.map(({ id, kind, finding }): SceneItem => {
    const moment = finding.from === finding.to;
    const label = moment ? finding.anomaly : `${finding.anomaly} ${toSeconds(finding.to - finding.from)} s`;
    const title = `${finding.anomaly}, ${finding.proof}, ${clock.during(finding)}`;
    const { events } = finding;
    const of = workflow === undefined ? {} : { workflow };
    return {
      shape: moment ? 'flag' : 'bar',
      tone: kind,
      ...clock.edges(finding),
      label,
      title,
      events,
      finding: id,
      ...of,
    };
  });
  return stack(
    items.map((item) => ({ items: [item] })),
    { top, height: 15, room, most: 40 },
  );
}
