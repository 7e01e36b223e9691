import { setTimeout as sleep } from 'node:timers/promises';
import zookeeper, { type Client } from 'node-zookeeper-client';
import { reasonOf } from '../../history/reason.ts';
import type { Address } from '../server.ts';
import { within } from '../wait.ts';

/** Time for one answer, ms. */
const ANSWER_MS = 3_000;
/** How often the connection has to prove that it is alive, ms. */
const PING_EVERY_MS = 1_000;
/** Between a lost connection and the next try, ms. */
const RETRY_MS = 200;
const SESSION_MS = 10_000;
/** A lock's contender: its node has no children. */
const CONTENDER = /-\d{10}$/;

interface Options {
  readonly address: () => Promise<Address>;
  /** Trees whose every change is of interest. */
  readonly roots: readonly string[];
  /** Something has changed, somewhere. */
  readonly changed: () => void;
  /** All watches are set, on a connection that is alive. */
  readonly watching: () => void;
  /** The watches were lost: changes from now until `watching` come unannounced. */
  readonly lost: (reason: string) => void;
}

/**
 * Watches trees of ZooKeeper's. node-zookeeper-client is behind a wall here: on a link that has gone silent it stays
 * SYNC_CONNECTED, its callbacks may never come, and it learns of an expired session only from a server that it reaches. So every call has a deadline,
 * the connection is asked for a sign of life each second, and after the first one missing a new client starts from nothing.
 * @returns what stops it.
 */
export function watchTrees(options: Options): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      try {
        await watchUntilLost(options, signal);
      } catch (error) {
        if (!signal.aborted) options.lost(reasonOf(error));
      }
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return async () => {
    stopping.abort();
    await running;
  };
}

/** One client's life. @throws what ended it. */
async function watchUntilLost({ address, roots, changed, watching }: Options, signal: AbortSignal): Promise<void> {
  const { host, port } = await address();
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
        changed();
        // A watch fires once; what changed before the next is set shows in the children that it reads.
        watchTree(path).catch((error: unknown) => fail(reasonOf(error)));
      }),
    );
    // A node that is gone has no watch either: its parent's tells when it is back.
    if (children === undefined) watched.delete(path);
    for (const child of children ?? []) {
      if (!CONTENDER.test(child)) await watchTree(`${path}/${child}`);
    }
    changed();
  };
  try {
    await within('ZooKeeper, connect', ANSWER_MS, () => {
      const connected = new Promise<void>((resolve) => client.once('connected', () => resolve()));
      client.connect();
      return connected;
    });
    for (const root of roots) await watchTree(root);
    watching();
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
