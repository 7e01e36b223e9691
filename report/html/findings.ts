import type { Micros } from '../../history/time.ts';
import { Clock } from '../scene/clock.ts';
import type { NamedFinding } from '../scene/findings.ts';
import { html, type Markup } from './markup.ts';

/** Each finding in words, and all that the scripts need to light it. Pointing at one lights what it speaks of, choosing it goes there. */
export function findingTable(findings: readonly NamedFinding[], zero: Micros): Markup | false {
  if (findings.length === 0) return false;
  const clock = new Clock(zero);
  const rows = findings.map(({ id, kind, finding }) => {
    const { from, to } = clock.edges(finding);
    const workflow = finding.workflow !== undefined && html` data-workflow="${finding.workflow}"`;
    return html`<tr class="${kind}" id="${id}" data-finding="${id}" data-from="${from}" data-to="${to}"${workflow}
data-events="${finding.events.join(' ')}" data-executions="${JSON.stringify(finding.executions)}"><td class="kind">${kind}</td>
<td><a href="#${id}">${finding.anomaly}</a></td><td class="proof">${finding.proof}</td><td class="when">${clock.time(finding.from)}</td>
<td class="sentence">${finding.sentence}</td></tr>
`;
  });
  const columns = ['', 'anomaly', 'proof', 'from', 'what'].map((name) => html`<th scope="col">${name}</th>`);
  return html`<section aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
<div class="found"><table class="findings"><thead><tr>${columns}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
