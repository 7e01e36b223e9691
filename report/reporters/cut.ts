/** A reason may bring a stack trace with it. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** At most so many UTF-16 units; no character is cut in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // A last unit that is half of a pair has lost its other half.
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
