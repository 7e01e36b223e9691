import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../history/reason.ts';

/** Tells a person what is going on, in a few words; each call replaces the one before. */
export type Say = (text: string) => void;

/** Something did not come about in time. The message says what was waited for, how long, and what was seen last. */
export class DeadlineError extends Error {
  readonly code = 'DEADLINE';
  readonly what: string;

  constructor(what: string, deadlineMs: number, last: string) {
    super(`${what}: not within ${deadlineMs / 1000} s${last ? `; last seen: ${last}` : ''}`);
    this.name = 'DeadlineError';
    this.what = what;
  }
}

/** What one look found: it is there, or not yet and what is seen instead. */
export type Look<T> = { readonly done: true; readonly value: T } | { readonly done: false; readonly seen: string };

export const there = <T>(value: T): Look<T> => ({ done: true, value });
export const notYet = (seen: string): Look<never> => ({ done: false, seen });

export interface Wait<T> {
  /** For people and for the error: `API healthy`. */
  readonly what: string;
  readonly deadlineMs: number;
  readonly everyMs?: number;
  /** Ends the wait early, with its own reason. */
  readonly signal?: AbortSignal;
  readonly say?: Say;
  readonly look: (signal: AbortSignal) => Promise<Look<T>> | Look<T>;
}

/**
 * Looks again and again until it is there. A look that throws counts as `not yet`; one that hangs ends with the deadline.
 * @throws DeadlineError; the signal's reason where that fires first.
 */
export async function waitFor<T>({ what, deadlineMs, everyMs = 200, signal, say, look }: Wait<T>): Promise<T> {
  const began = performance.now();
  const deadline = startDeadline(deadlineMs);
  const either = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
  let last = '';
  try {
    for (;;) {
      signal?.throwIfAborted();
      if (deadline.signal.aborted) throw new DeadlineError(what, deadlineMs, last);
      const found = await orAborted(attempt(look, either), either, () => notYet(last || 'no answer'));
      if (found.done) return found.value;
      last = found.seen;
      say?.(`${what}: ${Math.round((performance.now() - began) / 1000)} s of ${deadlineMs / 1000} s (${last})`);
      await sleep(everyMs, undefined, { signal: either }).catch(() => undefined);
    }
  } finally {
    deadline.clear();
  }
}

/**
 * One call with a deadline.
 * @throws DeadlineError, or what the call threw.
 */
export async function within<T>(
  what: string,
  deadlineMs: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, clear } = startDeadline(deadlineMs);
  try {
    return await orAborted(call(signal), signal, () => {
      throw new DeadlineError(what, deadlineMs, 'no answer');
    });
  } catch (error) {
    // A call that heeds the signal fails because of it, and may be quicker to say so.
    throw signal.aborted ? new DeadlineError(what, deadlineMs, 'no answer') : error;
  } finally {
    clear();
  }
}

/** Not AbortSignal.timeout: its timer does not keep the process alive, and what somebody waits for must. */
function startDeadline(ms: number): { readonly signal: AbortSignal; readonly clear: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

/**
 * Waits for all of them, whatever becomes of each: work that nobody waits for goes on behind the back of whoever cleans up.
 * @throws what the first of them that failed threw.
 */
export async function allSettled<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

async function attempt<T>(look: Wait<T>['look'], signal: AbortSignal): Promise<Look<T>> {
  try {
    return await look(signal);
  } catch (error) {
    return notYet(reasonOf(error));
  }
}

/** The promise's outcome, or what `instead` makes of it once the signal fires: some calls never come back. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal, instead: () => T): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted.then(instead)]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    promise.catch(() => undefined);
  }
}
