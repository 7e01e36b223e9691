import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Background } from '../../harness/background.ts';

test('goes on until it is stopped, and has ended when that returns', async () => {
  const background = new Background(() => undefined);
  const told: string[] = [];
  background.start(async (signal) => {
    await sleep(60_000, undefined, { signal }).catch(() => undefined);
    await sleep(5);
    told.push('ended');
  });
  await background.stop();
  await background.stop();
  expect(told).toEqual(['ended']);
});

test('work that fails is told of, and the rest goes on', async () => {
  const failures: string[] = [];
  const background = new Background(({ message }) => failures.push(message));
  let ended = false;
  background.start(() => Promise.reject(new Error('no answer')));
  background.start(async (signal) => {
    await sleep(60_000, undefined, { signal }).catch(() => undefined);
    ended = true;
  });
  await background.stop();
  expect(failures).toEqual(['no answer']);
  expect(ended).toBe(true);
});

test('once stopped, nothing is started any more', async () => {
  const background = new Background(() => undefined);
  await background.stop();
  let started = false;
  background.start(async () => {
    started = true;
  });
  expect(started).toBe(false);
});
