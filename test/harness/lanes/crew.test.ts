import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeCrew, order } from './fake-lanes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const GIB = 1024 ** 3;
/** Whatever waits for nothing. */
const settle = () => vi.advanceTimersByTimeAsync(0);
/** Until it has looked how the machine is. */
const look = () => vi.advanceTimersByTimeAsync(2_000);

describe('a crew', () => {
  test('does its orders one after the other, and leaves no lane', async () => {
    const fake = new FakeCrew([order('1'), order('2')]);
    const running = fake.crew.run();
    await settle();
    expect(fake.doing).toEqual(['1']);
    fake.lane(0).ran();
    await settle();
    expect(fake.doing).toEqual(['2']);
    fake.lane(0).ran();
    expect(await running).toBeUndefined();
    expect(fake.done.map(([id, { kind }]) => [id, kind])).toEqual([
      ['1', 'ran'],
      ['2', 'ran'],
    ]);
    expect(fake.lane(0).ending).toBe(true);
    expect(fake.removed).toEqual([]);
  });

  test('hires another lane where there is room', async () => {
    const fake = new FakeCrew([order('1'), order('2')]);
    const running = fake.crew.run();
    fake.tools.meter = { ...fake.tools.meter, use: { memoryBytes: GIB, cores: 0.25 } };
    await look();
    expect(fake.doing).toEqual(['1', '2']);
    // One that was hired later is waited for like the first.
    fake.lane(1).ran();
    await settle();
    fake.lane(0).ran();
    await running;
  });

  test('removes what a lane has left that did not end in order, and nothing of others', async () => {
    const fake = new FakeCrew([order('1'), order('2'), order('3', 'a', '3.2.2')]);
    const running = fake.crew.run();
    await settle();
    fake.lane(0).endsAs = 'cut off';
    fake.lane(0).answer({ kind: 'died', reason: 'killed' });
    await settle();
    expect(fake.removed).toEqual(['campaign/night/1@1']);
    // The next lane does not end as it is asked to, when another version is wanted.
    fake.lane(1).endsAs = 'cut off';
    fake.lane(1).ran();
    await settle();
    expect(fake.removed).toHaveLength(2);
    fake.lane(2).ran();
    await running;
    expect(fake.removed).toHaveLength(2);
  });

  test('tells of what it cannot remove, and goes on', async () => {
    const fake = new FakeCrew([order('1'), order('2')]);
    fake.tools.remove = () => Promise.reject(new Error('no engine'));
    const running = fake.crew.run();
    await settle();
    fake.lane(0).endsAs = 'cut off';
    fake.lane(0).answer({ kind: 'died', reason: 'killed' });
    await settle();
    expect(fake.said).toEqual([expect.stringContaining('campaign/night/1@1 is not removed (no engine)')]);
    fake.lane(1).ran();
    await running;
  });

  test('interrupted, ends its lanes, and begins nothing more', async () => {
    const fake = new FakeCrew([order('1'), order('2')]);
    const running = fake.crew.run();
    await settle();
    fake.stop.abort();
    await running;
    expect(fake.done).toEqual([['1', { kind: 'stopped' }]]);
    expect(fake.lanes).toHaveLength(1);
  });
});

describe('what a lane throws', () => {
  test('is a run that died, and the next order is done', async () => {
    const fake = new FakeCrew([order('1'), order('2')]);
    const { open } = fake.tools;
    let opened = 0;
    fake.tools.open = (...given) => {
      opened += 1;
      if (opened === 1) throw new Error('no space left');
      return open(...given);
    };
    const running = fake.crew.run();
    await settle();
    fake.lane(0).ran();
    expect(await running).toBeUndefined();
    expect(fake.done).toMatchObject([
      ['1', { kind: 'died', reason: 'its lane could not be used: no space left' }],
      ['2', { kind: 'ran' }],
    ]);
  });

  test('three times in a row gives the lane up, and of the last lane ends all', async () => {
    const fake = new FakeCrew(['1', '2', '3', '4', '5'].map((id) => order(id)));
    fake.tools.open = () => {
      throw new Error('no space left');
    };
    expect(await fake.crew.run()).toBe('lane 1 could not be used 3 times in a row (no space left)');
    expect(fake.done).toHaveLength(3);
    expect(fake.orders).toHaveLength(2);
  });
});

test.each(['next', 'done'] as const)('what %s throws ends all lanes, and no more are opened', async (which) => {
  const orders = ['1', '2', '3', '4'].map((id) => order(id));
  let calls = 0;
  const thrower = (): undefined => {
    calls += 1;
    if (calls === 3) throw new Error('this is wrong');
    return undefined;
  };
  const fake: FakeCrew = new FakeCrew(orders, {
    next: () => {
      if (which === 'next') thrower();
      return orders.shift();
    },
    done: () => (which === 'done' ? thrower() : undefined),
  });
  fake.tools.meter = { ...fake.tools.meter, use: { memoryBytes: GIB, cores: 0.25 } };
  const running = fake.crew.run();
  const failed = expect(running).rejects.toThrow('this is wrong');
  await look();
  expect(fake.lanes).toHaveLength(2);
  for (let runs = 0; runs < 4; runs += 1) {
    fake.lane(0).ran();
    await settle();
  }
  await failed;
  expect(fake.lanes).toHaveLength(2);
  expect(fake.lanes.every(({ ending }) => ending)).toBe(true);
});
