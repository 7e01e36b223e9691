/** One scenario on one version with one strategy. */
export interface Cell {
  readonly scenario: string;
  readonly version: string;
  readonly strategy: 'waiting' | 'stop';
  readonly fixes: readonly string[];
}

/** One run that is to be had. */
export interface Unit extends Cell {
  /** The same wherever and whenever the same is asked for. */
  readonly id: string;
  readonly seed: number;
  /** Key of its plan, whatever the seed. */
  readonly plan: string;
  /** Whether it is there to show that Doublerun sees, or that it sees nothing where there is nothing. */
  readonly canary?: 'must-fail' | 'must-pass';
}

/** What a campaign asks for. */
export interface CampaignAsked {
  readonly name: string;
  readonly about?: string;
  /** Canaries first; then cell by cell, seed by seed. */
  readonly units: readonly Unit[];
}
