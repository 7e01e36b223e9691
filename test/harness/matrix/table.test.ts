import { describe, expect, test } from 'vitest';
import type { Anomaly } from '../../../checkers/finding.ts';
import { exitCodeOfCells } from '../../../harness/matrix/exit.ts';
import type { MatrixRun, Proved } from '../../../harness/matrix/run.ts';
import { cellOf } from '../../../harness/matrix/table.ts';
import { wilsonInterval } from '../../../harness/statistics/wilson.ts';
import type { CountedCell, MatrixCell } from '../../../report/matrix/model.ts';

const expected = { anomaly: 'double-dispatch', task: 'next' } as const;
const asked = { seed: 1, runs: 3, upTo: 3 };

function proved(anomaly: Anomaly, task?: string, violation = true): Proved {
  return { anomaly, ...(task === undefined ? {} : { task }), violation, sentence: `${anomaly} was so` };
}

function ran(seed: number, outcome: MatrixRun['outcome'], seconds: number, ...found: Proved[]): MatrixRun {
  return { seed, plan: 'p', outcome, run: `cut/${seed}-${seconds}`, proved: found, seconds };
}

function counted(...runs: MatrixRun[]): CountedCell {
  const cell = cellOf({ runs }, asked, expected);
  if (cell.kind !== 'counted') throw new Error('counted was expected');
  return cell;
}

const wanted = proved('double-dispatch', 'next');

describe('a cell', () => {
  test('counts runs that say something, with their interval and their middle length', () => {
    const cell = counted(ran(1, 'seen', 50, wanted), ran(2, 'not', 40), ran(3, 'not', 10));
    expect(cell).toMatchObject({ seen: 1, of: 3, inconclusive: 0, broken: 0, missing: 0, medianSeconds: 40 });
    expect(cell.interval).toEqual(wilsonInterval(1, 3));
  });

  test('never counts a run that says nothing as not seen', () => {
    const cell = counted(ran(1, 'inconclusive', 50), ran(2, 'broken', 40));
    expect(cell).toMatchObject({ seen: 0, of: 0, inconclusive: 1, broken: 1, missing: 1, medianSeconds: undefined });
    expect(cell.interval).toEqual({ low: 0, high: 1 });
  });

  test('counts a seed that was run again once', () => {
    const cell = counted(ran(1, 'broken', 5), ran(1, 'seen', 50, wanted), ran(2, 'broken', 5), ran(2, 'broken', 5));
    expect(cell).toMatchObject({ seen: 1, of: 1, broken: 1, missing: 1 });
  });

  test('lacks more runs where they do not agree and more are asked for', () => {
    const runs = [ran(1, 'seen', 9, wanted), ran(2, 'not', 9), ran(3, 'not', 9)];
    expect(cellOf({ runs }, { ...asked, upTo: 8 }, expected)).toMatchObject({ missing: 5 });
  });

  test('names the shortest run that shows what is expected, and what that says', () => {
    const cell = counted(ran(1, 'seen', 50, wanted), ran(2, 'seen', 30, wanted), ran(3, 'not', 10));
    expect(cell).toMatchObject({ run: 'cut/2-30', sentence: 'double-dispatch was so' });
  });

  test('tells every other anomaly, violations first, the more frequent first, with its shortest run', () => {
    const orphan = proved('orphan-execution', 'long');
    const note = proved('stale-master-write', 'long', false);
    const cell = counted(
      ran(1, 'seen', 50, wanted, note, orphan),
      ran(2, 'not', 30, note, orphan, proved('lost-task', 'next')),
      ran(3, 'not', 20, note),
    );
    expect(cell.left.map(({ anomaly, seen, violation, run }) => [anomaly, seen, violation, run])).toEqual([
      ['orphan-execution', 2, true, 'cut/2-30'],
      ['lost-task', 1, true, 'cut/2-30'],
      ['stale-master-write', 3, false, 'cut/3-20'],
    ]);
    expect(cell.unended).toBe(1);
  });

  test('says of an anomaly in runs that do not count that it was there too', () => {
    const cell = counted(ran(1, 'inconclusive', 9, proved('stuck-workflow')), ran(1, 'not', 9), ran(2, 'not', 9));
    expect(cell.left).toMatchObject([{ anomaly: 'stuck-workflow', seen: 0, also: 1 }]);
    expect(cell.unended).toBe(0);
  });

  test('keeps what is expected in view where it was proved, but not after the faults that are meant', () => {
    expect(counted(ran(1, 'not', 9, wanted)).left).toMatchObject([
      { anomaly: 'double-dispatch', task: 'next', seen: 1 },
    ]);
    expect(counted(ran(1, 'seen', 9, wanted)).left).toEqual([]);
  });

  test('of another first seed does not count runs before it', () => {
    const runs = [ran(1, 'seen', 9, wanted), ran(2, 'not', 9, proved('lost-task', 'x'))];
    expect(cellOf({ runs }, { seed: 3, runs: 1, upTo: 1 }, expected)).toMatchObject({ of: 0, missing: 1, left: [] });
  });

  test('that was not run says why; one that has runs of before says those', () => {
    expect(cellOf({ notRun: 'no images', runs: [] }, asked, expected)).toEqual({
      kind: 'not-run',
      reason: 'no images',
    });
    expect(cellOf({ notRun: 'no images', runs: [ran(1, 'not', 9)] }, asked, expected)).toMatchObject({ of: 1 });
  });
});

describe('a matrix ends', () => {
  const full = counted(ran(1, 'seen', 9, wanted), ran(2, 'not', 9), ran(3, 'not', 9));
  const short = counted(ran(1, 'seen', 9, wanted));
  const partly = counted(ran(1, 'seen', 9, wanted), ran(2, 'inconclusive', 9), ran(3, 'broken', 9));
  const broken = counted(ran(1, 'broken', 9), ran(2, 'inconclusive', 9), ran(3, 'broken', 9));
  const silent = counted(ran(1, 'inconclusive', 9), ran(2, 'inconclusive', 9), ran(3, 'inconclusive', 9));
  const notRun: MatrixCell = { kind: 'not-run', reason: 'no images' };

  test.each<[string, readonly MatrixCell[], boolean, number]>([
    ['with 0, whatever was seen', [full, full], false, 0],
    ['with 2 where runs are missing', [full, short], false, 2],
    ['with 2 where some runs say nothing', [full, partly], false, 2],
    ['with 2 where a cell says nothing', [full, silent], false, 2],
    ['with 2 where a version was not run', [full, notRun], false, 2],
    ['with 3 where a cell is broken throughout', [full, notRun, broken], false, 3],
    ['with 3 where runs were given up', [full], true, 3],
  ])('%s', (_, cells, givenUp, code) => expect(exitCodeOfCells(cells, { givenUp })).toBe(code));
});
