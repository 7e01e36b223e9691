import type { Verdict } from '../../checkers/verdict.ts';
import type { NamedFinding } from './lane.ts';
import { html, type Markup } from './markup.ts';

/** Violations first; the names are those of the links into the picture. */
export function nameFindings({ violations, doubts, notes }: Verdict): NamedFinding[] {
  return [
    ...violations.map((finding, index) => ({ id: `violation-${index + 1}`, kind: 'violation' as const, finding })),
    ...doubts.map((finding, index) => ({ id: `doubt-${index + 1}`, kind: 'doubt' as const, finding })),
    ...notes.map((finding, index) => ({ id: `note-${index + 1}`, kind: 'note' as const, finding })),
  ];
}

/** Each finding in words; pointing at one lights its bars, choosing it keeps them lit and shows its events. */
export function findingList(findings: readonly NamedFinding[]): Markup | false {
  if (findings.length === 0) return false;
  const items = findings.map(({ id, kind, finding }) => {
    return html`<li class="${kind}"><a id="${id}" href="#${id}" data-finding="${id}"
data-events="${finding.events.join(' ')}" data-executions="${JSON.stringify(finding.executions)}">
<span class="kind">${kind}</span> <b>${finding.anomaly}</b> <span class="proof">${finding.proof}</span>
<span class="sentence">${finding.sentence}</span></a></li>`;
  });
  return html`<section aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2><ol class="findings">${items}</ol></section>`;
}
