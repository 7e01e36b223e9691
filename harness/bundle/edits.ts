/** A stretch of a text to be replaced; positions are of the text before. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** Puts edits in order, and leaves out those within another one that begins earlier. */
export function settled<Some extends Edit>(edits: readonly Some[]): readonly Some[] {
  const ordered = edits.toSorted((a, b) => a.from - b.from || b.to - a.to);
  const kept: Some[] = [];
  for (const edit of ordered) if (edit.from >= (kept.at(-1)?.to ?? 0)) kept.push(edit);
  return kept;
}

/** @param edits in order, none within another. */
export function edited(text: string, edits: readonly Edit[]): string {
  let at = 0;
  const parts: string[] = [];
  for (const { from, to, by } of edits) {
    parts.push(text.slice(at, from), by);
    at = to;
  }
  return [...parts, text.slice(at)].join('');
}

/** Where a position of the text before is in the text after; of one that is gone, where its replacement begins. */
export function moved(position: number, edits: readonly Edit[]): number {
  let shift = 0;
  for (const { from, to, by } of edits) {
    if (position < from) break;
    if (position < to) return from + shift;
    shift += by.length - (to - from);
  }
  return position + shift;
}
