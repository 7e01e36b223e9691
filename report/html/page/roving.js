// The keyboard's way through the picture: one stop for Tab, arrows move among the items. Each is a button over what is drawn.
import { isLeft, layout } from './layout.js';
import { openSpot } from './open.js';
import { boxOf } from './paint-overlay.js';
import { scrollTo, scrollTop } from './stage.js';
import { state, whenChanged } from './state.js';
import { isShown, show, size } from './view.js';

const list = document.getElementById('roving');
/** Buttons before and after the one that has the focus, so that a screen reader can read on. */
const around = 4;
let shown = [];

function rows() {
  return layout.rows.flatMap(({ lane, place }) =>
    lane.rows.flatMap((row) => {
      const items = row.items.filter(isLeft);
      return items.length > 0 ? [{ place, row, items }] : [];
    }),
  );
}

/** Puts the buttons around one item of a row. */
function place({ place: lane, row, items }, index, focus) {
  const first = Math.max(0, index - around);
  shown = items.slice(first, index + around + 1).map((item, offset) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = item.title;
    button.tabIndex = first + offset === index ? 0 : -1;
    const spot = { item, place: lane, row };
    button.addEventListener('click', () => openSpot(spot));
    return { button, spot };
  });
  list.replaceChildren(...shown.map(({ button }) => button));
  const current = shown.find(({ button }) => button.tabIndex === 0);
  state.focus = current.spot;
  settle();
  if (focus) current.button.focus({ preventScroll: true });
}

/** Moves the buttons to where their items are drawn. */
function settle() {
  const top = scrollTop();
  for (const { button, spot } of shown) {
    const box = boxOf(spot, top);
    const seen = box && box.x < size.width && box.x + box.width > 0 && box.y > -20 && box.y < size.height;
    if (!seen) {
      button.style.transform = 'translate(0, -1000px)';
      continue;
    }
    button.style.transform = `translate(${Math.max(0, box.x)}px, ${box.y}px)`;
    button.style.width = `${Math.min(size.width, box.width)}px`;
    button.style.height = `${box.height}px`;
  }
}

function nearest(items, at) {
  const distance = ({ from }) => Math.abs(from - at);
  return items.reduce((best, item, index) => (distance(item) < distance(items[best]) ? index : best), 0);
}

function step(key) {
  const all = rows();
  const here = all.findIndex(({ row }) => row === state.focus.row);
  if (here === -1) return undefined;
  const { items } = all[here];
  const index = items.indexOf(state.focus.item);
  switch (key) {
    case 'ArrowLeft':
      return index > 0 ? [all[here], index - 1] : undefined;
    case 'ArrowRight':
      return index + 1 < items.length ? [all[here], index + 1] : undefined;
    case 'ArrowUp':
    case 'ArrowDown': {
      const row = all[here + (key === 'ArrowUp' ? -1 : 1)];
      return row && [row, nearest(row.items, state.focus.item.from)];
    }
    default:
      return undefined;
  }
}

list.addEventListener('keydown', (event) => {
  if (!event.key.startsWith('Arrow')) return;
  event.preventDefault();
  event.stopPropagation();
  const next = step(event.key);
  if (!next) return;
  const [row, index] = next;
  const item = row.items[index];
  if (!isShown(item.from, item.to)) {
    const half = (state.to - state.from) / 2;
    show(item.from - half, item.from + half);
  }
  const y = layout.yOf.get(row.place) + row.row.y;
  scrollTo(y, y + row.row.height);
  place(row, index, true);
});

/** Begins with what is in view, from the top, unless somebody has the focus already. */
function restart() {
  if (list.contains(document.activeElement) && layout.yOf.has(state.focus?.place)) return settle();
  const all = rows();
  const [first] = all.filter(({ items }) => items.some(({ from, to }) => isShown(from, to)));
  const row = first ?? all[0];
  if (row)
    place(
      row,
      Math.max(
        0,
        row.items.findIndex(({ from, to }) => isShown(from, to)),
      ),
      false,
    );
  else list.replaceChildren();
}

whenChanged((what) => {
  if (what === 'lanes') restart();
  if (what === 'view') settle();
});
document.getElementById('scroller').addEventListener('scroll', settle, { passive: true });
