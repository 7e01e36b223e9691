import { changed, state } from './state.js';

const select = document.getElementById('workflow');

/** @param workflow the one whose lanes are seen; null: all */
export function chooseWorkflow(workflow) {
  state.workflow = workflow;
  select.value = workflow === null ? '' : String(workflow);
  if (select.value === '') state.workflow = null;
  changed('lanes');
}

select.addEventListener('change', () => chooseWorkflow(select.value === '' ? null : Number(select.value)));

const box = document.getElementById('only-in-view');
box.checked = state.onlyInView;
box.addEventListener('change', () => {
  state.onlyInView = box.checked;
  changed('lanes');
});
