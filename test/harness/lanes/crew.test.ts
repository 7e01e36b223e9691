import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeCrew, order } from './fake-lanes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const GIB = 1024 ** 3;
/** Makes it known what a cluster takes, whatever its kind. */
function measured(fake: FakeCrew): void {
  const use = { memoryBytes: GIB, cores: 0.25 };
  fake.tools.meter = { use, useOf: () => use, begin: () => () => undefined };
}
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
    measured(fake);
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
  measured(fake);
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

describe('where memory runs short', () => {
  const reserve = 16 * 0.08 * GIB;
  const free = (fake: FakeCrew, bytes: number): void => {
    fake.machine = { ...fake.machine, availableBytes: bytes };
  };
  /** A crew with two lanes at work. */
  async function two(): Promise<{ readonly fake: FakeCrew; readonly running: Promise<string | undefined> }> {
    const fake = new FakeCrew(
      ['1', '2', '3', '4'].map((id) => order(id)),
      { most: 2 },
    );
    measured(fake);
    const running = fake.crew.run();
    await look();
    expect(fake.doing).toEqual(['1', '2']);
    return { fake, running };
  }

  test('the youngest lane goes after its run, and at once where it gets worse', async () => {
    const { fake, running } = await two();
    free(fake, reserve * 0.4);
    await look();
    await look();
    expect(fake.said.filter((line) => line.includes('ends'))).toEqual(['memory runs short: lane 2 ends after its run']);
    expect(fake.lanes.map(({ ending }) => ending)).toEqual([false, false]);
    fake.lane(1).endsAs = undefined;
    free(fake, reserve * 0.2);
    await look();
    expect(fake.lanes.map(({ ending }) => ending)).toEqual([false, true]);
    // It has time to give back what it has.
    await look();
    expect(fake.lanes.map(({ ending }) => ending)).toEqual([false, true]);
    fake.lane(1).over('in order');
    free(fake, 12 * GIB);
    await settle();
    expect(fake.done).toEqual([['2', { kind: 'stopped' }]]);
    fake.stop.abort();
    expect(await running).toBeUndefined();
  });

  test('and the next one, where that does not help; with the last the campaign ends, and says why', async () => {
    const { fake, running } = await two();
    for (const lane of fake.lanes) lane.endsAs = undefined;
    free(fake, reserve * 0.2);
    await look();
    expect(fake.lanes.map(({ ending }) => ending)).toEqual([false, true]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(fake.lanes.map(({ ending }) => ending)).toEqual([true, true]);
    for (const lane of fake.lanes) lane.over('in order');
    expect(await running).toBe('memory runs short, with no cluster but that of lane 1');
    expect(fake.done.map(([, { kind }]) => kind)).toEqual(['stopped', 'stopped']);
    expect(fake.orders).toHaveLength(2);
  });

  test('the only lane ends, too', async () => {
    const fake = new FakeCrew([order('1'), order('2')]);
    const running = fake.crew.run();
    await settle();
    free(fake, reserve * 0.4);
    await look();
    expect(fake.lane(0).ending).toBe(false);
    free(fake, reserve * 0.2);
    await look();
    expect(await running).toBe('memory runs short, with no cluster but that of lane 1');
    expect(fake.done).toEqual([['1', { kind: 'stopped' }]]);
  });

  test('no first cluster is started', async () => {
    const fake = new FakeCrew([order('1')]);
    free(fake, 2 * GIB + reserve - 1);
    expect(await fake.crew.run()).toBe(
      'memory for a cluster is not there: 3.3 GiB are free, and it takes 3.3 GiB, about 2.0 GiB for the cluster and 1.3 GiB that are left to everybody else',
    );
    expect(fake.lanes).toEqual([]);
    expect(fake.orders).toHaveLength(1);
  });
});

describe('a lane that needs another kind of cluster', () => {
  const use = { memoryBytes: GIB, cores: 0.25 };
  const large = { memoryBytes: 4 * GIB, cores: 0.25 };

  /** Two lanes at work on clusters of the group `a`, with these orders to come. */
  async function atWork(of: Readonly<Record<string, typeof use>>, ...to: readonly string[]): Promise<FakeCrew> {
    const orders = [order('1'), order('2'), ...to.map((group, index) => order(`${group}-${index + 1}`, group))];
    const fake = new FakeCrew(orders, { most: 2 });
    fake.tools.meter = { use, useOf: (group) => of[group], begin: () => () => undefined };
    void fake.crew.run();
    await look();
    expect(fake.doing).toEqual(['1', '2']);
    return fake;
  }

  const endOf = async (fake: FakeCrew): Promise<void> => {
    fake.stop.abort();
    await settle();
  };

  test('boots one that takes no more than its own, however little is free', async () => {
    const fake = await atWork({ a: use, b: use }, 'b');
    fake.machine = { ...fake.machine, availableBytes: GIB, idleCores: 0 };
    fake.lane(0).ran();
    await settle();
    expect(fake.doing).toEqual(['b-1', '2']);
    await endOf(fake);
  });

  test('boots a larger one where there is room, and else leaves', async () => {
    const roomy = await atWork({ a: use, b: large }, 'b');
    roomy.lane(0).ran();
    await settle();
    expect(roomy.doing).toEqual(['b-1', '2']);
    await endOf(roomy);

    const tight = await atWork({ a: use, b: large }, 'b');
    tight.machine = { ...tight.machine, availableBytes: 3 * GIB };
    tight.lane(0).ran();
    await settle();
    expect(tight.lanes.map(({ ending }) => ending)).toEqual([true, false]);
    expect(tight.orders.map(({ id }) => id)).toEqual(['b-1']);
    // Alone, it may.
    tight.lane(1).ran();
    await settle();
    expect(tight.doing).toEqual([undefined, 'b-1']);
    await endOf(tight);
  });

  test('that nobody has measured: one lane does so first, and what others boot is not there for it', async () => {
    const fake = await atWork({ a: use }, 'b', 'b', 'c');
    // Room for one more of 2 GiB, beside what the two have.
    fake.machine = { ...fake.machine, availableBytes: 3 * GIB };
    const measuring = fake.lane(0);
    measuring.standsAtOnce = false;
    measuring.ran();
    await settle();
    expect(fake.doing).toEqual(['b-1', '2']);
    fake.lane(1).ran();
    await settle();
    expect(fake.lane(1).ending).toBe(true);
    expect(fake.orders.map(({ id }) => id)).toEqual(['b-2', 'c-3']);
    await endOf(fake);
  });
});
