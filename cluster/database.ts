import { Client } from 'pg';
import { DATABASE } from './scheduler-settings.ts';
import { there, waitFor } from './wait.ts';

/** Time for one answer of PostgreSQL, ms. */
const ANSWER_MS = 15_000;
/** Time from an open port to a database that takes connections, ms. */
const START_MS = 60_000;

/**
 * Connects to the scheduler's database; until PostgreSQL has started, it refuses with `the database system is starting up`.
 * @throws DeadlineError with what it said last, the signal's reason.
 */
export async function connectDatabase(
  address: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Client> {
  return waitFor({
    what: 'a connection to PostgreSQL',
    deadlineMs: START_MS,
    signal,
    look: async () => {
      const { name: database, user, password } = DATABASE;
      const limits = { connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS };
      const client = new Client({ ...address, database, user, password, ...limits });
      // A lost connection shows in the next query; without a listener it would end the process.
      client.on('error', () => undefined);
      await client.connect();
      return there(client);
    },
  });
}
