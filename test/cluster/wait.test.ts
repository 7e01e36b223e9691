import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DeadlineError, notYet, there, waitFor, within } from '../../cluster/wait.ts';

const { signal } = new AbortController();

test('it looks until it is there', async () => {
  let looks = 0;
  const look = () => (++looks < 3 ? notYet('no') : there(looks));
  expect(await waitFor({ what: 'three', deadlineMs: 5_000, everyMs: 1, signal, look })).toBe(3);
});

test('a deadline says what was waited for, how long, and what was seen last', async () => {
  const waiting = waitFor({ what: 'godot', deadlineMs: 50, everyMs: 5, signal, look: () => notYet('an empty road') });
  await expect(waiting).rejects.toThrow('godot: not within 0.05 s; last seen: an empty road');
  await expect(waiting).rejects.toBeInstanceOf(DeadlineError);
});

test('a look that throws is not yet; one that hangs ends with the deadline', async () => {
  const failing = waitFor({
    what: 'x',
    deadlineMs: 30,
    everyMs: 5,
    signal,
    look: () => Promise.reject(new Error('refused')),
  });
  await expect(failing).rejects.toThrow('last seen: refused');
  const hanging = waitFor({ what: 'y', deadlineMs: 30, signal, look: () => new Promise<never>(() => undefined) });
  await expect(hanging).rejects.toThrow('y: not within 0.03 s; last seen: no answer');
});

test('an interruption ends it at once, with its own reason', async () => {
  const interrupted = new AbortController();
  const waiting = waitFor({
    what: 'z',
    deadlineMs: 60_000,
    signal: interrupted.signal,
    look: () => new Promise<never>(() => undefined),
  });
  const began = performance.now();
  interrupted.abort(new Error('stop'));
  await expect(waiting).rejects.toThrow('stop');
  expect(performance.now() - began).toBeLessThan(1_000);
});

test('a call has a deadline of its own, and keeps its own error', async () => {
  await expect(within('a', 20, () => sleep(5_000))).rejects.toThrow('a: not within 0.02 s');
  await expect(within('b', 1_000, () => Promise.reject(new Error('own')))).rejects.toThrow('own');
  expect(await within('c', 1_000, async () => 3)).toBe(3);
});
