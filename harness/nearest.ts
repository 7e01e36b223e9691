/**
 * Names that somebody may have meant: those that hold the word or its parts, and those that differ by a few letters. The nearest first, at most three.
 */
export function nearest(word: string, names: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase();
  return names
    .map((name) => ({ name, distance: distanceOf(wanted, name) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** The same words, in another order or some of them only, are nearer than any other letters. */
function distanceOf(word: string, name: string): number {
  const parts = name.split('-');
  const words = word.split(/[\s_-]+/).filter((part) => part !== '');
  const known = words.filter((part) => parts.some((other) => isSame(part, other))).length;
  if (words.length > 0 && known === words.length) return (parts.length - known) / 10;
  return edits(word, name);
}

/** `dispatch` and `dispatches`, `executions` and `execution`. */
function isSame(one: string, other: string): boolean {
  return one.length > 3 && other.length > 3 ? one.startsWith(other.slice(0, 5)) : one === other;
}

/** Letters to insert, to leave out or to replace (Levenshtein). */
function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= other.length; at += 1) {
      const replaced = (row[at - 1] ?? 0) + (letter === other[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
