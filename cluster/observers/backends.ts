import { setTimeout as sleep } from 'node:timers/promises';
import { MICROS_PER_SECOND, type Micros } from '../../history/time.ts';
import type { Database } from '../database.ts';

/** How often PostgreSQL is asked who is connected, ms. */
const ASK_EVERY_MS = 500;

/** Whose connections to PostgreSQL come from where: each server gives its name as the application's. */
export interface Backends {
  /** @returns where a server's connections come from (`address:port`), as last seen. */
  endsOf(server: string): readonly string[];
  stop(): Promise<void>;
}

/**
 * Asks PostgreSQL twice a second who is connected. What a connection carried before it was known is counted when it becomes known; where PostgreSQL
 * does not answer, what was known stays.
 */
export function observeBackends(database: Database): Backends {
  let known: readonly { readonly server: string; readonly end: string }[] = [];
  const stopping = new AbortController();
  const { signal } = stopping;
  const asking = (async () => {
    while (!signal.aborted) {
      await database
        .query<{ server: string; end: string }>(
          `SELECT application_name AS server, host(client_addr) || ':' || client_port AS end
           FROM pg_stat_activity WHERE client_addr IS NOT NULL`,
        )
        .then(
          ({ rows }) => {
            known = rows;
          },
          () => undefined,
        );
      await sleep(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    endsOf: (server) => known.filter((each) => each.server === server).map(({ end }) => end),
    async stop() {
      stopping.abort();
      await asking;
    },
  };
}

/** @returns when PostgreSQL last had a server's connection begin or end a query, µs by its own clock; nothing where it has no connection of the server. */
export async function lastQueryOf(database: Database, server: string): Promise<Micros | undefined> {
  const { rows } = await database.query<{ seconds: string | null }>(
    'SELECT extract(epoch FROM max(state_change))::text AS seconds FROM pg_stat_activity WHERE application_name = $1',
    [server],
  );
  const seconds = rows[0]?.seconds ?? undefined;
  return seconds === undefined ? undefined : Math.round(Number(seconds) * MICROS_PER_SECOND);
}
