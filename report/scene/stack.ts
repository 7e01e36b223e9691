import type { Micros } from '../../history/time.ts';
import type { SceneItem, SceneRow } from './model.ts';
import { pack } from './pack.ts';

/** Items that stand in one row together. */
export interface Group {
  readonly items: readonly SceneItem[];
  readonly over?: readonly SceneItem[];
}

interface Measures {
  readonly top: number;
  readonly height: number;
  /** Between two rows. */
  readonly gap?: number;
  /** Free time behind each group, for a word that is longer than its bar. */
  readonly room?: Micros;
  /** Beyond so many rows they are `denseHeight` high, and without words. */
  readonly most?: number;
}

const denseHeight = 4;

/** @returns the rows of the groups, as few as hold them without an overlap, and where they end, in pixels. */
export function stack(groups: readonly Group[], { top, height, gap = 3, room = 0, most = 12 }: Measures) {
  const filled = groups.filter(({ items }) => items.length > 0);
  const { rows: places, count } = pack(
    filled.map(({ items }) => ({
      from: Math.min(...items.map(({ from }) => from)),
      to: Math.max(...items.map(({ to }) => to)),
    })),
    room,
  );
  const high = count > most ? denseHeight : height;
  const space = count > most ? 1 : gap;
  const members = Map.groupBy(filled, (_, index) => places[index] ?? 0);
  const rows = Array.from({ length: count }, (_, index): SceneRow => {
    const own = members.get(index) ?? [];
    return {
      y: top + index * (high + space),
      height: high,
      items: inTime(own.flatMap(({ items }) => items)),
      over: inTime(own.flatMap(({ over = [] }) => over)),
    };
  });
  return { rows, bottom: top + count * (high + space) };
}

export function inTime(items: readonly SceneItem[]): SceneItem[] {
  return items.toSorted((left, right) => left.from - right.from || left.to - right.to);
}
