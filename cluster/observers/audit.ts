import { readFileSync } from 'node:fs';
import type { Database } from '../database.ts';
import type { Family, Row, Subject } from '../dolphinscheduler/family.ts';

/** One write, as the audit table tells it. `before` is absent for an insert, `after` for a delete. */
export interface AuditRow {
  readonly at: number;
  readonly transaction: string;
  readonly subject: Subject;
  readonly op: 'insert' | 'update' | 'delete';
  readonly address: string;
  readonly application: string;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** Puts the triggers on the scheduler's tables. Before any server starts, so that no write is missed. */
export async function installAudit(database: Database, { tables }: Family): Promise<void> {
  await database.query(readFileSync(new URL('./audit.sql', import.meta.url), 'utf8'));
  for (const [subject, table] of Object.entries(tables)) {
    await database.query('SELECT doublerun.watch($1, $2)', [table, subject]);
  }
}

/**
 * Reads the audit in pieces, each row once.
 *
 * `seq` is drawn before commit, so a row with a lower one may appear after one with a higher. Transactions are read instead: those below
 * the snapshot's xmin are over, and their rows can't grow any more. A server frozen inside a transaction holds xmin back; rows then come
 * late, not never.
 */
export class AuditReader {
  readonly #database: Database;
  /** Transactions below this have been read, or are not to be read. */
  #from: string;

  constructor(database: Database, from: string) {
    this.#database = database;
    this.#from = from;
  }

  /** @returns rows of transactions that ended since the last call. */
  async read(): Promise<readonly AuditRow[]> {
    const { rows } = await this.#database.query<{ xmin: string }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin',
    );
    const below = rows[0]?.xmin ?? this.#from;
    return this.#select(below);
  }

  /** @returns all rows that are left, those of transactions that began after one which is still open too. The last call. */
  async readRest(): Promise<readonly AuditRow[]> {
    return this.#select('9223372036854775807');
  }

  async #select(below: string): Promise<readonly AuditRow[]> {
    const { rows } = await this.#database.query<RawRow>(
      `SELECT (extract(epoch FROM at) * 1000000)::bigint::text AS at, transaction::text, subject, op,
              coalesce(host(address), '') AS address, coalesce(application, '') AS application, before, after
       FROM doublerun.audit WHERE transaction >= $1::xid8 AND transaction < $2::xid8 ORDER BY seq`,
      [this.#from, below],
    );
    this.#from = below;
    return rows.map((row) => ({ ...row, at: Number(row.at) }));
  }
}

type RawRow = Omit<AuditRow, 'at'> & { readonly at: string };
