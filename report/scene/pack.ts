import type { Micros } from '../../history/time.ts';

interface Stretch {
  readonly from: Micros;
  readonly to: Micros;
}

/** @returns for each stretch the row in which it stands, so that no two of one row touch: first row that is free, from the top. */
export function pack(stretches: readonly Stretch[], room: Micros = 0): { rows: readonly number[]; count: number } {
  const ends: Micros[] = [];
  const rows = new Array<number>(stretches.length).fill(0);
  const inOrder = stretches.map((stretch, index) => ({ stretch, index }));
  for (const { stretch, index } of inOrder.sort((left, right) => left.stretch.from - right.stretch.from)) {
    const free = ends.findIndex((end) => end < stretch.from);
    const row = free === -1 ? ends.length : free;
    ends[row] = stretch.to + room;
    rows[index] = row;
  }
  return { rows, count: ends.length };
}
