/** A keyword of EDN, made of any text: `start workflow` is `:start-workflow`. */
export function keyword(text: string): string {
  const name = text.replaceAll(/[^A-Za-z0-9_*+!?<>=-]+/g, '-').replace(/^-+|-+$/g, '');
  // A keyword may not begin with a digit.
  return `:${/^[A-Za-z_]/.test(name) ? name : `x-${name}`}`;
}

/** What EDN has for a value of JSON. A field whose name can be a keyword is one, as Clojure's people have it; another is a string. */
export function ednOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return ednString(value);
    case 'number':
      return Object.is(value, -0) ? '0' : String(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'nil';
      if (Array.isArray(value)) return `[${value.map(ednOf).join(' ')}]`;
      return ednMap(
        Object.entries(value).map(([name, inner]) => [isName(name) ? `:${name}` : ednString(name), ednOf(inner)]),
      );
    default:
      return 'nil';
  }
}

/** `entries`: keys and values that are EDN already. */
export function ednMap(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, value]) => `${key} ${value}`).join(', ')}}`;
}

/** On one line. What is no character (half a surrogate pair) becomes U+FFFD, as it would when written to a file. */
function ednString(text: string): string {
  const escaped = text
    .toWellFormed()
    .replaceAll(/["\\]/g, '\\$&')
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => {
      const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
      return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  return `"${escaped}"`;
}

function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(text);
}
