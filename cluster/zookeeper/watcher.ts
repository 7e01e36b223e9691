import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { reasonOf } from '../../history/reason.ts';
import type { Address } from '../server.ts';
import { within } from '../wait.ts';

/** Between a lost connection and the next try, ms. */
const RETRY_MS = 200;
/** Time for the thread to close its session, ms. */
const CLOSE_MS = 2_000;

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

/** What the thread is asked for. */
export type WatchOrder = { readonly kind: 'watch'; readonly address: Address } | { readonly kind: 'stop' };

/** What it tells. */
export type Told =
  | { readonly kind: 'changed' }
  | { readonly kind: 'watching' }
  | { readonly kind: 'lost'; readonly reason: string };

/**
 * Watches trees of ZooKeeper's. node-zookeeper-client is behind a wall here: on a link that has gone silent it stays SYNC_CONNECTED, its callbacks may
 * never come, and it learns of an expired session only from a server that it reaches. So every call has a deadline, the connection is asked for a sign of
 * life each second, and after the first one missing a new client starts from nothing. The wall is a thread: what is left of a broken connection it reads as
 * the beginning of the next (`pendingBuffer` in its ConnectionManager.js), and throws what that seems to say where nobody can catch it.
 * @returns what stops it.
 */
export function watchTrees({ address, roots, changed, watching, lost }: Options): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let thread: Worker | undefined;
  const start = (): Worker => {
    const worker = new Worker(new URL('./watcher-thread.ts', import.meta.url), { workerData: roots });
    // Where nobody listens, an error would end this thread as well.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      thread = undefined;
    });
    return worker;
  };
  const watchUntilLost = (at: Address): Promise<string> => {
    if (signal.aborted) return Promise.resolve('stopped');
    thread ??= start();
    const worker = thread;
    const { promise, resolve } = Promise.withResolvers<string>();
    const hear = (told: Told): void => {
      if (told.kind === 'changed') changed();
      else if (told.kind === 'watching') watching();
      else resolve(told.reason);
    };
    const fail = (error: unknown): void => resolve(reasonOf(error));
    const end = (): void => resolve('its thread has ended');
    worker.on('message', hear).once('error', fail).once('exit', end);
    order(worker, { kind: 'watch', address: at });
    return promise.finally(() => worker.off('message', hear).off('error', fail).off('exit', end));
  };
  const running = (async () => {
    while (!signal.aborted) {
      const reason = await address().then(watchUntilLost).catch(reasonOf);
      if (!signal.aborted) lost(reason);
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return async () => {
    stopping.abort();
    const worker = thread;
    if (worker) await close(worker);
    await running;
  };
}

function order(worker: Worker, what: WatchOrder): void {
  worker.postMessage(what);
}

/** With its session closed, nobody takes that for a server's later on. */
async function close(worker: Worker): Promise<void> {
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  order(worker, { kind: 'stop' });
  await within('the watches, close', CLOSE_MS, () => exited).catch(() => worker.terminate());
}
