import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { appendToLedger, LEDGER_FILE, readLedger } from '../ledger/ledger-file.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { takeRun } from '../merge/merge-runs.ts';
import { jobName } from './names.ts';
import { type PackedRun, PackedRunError, writeRunFiles } from './packed-run.ts';

/** In a folder of runs: what belongs to Swarm's jobs and to no run. */
export const SWARM_FOLDER = '.swarm';

export type Taken = { readonly kind: 'new'; readonly record: LedgerRecord } | { readonly kind: 'known' };

/** Takes the runs of a campaign that tasks hand over into a folder of runs, each once. One process at a time has one for a folder. */
export class Intake {
  readonly #root: string;
  readonly #campaign: string;
  readonly #known: Set<string>;

  constructor(root: string, campaign: string) {
    this.#root = root;
    this.#campaign = campaign;
    this.#known = new Set(this.records().map(identityOf));
    this.#removeStale();
  }

  /** Those of the campaign that are there, whoever ran them. */
  records(): readonly LedgerRecord[] {
    const { records } = readLedger(join(this.#root, LEDGER_FILE));
    return records.filter(({ campaign }) => campaign?.name === this.#campaign);
  }

  /**
   * Puts a run into the folder: its directory first, whole, under its own name or, where another run has that, with `-2`, … behind it; then its line
   * of the ledger, so that what is in the ledger is there.
   * @throws PackedRunError where it is of another campaign.
   */
  take(run: PackedRun): Taken {
    const { record } = run;
    if (record.campaign?.name !== this.#campaign)
      throw new PackedRunError(`it belongs to the campaign ${record.campaign?.name ?? '(none)'}`);
    const identity = identityOf(record);
    if (this.#known.has(identity)) return { kind: 'known' };
    const name = record.run === undefined ? undefined : this.#place(record.run, run);
    const kept = name === undefined ? record : { ...record, run: name };
    appendToLedger(join(this.#root, LEDGER_FILE), kept);
    this.#known.add(identity);
    return { kind: 'new', record: kept };
  }

  /** Other campaigns may have other processes for the same folder. */
  #incoming(): string {
    return `incoming-${jobName(this.#campaign)}-`;
  }

  /** Removes what a process that was killed in the middle of taking a run has left. */
  #removeStale(): void {
    const aside = join(this.#root, SWARM_FOLDER);
    if (!existsSync(aside)) return;
    const stale = readdirSync(aside).filter((name) => name.startsWith(this.#incoming()));
    for (const name of stale) rmSync(join(aside, name), { recursive: true, force: true });
  }

  /** @returns its name here. A run whose taking was broken off before its line was written is there already. */
  #place(name: string, run: PackedRun): string {
    const aside = join(this.#root, SWARM_FOLDER);
    mkdirSync(aside, { recursive: true });
    const staging = mkdtempSync(join(aside, this.#incoming()));
    try {
      writeRunFiles(join(staging, name), run);
      return takeRun(staging, name, this.#root).name;
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  }
}

/** The same for the same run, whatever it is called where it is kept, and however its fields are ordered: no two of a unit begin in one millisecond. */
function identityOf({ run: _, ...record }: LedgerRecord): string {
  const inOrder = JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(inOrder).digest('hex');
}
