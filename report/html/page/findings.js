// Pointing at a finding lights what it speaks of; choosing it keeps the light on. The address bar remembers the choice.
const links = [...document.querySelectorAll('.findings a')];
const lanes = document.getElementById('lanes');
const things = [...lanes.querySelectorAll('.item, .shade')];
let chosen;

function isPartOf(thing, link) {
  if (thing.dataset.finding !== undefined) return thing.dataset.finding === link.dataset.finding;
  if (JSON.parse(link.dataset.executions).includes(thing.dataset.execution)) return true;
  const events = new Set(link.dataset.events.split(' '));
  return thing.dataset.events.split(' ').some((seq) => seq !== '' && events.has(seq));
}

function light(link) {
  lanes.classList.toggle('lit-only', link !== undefined);
  for (const thing of things) thing.classList.toggle('lit', link !== undefined && isPartOf(thing, link));
}

function choose(link) {
  chosen = chosen === link ? undefined : link;
  for (const each of links) each.classList.toggle('chosen', each === chosen);
  light(chosen);
  history.replaceState(null, '', chosen ? `#${chosen.id}` : ' ');
  if (!chosen) return;
  lanes.querySelector('.item.finding.lit')?.scrollIntoView({ block: 'center', inline: 'center' });
  const events = chosen.dataset.events.split(' ').filter(Boolean).map(Number);
  const title = chosen.querySelector('.sentence').textContent;
  document.dispatchEvent(new CustomEvent('show-events', { detail: { title, events } }));
}

for (const link of links) {
  link.addEventListener('pointerenter', () => light(link));
  link.addEventListener('pointerleave', () => light(chosen));
  link.addEventListener('focus', () => light(link));
  link.addEventListener('blur', () => light(chosen));
  link.addEventListener('click', (event) => {
    event.preventDefault();
    choose(link);
  });
}
// The first Escape closes the details, the next puts the light out.
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented && chosen) choose(chosen);
});
const remembered = links.find((link) => `#${link.id}` === location.hash);
if (remembered) choose(remembered);
