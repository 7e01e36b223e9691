import { setTimeout as sleep } from 'node:timers/promises';
import { gap } from '../../history/gap.ts';
import type { Journal } from '../../history/journal.ts';
import { reasonOf } from '../../history/reason.ts';
import { nowMicros } from '../../history/time.ts';
import type { Database } from '../database.ts';
import type { Family } from '../dolphinscheduler/family.ts';
import type { Server } from '../server.ts';
import { AuditReader, type AuditRow } from './audit.ts';
import { rowEvent } from './rows.ts';

/** How often the audit is read, ms. What it says is exact; this is only how late the harness learns of it. */
const READ_EVERY_MS = 200;

interface Context {
  readonly database: Database;
  readonly family: Family;
  readonly servers: readonly Server[];
  readonly journal: Journal;
  /** First transaction to be read. */
  readonly from: string;
}

/** Writes every row of the audit into the journal. */
export function observeAudit({ database, family, servers, journal, from }: Context) {
  const reader = new AuditReader(database, from);
  const stopping = new AbortController();
  const record = (rows: readonly AuditRow[]): void => {
    for (const row of rows) journal.append(rowEvent(row, { family, servers }));
  };

  // A read that fails loses nothing: the next begins where the last good one ended. Only what `finish` cannot read is a gap.
  const polling = (async () => {
    while (!stopping.signal.aborted) {
      await reader.read().then(record, () => undefined);
      await sleep(READ_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await polling;
  };
  return {
    async finish(): Promise<void> {
      await stop();
      try {
        record(await reader.readRest());
      } catch (error) {
        journal.append(gap('audit', `the rest of the audit cannot be read: ${reasonOf(error)}`, nowMicros()));
      }
    },
    stop,
  };
}
