import { connect } from 'node:net';
import zookeeper from 'node-zookeeper-client';
import { within } from './wait.ts';

const ANSWER_MS = 15_000;

/**
 * Makes persistent nodes, parents included; those that are there stay as they are.
 * Every call has a deadline of its own: node-zookeeper-client's callbacks may never come.
 */
export async function createNodes(address: string, paths: readonly string[]): Promise<void> {
  const client = zookeeper.createClient(address, { sessionTimeout: 10_000, retries: 3 });
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

/**
 * The session timeouts that ZooKeeper granted, ms, as its `cons` command tells: the least and the greatest may lie far from what was asked.
 * @returns distinct values, ascending.
 */
export async function negotiatedTimeouts(host: string, port: number): Promise<readonly number[]> {
  const answer = await fourLetters(host, port, 'cons');
  const timeouts = [...answer.matchAll(/\bto=(\d+)/g)].map(([, timeout]) => Number(timeout));
  return [...new Set(timeouts)].sort((a, b) => a - b);
}

function fourLetters(host: string, port: number, word: string): Promise<string> {
  return within(
    `ZooKeeper, ${word}`,
    ANSWER_MS,
    (signal) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host, port, signal });
        let answer = '';
        socket.setEncoding('utf8');
        socket.on('data', (text: string) => {
          answer += text;
        });
        socket.once('end', () => resolve(answer));
        socket.once('error', reject);
        // No half-close: ZooKeeper drops the connection, unanswered, when it reads the end first.
        socket.write(word);
      }),
  );
}
