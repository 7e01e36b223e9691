import { gzipSync } from 'node:zlib';

/** Text that is HTML already. Only `html`, `ours` and `dataBlock` make one, so that nothing gets onto the page unescaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | null | undefined | false | readonly Value[];

/** A template in which every value is escaped, unless it is markup itself. Attribute values have to stand in double quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + show(values[index - 1]) + part));
}

/** Marks text of our own files as markup: the style sheet and the scripts. Never call it with anything from a history. */
export function ours(text: string): Markup {
  return new Markup(text);
}

/** JSON of more characters is packed: a history is the same few texts again and again. */
const longest = 20_000;

/** Data for the page's scripts. Nothing in it can end the element or start another; the page's `data.js` gives back `value`. */
export function dataBlock(value: unknown): Markup {
  const json = JSON.stringify(value);
  if (json.length > longest) {
    const packed = gzipSync(json).toString('base64');
    return html`<script type="application/json" id="data" data-packed="gzip">${ours(packed)}</script>`;
  }
  const safe = json.replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return html`<script type="application/json" id="data">${ours(safe)}</script>`;
}

function show(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(show).join('');
  return escaped(String(value));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
