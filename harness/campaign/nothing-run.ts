import type { LedgerRecord } from '../ledger/record.ts';

/** What is older says nothing of tonight, ms. */
const TONIGHT_MS = 12 * 3_600_000;

/** What a call has to say that had nothing to run. */
export interface NothingRun {
  readonly lines: readonly string[];
  /** Whether all that is known is too old to say anything of now. */
  readonly isOld: boolean;
}

/** @param records the campaign's. @returns nothing where it was never run. */
export function nothingRun(records: readonly LedgerRecord[], now: Date): NothingRun | undefined {
  const last = records.map(({ at }) => at).reduce((latest, at) => (at > latest ? at : latest), '');
  if (last === '') return undefined;
  const isOld = now.getTime() - Date.parse(last) > TONIGHT_MS;
  const day = now.toISOString().slice(0, 10);
  return {
    lines: [
      `nothing was run now: the last run is of ${last.slice(0, 16).replace('T', ' ')} UTC`,
      ...(isOld
        ? [
            `that is too long ago to say anything of today: inconclusive. A new night is a folder of its own: --runs nights/${day}`,
          ]
        : []),
    ],
    isOld,
  };
}
