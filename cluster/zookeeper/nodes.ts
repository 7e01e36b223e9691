import zookeeper, { type Client } from 'node-zookeeper-client';
import type { Address } from '../server.ts';
import { there, waitFor, within } from '../wait.ts';

const ANSWER_MS = 15_000;
/** Time for ZooKeeper to take its first session, ms: its port is open seconds before that, more of them on a busy machine. */
const READY_MS = 60_000;
/** A client that came too early may wait for ever for an answer: then another one is made. */
const ATTEMPT_MS = 5_000;

/**
 * Makes persistent nodes, parents included; those that are there stay as they are.
 * Every call has a deadline of its own: node-zookeeper-client's callbacks may never come.
 * @throws DeadlineError
 */
export async function createNodes(address: () => Promise<Address>, paths: readonly string[]): Promise<void> {
  const look = async () => there(await connect(await address()));
  const client = await waitFor({ what: 'ZooKeeper, first session', deadlineMs: READY_MS, look });
  try {
    for (const path of paths) {
      await within(
        `ZooKeeper, create ${path}`,
        ANSWER_MS,
        () =>
          new Promise<void>((resolve, reject) => {
            client.mkdirp(path, (error) => (error ? reject(error) : resolve()));
          }),
      );
    }
  } finally {
    client.close();
  }
}

async function connect({ host, port }: Address): Promise<Client> {
  const client = zookeeper.createClient(`${host}:${port}`, { sessionTimeout: 10_000, retries: 3 });
  try {
    await within('ZooKeeper, connect', ATTEMPT_MS, () => {
      const connected = new Promise<void>((resolve) => client.once('connected', () => resolve()));
      client.connect();
      return connected;
    });
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}
