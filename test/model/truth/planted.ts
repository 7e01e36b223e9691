import type { Source } from '../../../history/events/base.ts';
import type { Settings } from '../settings.ts';
import type { Timeline } from '../timeline.ts';

/**
 * How sure the model is. `certain`: true, by more than the clocks can hide, so that a checker has to prove it. `true`: true, but
 * the clocks, or what is told of it, leave it open; a checker may prove it or doubt it. `near`: not true, but so near to it that a
 * checker may doubt. What a model does not name is not true and not near: no checker may speak of it.
 */
export type Certainty = 'certain' | 'true' | 'near';

export const plantedAnomalies = [
  'overlapping-executions',
  'duplicate-completion',
  'orphan-execution',
  'order-violation',
  'stuck-workflow',
  'double-dispatch',
  'stale-master-write',
  'stale-master-dispatch',
  'double-failover',
  'lock-overlap',
  'conflicting-state',
  'witness-disagreement',
  'lost-task',
  'lost-workflow',
  'duplicate-workflow',
  'never-recovered',
] as const;

/** An anomaly that is there, or nearly. */
export interface Planted {
  readonly anomaly: (typeof plantedAnomalies)[number];
  /** Whom it concerns: what tells one from another of the same anomaly. */
  readonly subject: string;
  readonly certainty: Certainty;
}

/** What an anomaly is judged from. */
export interface Facts {
  readonly truth: Timeline;
  readonly settings: Settings;
}

/** @returns µs within which a checker cannot tell the order of what two sources tell. */
export function tolerance({ settings: { uncertainty } }: Facts, one: Source, other: Source): number {
  return (uncertainty[one] ?? Number.POSITIVE_INFINITY) + (uncertainty[other] ?? Number.POSITIVE_INFINITY);
}

/**
 * @returns the certainty of something that is true where `most` is positive, and can be shown where `least` is by more than the
 * clocks' error; both are lengths of true time. A reading of either is wrong by up to the tolerance, and a checker allows for as much.
 */
export function certaintyOf(least: number, most: number, error: number): Certainty | undefined {
  if (least > 2 * error) return 'certain';
  if (most > 0) return 'true';
  return most >= -2 * error ? 'near' : undefined;
}

/** @returns each pair of a list, in its order. */
export function pairsOf<Item>(items: readonly Item[]): readonly (readonly [Item, Item])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((two) => [one, two] as const));
}
