import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import zookeeper, { type Client } from 'node-zookeeper-client';
import { reasonOf } from '../../history/reason.ts';
import type { Address } from '../server.ts';
import { within } from '../wait.ts';
import type { Told, WatchOrder } from './watcher.ts';

/** Time for one answer, ms. */
const ANSWER_MS = 3_000;
/** How often the connection has to prove that it is alive, ms. */
const PING_EVERY_MS = 1_000;
const SESSION_MS = 10_000;
/** A lock's contender: its node has no children. */
const CONTENDER = /-\d{10}$/;

/** The thread of `watchTrees`: one client after the other, each as it is ordered. An error that nobody can catch ends it, and nothing else. */
const roots = workerData as readonly string[];
const stopping = new AbortController();
let watching: Promise<void> = Promise.resolve();

const tell = (told: Told): void => parentPort?.postMessage(told);

parentPort?.on('message', (order: WatchOrder) => {
  if (order.kind === 'watch') {
    watching = watchUntilLost(order.address, stopping.signal).catch((error: unknown) =>
      tell({ kind: 'lost', reason: reasonOf(error) }),
    );
    return;
  }
  stopping.abort();
  void watching.then(() => parentPort?.close());
});

/** One client's life. @throws what ended it. */
async function watchUntilLost({ host, port }: Address, signal: AbortSignal): Promise<void> {
  const client = zookeeper.createClient(`${host}:${port}`, { sessionTimeout: SESSION_MS, retries: 0 });
  const lost = new AbortController();
  const fail = (reason: string): void => lost.abort(new Error(reason));
  const either = AbortSignal.any([signal, lost.signal]);
  for (const state of ['disconnected', 'expired', 'authenticationFailed'] as const) client.on(state, () => fail(state));
  const watched = new Set<string>();
  const watchTree = async (path: string): Promise<void> => {
    if (watched.has(path)) return;
    watched.add(path);
    const children = await within(`ZooKeeper, children of ${path}`, ANSWER_MS, () =>
      childrenOf(client, path, () => {
        watched.delete(path);
        if (either.aborted) return;
        tell({ kind: 'changed' });
        // A watch fires once; what changed before the next is set shows in the children that it reads.
        watchTree(path).catch((error: unknown) => fail(reasonOf(error)));
      }),
    );
    // A node that is gone has no watch either: its parent's tells when it is back.
    if (children === undefined) watched.delete(path);
    for (const child of children ?? []) {
      if (!CONTENDER.test(child)) await watchTree(`${path}/${child}`);
    }
    tell({ kind: 'changed' });
  };
  try {
    await within('ZooKeeper, connect', ANSWER_MS, () => {
      const connected = new Promise<void>((resolve, reject) => {
        client.once('connected', () => resolve());
        // One that serves nobody closes the connection: another may serve.
        either.addEventListener('abort', () => reject(either.reason), { once: true });
      });
      client.connect();
      return connected;
    });
    for (const root of roots) await watchTree(root);
    tell({ kind: 'watching' });
    for (;;) {
      await sleep(PING_EVERY_MS, undefined, { signal: either }).catch(() => undefined);
      signal.throwIfAborted();
      if (lost.signal.aborted) throw lost.signal.reason;
      await within('ZooKeeper, sign of life', ANSWER_MS, () => exists(client, '/'));
    }
  } finally {
    client.removeAllListeners();
    try {
      client.close();
    } catch {
      // Closed before it had a socket it throws: "Cannot read properties of undefined (reading 'write')".
    }
  }
}

/** @returns nothing where there is no such node. */
function childrenOf(client: Client, path: string, changed: () => void): Promise<readonly string[] | undefined> {
  return new Promise((resolve, reject) => {
    client.getChildren(path, changed, (error, children) => {
      if (!error) resolve(children);
      else if ((error as zookeeper.Exception).getCode?.() === zookeeper.Exception.NO_NODE) resolve(undefined);
      else reject(error);
    });
  });
}

function exists(client: Client, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.exists(path, (error) => (error ? reject(error) : resolve()));
  });
}
