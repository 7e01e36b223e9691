import { scene } from './data.js';
import { state } from './state.js';

let lit = new Set();
let name = null;

/** The findings of the page, by name: their events, executions and stretch of time. */
export const findings = new Map(
  [...document.querySelectorAll('[data-finding]')].map((row) => [
    row.dataset.finding,
    {
      row,
      id: row.dataset.finding,
      events: row.dataset.events.split(' ').filter(Boolean).map(Number),
      executions: new Set(JSON.parse(row.dataset.executions)),
      from: Number(row.dataset.from),
      to: Number(row.dataset.to),
      workflow: row.dataset.workflow === undefined ? null : Number(row.dataset.workflow),
    },
  ]),
);

/** The finding whose items have the light, if one has it. */
export function litFinding() {
  return findings.get(state.pointed ?? state.finding);
}

/** Whether something has the light; without a finding everything has. */
export function isLit(item) {
  const finding = litFinding();
  if (!finding) return true;
  if (name !== finding.id) {
    name = finding.id;
    lit = itemsOf(finding);
  }
  return lit.has(item);
}

/** What a finding speaks of: itself, its executions, and whatever one of its events shows. */
function itemsOf(finding) {
  const events = new Set(finding.events);
  const isOf = (item) => {
    if (item.finding !== undefined) return item.finding === finding.id;
    if (item.execution !== undefined && finding.executions.has(item.execution)) return true;
    return item.events.some((seq) => events.has(seq));
  };
  const all = scene.lanes.flatMap(({ rows }) => rows.flatMap(({ items, over }) => [...items, ...over]));
  return new Set([...all.filter(isOf), ...scene.arrows.filter(({ execution }) => finding.executions.has(execution))]);
}

/** From the first to the last of what a finding speaks of: itself, its executions and who sent them. */
export function stretchOf(finding) {
  const parts = [...itemsOf(finding)].filter((item) => finding.executions.has(item.execution));
  return {
    from: Math.min(finding.from, ...parts.map(({ from }) => from)),
    to: Math.max(finding.to, ...parts.map(({ to }) => to)),
  };
}
