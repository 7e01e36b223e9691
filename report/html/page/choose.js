// Choosing something in the timeline. One stop for Tab; arrows move among the items, as in a grid.
const sheet = document.getElementById('sheet');
const rows = [...sheet.querySelectorAll('.items')]
  .map((row) => [...row.querySelectorAll('.item')].sort((left, right) => leftOf(left) - leftOf(right)))
  .filter((row) => row.length > 0);

function leftOf(element) {
  return element.getBoundingClientRect().left;
}

function choose(element) {
  for (const other of sheet.querySelectorAll('.item[tabindex="0"]')) other.setAttribute('tabindex', '-1');
  element?.setAttribute('tabindex', '0');
}

function neighbour(element, key) {
  const row = rows.findIndex((items) => items.includes(element));
  const index = rows[row].indexOf(element);
  const near = (items) => items?.reduce((best, each) => (distance(each) < distance(best) ? each : best));
  const distance = (each) => Math.abs(leftOf(each) - leftOf(element));
  switch (key) {
    case 'ArrowLeft':
      return rows[row][index - 1];
    case 'ArrowRight':
      return rows[row][index + 1];
    case 'ArrowUp':
      return near(rows[row - 1]);
    case 'ArrowDown':
      return near(rows[row + 1]);
    default:
      return undefined;
  }
}

function open(element) {
  for (const other of sheet.querySelectorAll('.opened')) other.classList.remove('opened');
  element.classList.add('opened');
  const events = element.dataset.events.split(' ').filter(Boolean).map(Number);
  document.dispatchEvent(
    new CustomEvent('show-events', { detail: { title: element.getAttribute('aria-label'), events } }),
  );
}

choose(rows[0]?.[0]);
sheet.addEventListener('keydown', (event) => {
  const element = event.target.closest('.item');
  if (!element) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    open(element);
  } else if (event.key === '+' || event.key === '-') {
    document.querySelector(`[data-zoom="${event.key === '+' ? 2 : 0.5}"]`).click();
  } else if (event.key.startsWith('Arrow')) {
    event.preventDefault();
    const next = neighbour(element, event.key);
    if (!next) return;
    choose(next);
    next.focus();
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (!document.getElementById('details').hidden) open(next);
  }
});
sheet.addEventListener('click', (event) => {
  const element = event.target.closest('.item');
  if (!element) return;
  choose(element);
  open(element);
});
