/** Something to be measured: one file and one line in the registry. */
export interface Bench {
  readonly about: string;
  /** Needs a Docker engine and minutes. */
  readonly real: boolean;
  /** Measures, and tells each figure. */
  readonly measure: (tell: Tell) => Promise<void> | void;
}

/** One figure. Ratios are of things measured in the same run: they hold on another machine. */
export type Tell = (name: string, number: number, unit: string) => void;

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
