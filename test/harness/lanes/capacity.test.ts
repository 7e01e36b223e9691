import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alarmOf, capacityOf, fitsHere, isBusy, noRoomFor, reserveBytes } from '../../../harness/lanes/capacity.ts';

import { GroupUse } from '../../../harness/lanes/group-use.ts';

const GIB = 1024 ** 3;
const machine = { cores: 2, memoryBytes: 24 * GIB, availableBytes: 20 * GIB, idleCores: 2 };

describe('how many lanes a machine holds', () => {
  test('one, as long as nothing is measured', () => {
    expect(capacityOf(machine, undefined, 0, 64).lanes).toBe(1);
    expect(capacityOf({ ...machine, cores: 64 }, undefined, 1, 64).lanes).toBe(1);
  });

  test('as many as its cores keep up with', () => {
    expect(capacityOf(machine, { memoryBytes: 1.5 * GIB, cores: 0.25 }, 1, 64).lanes).toBe(6);
    expect(
      capacityOf({ ...machine, cores: 4, idleCores: 4 }, { memoryBytes: 0.1 * GIB, cores: 0.25 }, 1, 64).lanes,
    ).toBe(12);
  });

  test('no more than others leave it', () => {
    const use = { memoryBytes: 1.5 * GIB, cores: 0.25 };
    expect(capacityOf({ ...machine, idleCores: 0 }, use, 2, 64).lanes).toBe(2);
    expect(capacityOf({ ...machine, idleCores: undefined }, use, 2, 64).lanes).toBe(2);
    expect(capacityOf({ ...machine, idleCores: 0.4 }, use, 2, 64).lanes).toBe(3);
    expect(capacityOf({ ...machine, idleCores: 2 }, use, 5, 64).lanes).toBe(6);
  });

  test('as many as its memory has room for beside those that have theirs', () => {
    const use = { memoryBytes: 2 * GIB, cores: 0.01 };
    // 20 less the reserve of 1.92 is 18.08; one takes 2.3.
    expect(capacityOf(machine, use, 0, 64).lanes).toBe(7);
    expect(capacityOf(machine, use, 3, 64).lanes).toBe(10);
  });

  test('as many as the user allows', () => {
    const { lanes, why } = capacityOf(machine, { memoryBytes: GIB, cores: 0.1 }, 1, 2);
    expect(lanes).toBe(2);
    expect(why).toBe('one takes 1.0 GiB and 0.10 cores: 2 allowed');
  });

  test('one at least: a cluster that is too large for its machine is told of by its own run', () => {
    expect(capacityOf({ ...machine, availableBytes: 0 }, { memoryBytes: 9 * GIB, cores: 5 }, 0, 64).lanes).toBe(1);
  });

  test('never so many that what is free goes below the reserve', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 128 }),
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0.2, max: 8, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, running, each, free) => {
          const bytes = total * GIB;
          const here = { cores: 1_000, idleCores: 1_000, memoryBytes: bytes, availableBytes: bytes * free };
          const { lanes } = capacityOf(here, { memoryBytes: each * GIB, cores: 0.1 }, running, 1_000);
          const more = Math.max(0, lanes - Math.max(1, running));
          if (more > 0) expect(here.availableBytes - more * each * GIB).toBeGreaterThanOrEqual(reserveBytes(here));
        },
      ),
    );
  });
});

describe('the youngest lane goes', () => {
  const reserve = reserveBytes(machine);
  const at = (share: number) => alarmOf({ ...machine, availableBytes: reserve * share }, 0).what;

  test('before the machine has no memory left', () => {
    expect([1, 0.51, 0.49, 0.26, 0.24, 0].map(at)).toEqual(['none', 'none', 'retire', 'retire', 'end', 'end']);
    expect(reserveBytes({ memoryBytes: 4 * GIB })).toBe(GIB);
  });

  test('when no core has been idle for a minute', () => {
    expect(alarmOf(machine, 59_999).what).toBe('none');
    expect(alarmOf(machine, 60_000)).toEqual({ what: 'retire', why: 'no core has been idle for a minute' });
    const busy = [0, 0.09, 0.11, 2, undefined].map((idleCores) => isBusy({ ...machine, idleCores }));
    expect(busy).toEqual([true, true, false, false, false]);
  });
});

test('what is measured is kept for each kind of cluster, and for all together', () => {
  const seen = new GroupUse();
  expect([seen.use, seen.useOf('a')]).toEqual([undefined, undefined]);
  seen.add('a', { memoryBytes: GIB, cores: 0.2 });
  seen.add('b', { memoryBytes: 3 * GIB, cores: 0.4 });
  seen.add('a', { memoryBytes: 2 * GIB, cores: 0.4 });
  expect(seen.useOf('a')).toEqual({ memoryBytes: 2 * GIB, cores: expect.closeTo(0.3) });
  expect(seen.useOf('b')).toEqual({ memoryBytes: 3 * GIB, cores: 0.4 });
  expect(seen.use).toEqual({ memoryBytes: 3 * GIB, cores: expect.closeTo(1 / 3) });
});

describe('room', () => {
  const use = { memoryBytes: 2 * GIB, cores: 0.25 };
  const tight = { ...machine, availableBytes: 3 * GIB };

  test('for the first cluster', () => {
    const reserve = reserveBytes(machine);
    const at = (availableBytes: number) => noRoomFor({ ...machine, availableBytes }, undefined);
    expect(at(2 * GIB + reserve)).toBeUndefined();
    expect(at(2 * GIB + reserve - 1)).toContain('memory for a cluster is not there');
    expect(noRoomFor({ ...machine, availableBytes: 5 * GIB }, { memoryBytes: 4 * GIB, cores: 1 })).toContain('4.6 GiB');
  });

  test('for a lane that gives back what it has', () => {
    const move = { to: use, from: undefined, others: 2, promisedBytes: 0, any: use };
    expect(fitsHere(machine, move, 64)).toBe(true);
    expect(fitsHere(tight, move, 64)).toBe(false);
    expect(fitsHere(tight, { ...move, from: { ...use, memoryBytes: 1.9 * GIB } }, 64)).toBe(true);
    expect(fitsHere({ ...tight, availableBytes: 0 }, { ...move, from: use }, 64)).toBe(true);
    expect(fitsHere(machine, { ...move, promisedBytes: 18 * GIB }, 64)).toBe(false);
    expect(fitsHere(machine, move, 2)).toBe(false);
  });

  test('for one that nobody has measured: as large as any, and 2 GiB at least', () => {
    const move = { to: undefined, from: undefined, others: 1, promisedBytes: 0, any: { ...use, memoryBytes: GIB } };
    expect(fitsHere({ ...machine, availableBytes: 4.3 * GIB }, move, 64)).toBe(true);
    expect(fitsHere({ ...machine, availableBytes: 4.1 * GIB }, move, 64)).toBe(false);
    expect(
      fitsHere({ ...machine, availableBytes: 4.3 * GIB }, { ...move, any: { ...use, memoryBytes: 3 * GIB } }, 64),
    ).toBe(false);
  });
});
