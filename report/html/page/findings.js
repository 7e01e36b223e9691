// Pointing at a finding lights what it speaks of; choosing it goes there and keeps the light on.
import { spotWhere } from './hit.js';
import { layout } from './layout.js';
import { findings, stretchOf } from './lit.js';
import { openFinding, shut } from './open.js';
import { scrollTo } from './stage.js';
import { changed, state } from './state.js';
import { showStretch } from './view.js';

/** @param id of the finding; null: none. @param keep the stretch of time that is seen */
export function chooseFinding(id, keep = false) {
  const finding = findings.get(id);
  state.finding = finding ? id : null;
  state.pointed = null;
  for (const { row } of findings.values()) {
    row.classList.toggle('chosen', row.dataset.finding === state.finding);
    row.querySelector('a').setAttribute('aria-current', String(row.dataset.finding === state.finding));
  }
  if (!finding) {
    shut();
    changed('choice');
    return;
  }
  if (state.workflow !== null && finding.workflow !== null && finding.workflow !== state.workflow) {
    state.workflow = null;
    changed('lanes');
  }
  const { from, to } = stretchOf(finding);
  if (!keep) showStretch(from, to);
  if (state.onlyInView) changed('lanes');
  goTo(finding);
  openFinding(finding);
}

function goTo({ id }) {
  const spot = spotWhere((item) => item.finding === id);
  const y = layout.yOf.get(spot?.place);
  if (y !== undefined) scrollTo(y, y + spot.row.y + spot.row.height + 80);
}

function point(id) {
  if (state.pointed === id) return;
  state.pointed = id;
  changed('choice');
}

for (const { row, id } of findings.values()) {
  row.addEventListener('pointerenter', () => point(id));
  row.addEventListener('pointerleave', () => point(null));
  row.addEventListener('click', (event) => {
    event.preventDefault();
    if (getSelection()?.isCollapsed === false) return; // somebody copies the sentence
    chooseFinding(state.finding === id ? null : id);
    document.getElementById('stage').scrollIntoView({ block: 'nearest' });
  });
}
