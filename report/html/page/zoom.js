// Zoom and drag of the timeline. Positions are shares of the width, so zooming only makes the sheet wider.
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
  layOut();
}

function middle() {
  const box = scroller.getBoundingClientRect();
  return (Math.max(box.left, box.right - scroller.clientWidth) + box.right) / 2;
}

/** From where the first workflow was defined to the end: the boot before it may be half of the run. */
function showWorkload() {
  zoomTo(1 / (1 - Math.min(0.95, Number.parseFloat(lanes.dataset.workload) / 100)), middle());
  scroller.scrollLeft = scroller.scrollWidth;
}

for (const button of document.querySelectorAll('[data-zoom]')) {
  button.addEventListener('click', () => {
    if (button.dataset.zoom === 'fit') zoomTo(1, middle());
    else if (button.dataset.zoom === 'workload') showWorkload();
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
let dragged = false;
lanes.addEventListener('pointerdown', (event) => {
  dragged = false;
  if (event.pointerType !== 'mouse' || event.button !== 0) return;
  drag = { x: event.clientX, y: event.clientY, left: scroller.scrollLeft, top: scroller.scrollTop };
});
addEventListener('pointermove', (event) => {
  if (event.buttons === 0) drag = undefined; // let go outside the window
  if (!drag) return;
  const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
  if (Math.abs(x) + Math.abs(y) > 5) dragged = true;
  lanes.classList.toggle('dragged', dragged);
  if (dragged) scroller.scrollTo(drag.left - x, drag.top - y);
});
// What ends a drag is no click on what lies under it.
sheet.addEventListener('click', (event) => dragged && event.stopPropagation(), { capture: true });
addEventListener('pointerup', () => {
  drag = undefined;
  lanes.classList.remove('dragged');
});

// The word of a bar that begins left of what is seen moves along, so that a bar never is without its name.
const texts = [...lanes.querySelectorAll('.item svg:not([overflow]) > text')];
let due = false;

function moveWords() {
  due = false;
  const places = texts.map(({ parentNode: { x, width } }) => [
    scroller.scrollLeft - x.baseVal.value,
    width.baseVal.value,
  ]);
  texts.forEach((text, index) => {
    const [hidden, width] = places[index];
    text.setAttribute('x', 6 + Math.max(0, Math.min(hidden, width - 40)));
  });
}

function wordsDue() {
  if (!due) requestAnimationFrame(moveWords);
  due = true;
}

function layOut() {
  showTicks();
  wordsDue();
}

scroller.addEventListener('scroll', wordsDue, { passive: true });
new ResizeObserver(layOut).observe(lanes);

// On a narrow screen the whole run comes first: two lanes of words would be all that fits.
if (matchMedia('(min-width: 700px)').matches) showWorkload();
