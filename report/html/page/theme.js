// The colours, as the style sheets have them: `--t-<tone>`, `--t-<tone>-ink` and `--t-<tone>-edge`.
let values = new Map();
let style = getComputedStyle(document.documentElement);

export function colour(name) {
  const known = values.get(name);
  if (known !== undefined) return known;
  const value = style.getPropertyValue(`--${name}`).trim();
  values.set(name, value);
  return value;
}

/** After the scheme has changed, or for print. */
export function forgetColours() {
  values = new Map();
  style = getComputedStyle(document.documentElement);
  hatches = new Map();
}

let hatches = new Map();

/** Diagonal lines: nobody can say whether it holds. */
export function hatch(context, tone) {
  const known = hatches.get(tone);
  if (known) return known;
  const tile = document.createElement('canvas');
  tile.width = 8;
  tile.height = 8;
  const brush = tile.getContext('2d');
  brush.fillStyle = colour(`t-${tone}`);
  brush.fillRect(0, 0, 8, 8);
  brush.strokeStyle = colour(`t-${tone}-edge`);
  brush.globalAlpha = 0.55;
  brush.lineWidth = 2;
  for (const x of [-8, 0, 8]) {
    brush.beginPath();
    brush.moveTo(x - 1, 9);
    brush.lineTo(x + 9, -1);
    brush.stroke();
  }
  const pattern = context.createPattern(tile, 'repeat');
  hatches.set(tone, pattern);
  return pattern;
}

/** How wide a text is, measured once. */
const widths = new Map();

export function widthOf(context, text) {
  const key = `${context.font}|${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > 20000) widths.clear();
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}
