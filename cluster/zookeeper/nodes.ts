import zookeeper from 'node-zookeeper-client';
import type { Address } from '../server.ts';
import { within } from '../wait.ts';

const ANSWER_MS = 15_000;

/**
 * Makes persistent nodes, parents included; those that are there stay as they are.
 * Every call has a deadline of its own: node-zookeeper-client's callbacks may never come.
 */
export async function createNodes({ host, port }: Address, paths: readonly string[]): Promise<void> {
  const client = zookeeper.createClient(`${host}:${port}`, { sessionTimeout: 10_000, retries: 3 });
  try {
    await within('ZooKeeper, connect', ANSWER_MS, () => {
      const connected = new Promise<void>((resolve) => client.once('connected', () => resolve()));
      client.connect();
      return connected;
    });
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
