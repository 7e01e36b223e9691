import { join } from 'node:path';
import { keepInLedger, LEDGER_FILE, readLedger } from '../ledger/ledger-file.ts';
import { recordsLeft } from '../ledger/left-runs.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import type { Order } from './order.ts';

/**
 * What there is of a run whose lane has ended without an answer: its line, where it ended before it could tell; else what its history proves. That comes
 * into the ledger. Nothing where there is none of either.
 * @param runs the folder of runs.
 */
export async function leftByLane(
  { id, plan, campaign: { name }, at }: Pick<Order, 'id' | 'plan' | 'campaign' | 'at'>,
  runs: string,
  say: (sentence: string) => void,
): Promise<LedgerRecord | undefined> {
  const ledger = join(runs, LEDGER_FILE);
  const since = at.toISOString();
  const { records: known } = readLedger(ledger);
  const isIts = (of: LedgerRecord['campaign'], began: string): boolean =>
    of?.name === name && of.unit === id && began >= since;
  const told = known.find((record) => isIts(record.campaign, record.at));
  if (told) return told;
  const [left] = await recordsLeft({
    runs,
    scenarios: [plan.scenario],
    known,
    isWanted: (begun) => isIts(begun.campaign, begun.at),
    say,
  });
  if (left) keepInLedger(ledger, left, say);
  return left;
}
