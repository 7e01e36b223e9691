/** What a campaign runs again and again: a scenario on a version, on servers that are set up in one way. */
export interface Cell {
  readonly scenario: string;
  /** Of DolphinScheduler. */
  readonly version: string;
  readonly strategy: 'waiting' | 'stop';
  readonly fixes: readonly string[];
}

/** One run to be had: a cell and a seed. */
export interface Unit extends Cell {
  /** The same in every shard and every night: a hash. */
  readonly id: string;
  readonly seed: number;
  /** Key of its plan. */
  readonly plan: string;
  /** What has to come of it, where Doublerun itself is tested by it and not the scheduler. */
  readonly canary?: 'must-fail' | 'must-pass';
}

export interface CampaignAsked {
  readonly name: string;
  readonly about?: string;
  /** Always in the same order: canaries first, then cell by cell, seed by seed. */
  readonly units: readonly Unit[];
}

/** Two units of one cell have the same. */
export function keyOfCell({ scenario, version, strategy, fixes }: Cell): string {
  return JSON.stringify([scenario, version, strategy, fixes]);
}

/** The same, but that a canary's units are apart from those of a cell that is tested. */
export function groupOfUnit(unit: Unit): string {
  return `${unit.canary ?? ''} ${keyOfCell(unit)}`;
}
