import type { Micros } from '../../history/time.ts';

/**
 * How an item is drawn. `bar`: from edge to edge, with its label in it. `line`: a thin bar. `flag`: a moment with its label behind it. `mark`: a
 * triangle at a moment. `cross`: where something ended that told of no end.
 */
export type Shape = 'bar' | 'line' | 'flag' | 'mark' | 'cross';

/** Something to be seen, pointed at and opened. Times are µs since the scene's zero. */
export interface SceneItem {
  readonly shape: Shape;
  /** The name of its colours in the page: `execution-0`, `owner-1`, `violation` … */
  readonly tone: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly label: string;
  /** Said by the tooltip, by screen readers and as headline of the details. */
  readonly title: string;
  /** `seq` of the events that show it. */
  readonly events: readonly number[];
  readonly execution?: string;
  /** The name of the finding that it is. */
  readonly finding?: string;
  readonly workflow?: number;
}

/** One line of items: none of `items` overlaps another, and they are in order of time, so that what is in view is found by halving. */
export interface SceneRow {
  /** From the top of the lane, in pixels. */
  readonly y: number;
  readonly height: number;
  readonly items: readonly SceneItem[];
  /** Drawn upon the items, in order of time; they can't be chosen. */
  readonly over: readonly SceneItem[];
}

export interface SceneLane {
  readonly group: 'masters' | 'workflow' | 'task' | 'workers' | 'sessions' | 'links' | 'others' | 'harness';
  readonly title: string;
  readonly detail: string;
  /** In pixels. Its last few are the strip of the events that belong to it. */
  readonly height: number;
  /** Of one workflow alone; null: of all. */
  readonly workflow: number | null;
  readonly rows: readonly SceneRow[];
}

/** From where a master sent a task to where its process began. Lanes are places in `lanes`, `fromY` and `toY` pixels within them. */
export interface SceneArrow {
  readonly tone: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly fromLane: number;
  readonly fromY: number;
  readonly toLane: number;
  readonly toY: number;
  readonly workflow: number;
  readonly execution: string;
  readonly event: number;
}

export interface SceneFault {
  readonly from: Micros;
  readonly effective: Micros | null;
  readonly heal: Micros | null;
  readonly to: Micros;
}

/** All that the page draws, placed from top to bottom; from left to right it is the page that places it. */
export interface Scene {
  /** µs from edge to edge of the whole run. */
  readonly length: Micros;
  /** Where the workload begins. */
  readonly workload: Micros;
  readonly lanes: readonly SceneLane[];
  readonly arrows: readonly SceneArrow[];
  readonly faults: readonly SceneFault[];
  readonly gaps: readonly SceneItem[];
  /** What the colours of owners and workers stand for. */
  readonly names: readonly { readonly tone: string; readonly name: string }[];
  readonly workflows: readonly { readonly workflow: number; readonly name: string }[];
  /** For each event, in the order given: the place of its lane, or -1. */
  readonly laneOf: readonly number[];
}
