// Zoom, drag and keys of the timeline. Positions are shares of the width, so zooming only makes the sheet wider.
const scroller = document.getElementById('scroller');
const sheet = document.getElementById('sheet');
const lanes = document.getElementById('lanes');
let zoom = 1;

function showTicks() {
  const groups = [...document.querySelectorAll('.ticks')];
  const room = lanes.clientWidth / 64;
  const counts = groups.map((group) => Number(group.dataset.count)).filter((count) => count <= room);
  const shown = String(
    counts.length > 0 ? Math.max(...counts) : Math.min(...groups.map((g) => Number(g.dataset.count))),
  );
  for (const group of groups) group.style.display = group.dataset.count === shown ? '' : 'none';
}

/** What is under `x` (pixels from the window's left) stays there. */
function zoomTo(next, x) {
  const before = lanes.getBoundingClientRect();
  const share = (x - before.left) / before.width;
  zoom = Math.min(400, Math.max(1, next));
  sheet.style.setProperty('--zoom', zoom);
  const after = lanes.getBoundingClientRect();
  scroller.scrollLeft += after.left + share * after.width - x;
  showTicks();
}

function middle() {
  const box = scroller.getBoundingClientRect();
  return (Math.max(box.left, box.right - scroller.clientWidth) + box.right) / 2;
}

for (const button of document.querySelectorAll('[data-zoom]')) {
  button.addEventListener('click', () => {
    if (button.dataset.zoom === 'fit') zoomTo(1, middle());
    else zoomTo(zoom * Number(button.dataset.zoom), middle());
  });
}

// Without Ctrl the wheel scrolls the page, as people expect; a pinch arrives as a wheel with Ctrl.
scroller.addEventListener(
  'wheel',
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomTo(zoom * Math.exp(-event.deltaY / 300), event.clientX);
  },
  { passive: false },
);

let drag;
lanes.addEventListener('pointerdown', (event) => {
  if (event.pointerType !== 'mouse' || event.button !== 0) return;
  drag = { x: event.clientX, y: event.clientY, left: scroller.scrollLeft, top: scroller.scrollTop, moved: false };
});
addEventListener('pointermove', (event) => {
  if (!drag) return;
  const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
  if (Math.abs(x) + Math.abs(y) > 5) drag.moved = true;
  if (!drag.moved) return;
  lanes.classList.add('dragged');
  scroller.scrollTo(drag.left - x, drag.top - y);
});
addEventListener('pointerup', () => {
  const moved = drag?.moved;
  drag = undefined;
  lanes.classList.remove('dragged');
  if (moved) addEventListener('click', (event) => event.stopPropagation(), { capture: true, once: true });
  if (moved) setTimeout(() => dispatchEvent(new Event('click')));
});

// One stop for Tab; arrows move among the items, as in a grid.
const rows = [...lanes.querySelectorAll('.items')]
  .map((row) => [...row.querySelectorAll('.item')].sort((left, right) => leftOf(left) - leftOf(right)))
  .filter((row) => row.length > 0);

function leftOf(element) {
  return element.getBoundingClientRect().left;
}

function choose(element) {
  for (const other of lanes.querySelectorAll('.item[tabindex="0"]')) other.setAttribute('tabindex', '-1');
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
  const events = element.dataset.events.split(' ').filter(Boolean).map(Number);
  document.dispatchEvent(
    new CustomEvent('show-events', { detail: { title: element.getAttribute('aria-label'), events } }),
  );
}

choose(rows[0]?.[0]);
lanes.addEventListener('keydown', (event) => {
  const element = event.target.closest('.item');
  if (!element) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    open(element);
  } else if (event.key === '+' || event.key === '-') {
    zoomTo(event.key === '+' ? zoom * 2 : zoom / 2, leftOf(element));
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
document.querySelector('.sheet').addEventListener('click', (event) => {
  const element = event.target.closest('.item');
  if (!element) return;
  if (lanes.contains(element)) choose(element);
  open(element);
});
addEventListener('resize', showTicks);
showTicks();
