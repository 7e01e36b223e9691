import { Client, type QueryResult, type QueryResultRow } from 'pg';
import { DATABASE } from './scheduler-settings.ts';
import type { Address } from './server.ts';
import { there, waitFor } from './wait.ts';

/** Time for one answer of PostgreSQL, ms. */
const ANSWER_MS = 15_000;
/** Time from an open port to a database that takes connections, ms. */
const START_MS = 60_000;

type Prepare = (query: Client['query']) => Promise<void>;

/** The scheduler's database. A connection that was lost, because a fault ended PostgreSQL, is made again by the next query. */
export class Database {
  readonly #address: () => Promise<Address>;
  #prepare: Prepare = async () => undefined;
  #client: Client | undefined;
  #connecting: Promise<Client> | undefined;
  #ended = false;

  /** @param address asked for at every connection: a container that starts again has another port. */
  constructor(address: () => Promise<Address>) {
    this.#address = address;
  }

  /** @throws what PostgreSQL says, or an error where it does not answer within 15 s. */
  async query<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<QueryResult<Row>> {
    const client = await this.#connected();
    return client.query<Row>(text, values);
  }

  /** Does something once now, and again on every connection that is made from now on, before anything else. */
  async prepareEach(prepare: Prepare): Promise<void> {
    const client = await this.#connected();
    await prepare(client.query.bind(client) as Client['query']);
    this.#prepare = prepare;
  }

  /** For good. */
  async end(): Promise<void> {
    this.#ended = true;
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client;
    if (this.#ended) throw new Error('the connection to PostgreSQL was ended');
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connect(): Promise<Client> {
    const { name: database, user, password } = DATABASE;
    const limits = { connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS };
    const client = new Client({ ...(await this.#address()), database, user, password, ...limits });
    const forget = (): void => {
      if (this.#client === client) this.#client = undefined;
    };
    // Without a listener a lost connection would end the process.
    client.on('error', forget);
    client.on('end', forget);
    await client.connect();
    try {
      await this.#prepare(client.query.bind(client) as Client['query']);
    } catch (error) {
      await client.end();
      throw error;
    }
    if (this.#ended) await client.end();
    else this.#client = client;
    return client;
  }
}

/**
 * Connects to the scheduler's database; until PostgreSQL has started, it refuses with `the database system is starting up`.
 * @throws DeadlineError with what it said last, the signal's reason.
 */
export async function connectDatabase(address: () => Promise<Address>, signal: AbortSignal): Promise<Database> {
  const database = new Database(address);
  await waitFor({
    what: 'a connection to PostgreSQL',
    deadlineMs: START_MS,
    signal,
    look: async () => there(await database.query('SELECT 1')),
  });
  return database;
}
