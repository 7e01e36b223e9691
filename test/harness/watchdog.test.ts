import { expect, test } from 'vitest';
import { Watchdog } from '../../harness/watchdog.ts';

function watched(fails: (moment: number | undefined) => boolean = () => false) {
  const written: (number | undefined)[] = [];
  const watchdog = new Watchdog(async (moment) => {
    if (fails(moment)) throw new Error('no answer');
    written.push(moment);
  });
  return { watchdog, written };
}

test('the latest moment that any fault needs is written down, and none when all are healed', async () => {
  const { watchdog, written } = watched();
  await watchdog.expect('a', 100);
  await watchdog.expect('b', 90);
  await watchdog.expect('c', 200);
  await watchdog.forget('c');
  await watchdog.forget('a');
  await watchdog.forget('b');
  expect(written).toEqual([100, 200, 100, 90, undefined]);
});

test('a moment may come nearer; forgetting twice, or what was never expected, writes nothing', async () => {
  const { watchdog, written } = watched();
  await watchdog.forget('a');
  await watchdog.expect('a', 100);
  await watchdog.expect('a', 50);
  await watchdog.forget('a');
  await watchdog.forget('a');
  expect(written).toEqual([100, 50, undefined]);
});

test('whoever asks at the same time, the last word is the last', async () => {
  const { watchdog, written } = watched();
  await Promise.all([watchdog.expect('a', 100), watchdog.expect('b', 200), watchdog.forget('b')]);
  expect(written.at(-1)).toBe(100);
});

test('what could not be written down is told to who asked, and is tried again by the next', async () => {
  let down = true;
  const { watchdog, written } = watched(() => down);
  await expect(watchdog.expect('a', 100)).rejects.toThrow('no answer');
  down = false;
  await watchdog.expect('b', 50);
  expect(written).toEqual([100]);
});
