import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { UnnumberedEvent } from '../../history/event.ts';
import { gap } from '../../history/gap.ts';
import type { Journal } from '../../history/journal.ts';
import { reasonOf } from '../../history/reason.ts';
import { nowMicros } from '../../history/time.ts';
import type { Family, Row } from '../dolphinscheduler/family.ts';
import type { Server } from '../server.ts';
import { notYet, there, waitFor, within } from '../wait.ts';
import { AuditReader, type AuditRow } from './audit.ts';
import { byLine, followOutput } from './container-log.ts';
import { parseLedgerLine } from './ledger.ts';

/** How often the audit is read, ms. What it says is exact; this is only how late the harness learns of it. */
const AUDIT_EVERY_MS = 200;
/** Time for the last ledger lines to come through, ms. */
const LEDGER_REST_MS = 10_000;
/** Longest value of a changed column that goes into the history; the rest are the scheduler's own JSON documents. */
const LONGEST_VALUE = 200;

/** The witnesses of the scheduler's rows and of the tasks' processes. */
export interface Observers {
  /** Reads what there is still to read: every row, every line. Call once, when the run is over and before `stop`. */
  finish(): Promise<void>;
  stop(): Promise<void>;
}

interface Context {
  readonly database: Client;
  readonly family: Family;
  readonly servers: readonly Server[];
  readonly ledger: Server;
  readonly journal: Journal;
}

/** Starts them. A witness that loses sight says so in the journal (`run.gap`) and goes on where it can. */
export function observe(context: Context): Observers {
  const { database, journal } = context;
  const reader = new AuditReader(database);
  const stopping = new AbortController();
  const record = (rows: readonly AuditRow[]): void => {
    for (const row of rows) journal.append(rowEvent(row, context));
  };

  // A read that fails loses nothing: the next begins where the last good one ended. Only what `finish` cannot read is a gap.
  const polling = (async () => {
    while (!stopping.signal.aborted) {
      await reader.read().then(record, () => undefined);
      await sleep(AUDIT_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  const ledger = readLedger(context);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await polling;
    (await ledger.following).stop();
  };
  return {
    async finish() {
      await ledger.rest();
      stopping.abort();
      await polling;
      try {
        record(await reader.readRest());
      } catch (error) {
        journal.append(gap('audit', `the rest of the audit cannot be read: ${reasonOf(error)}`, nowMicros()));
      }
    },
    stop,
  };
}

function readLedger({ ledger, journal }: Context) {
  let lines = 0;
  const hear = byLine((line) => {
    lines += 1;
    const event = parseLedgerLine(line);
    journal.append(typeof event === 'string' ? gap('witness', event, nowMicros()) : event);
  });
  const following = followOutput(ledger.container, hear);
  void following
    .then(({ ended }) => ended)
    .catch((error: unknown) =>
      journal.append(gap('witness', `the ledger cannot be read: ${reasonOf(error)}`, nowMicros())),
    );

  /** Waits until as many lines were heard as the ledger holds. */
  const rest = async (): Promise<void> => {
    try {
      const held = await within('counting the ledger', LEDGER_REST_MS, () => countLines(ledger));
      await waitFor({
        what: `${held} lines of the ledger`,
        deadlineMs: LEDGER_REST_MS,
        everyMs: 50,
        look: () => (lines >= held ? there(true) : notYet(`${lines} lines`)),
      });
    } catch (error) {
      journal.append(gap('witness', `the rest of the ledger: ${reasonOf(error)}`, nowMicros()));
    }
  };
  return { following, rest };
}

/** Lines in all ledger files, counted in the container that holds the volume. */
async function countLines({ container }: Server): Promise<number> {
  const exec = await container.exec({
    Cmd: ['bash', '-c', 'cat /ledger/*.log | wc -l'],
    AttachStdout: true,
    Tty: true,
  });
  const stream = await exec.start({ Tty: true });
  let output = '';
  for await (const chunk of stream) output += String(chunk);
  return Number(output.trim());
}

/** @returns the row's event, or a gap where it is not what this version's rows are. */
function rowEvent(row: AuditRow, context: Context): UnnumberedEvent {
  try {
    return decodeRow(row, context);
  } catch (error) {
    return gap('audit', `a row of ${row.subject} cannot be read: ${reasonOf(error)}`, row.at);
  }
}

function decodeRow(
  { at, transaction, subject, op, address, application, before, after }: AuditRow,
  { family, servers }: Context,
): UnnumberedEvent {
  const byAddress = (ip: string): string | undefined => servers.find((server) => server.ip === ip)?.name;
  const nameOf = (host: string): string | null => {
    // Between a failover and the next owner, 3.1 writes the word NULL.
    if (host === '' || host === 'NULL') return null;
    return byAddress(host.split(':')[0] ?? '') ?? host;
  };
  const writer = byAddress(address) ?? servers.find(({ name }) => name === application)?.name;
  return {
    at,
    source: 'audit',
    type: 'row',
    op,
    transaction,
    ...(writer ? { writer } : {}),
    writerAddress: address,
    changed: changes(before ?? {}, after ?? {}),
    ...family.decode(subject, after ?? before ?? {}, nameOf),
  } as UnnumberedEvent;
}

function changes(before: Row, after: Row): Record<string, [unknown, unknown]> {
  const changed: Record<string, [unknown, unknown]> = {};
  for (const column of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[column] ?? null, after[column] ?? null];
    if (old !== now && short(old) && short(now)) changed[column] = [old, now];
  }
  return changed;
}

function short(value: unknown): boolean {
  return String(value).length <= LONGEST_VALUE;
}
