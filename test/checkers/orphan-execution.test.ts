import { describe, expect, test } from 'vitest';
import type { ExecutionSpec } from '../histories/builder.ts';
import { allWatch, HistoryBuilder } from '../histories/builder.ts';
import { verdictOf } from './runs.ts';

const process = { name: 'a', taskInstance: 5, from: 10, to: 40, exitCode: 1 };
const killed = { taskInstance: 5, state: 'KILL', final: true };

const running = (execution: Partial<ExecutionSpec> = {}) =>
  new HistoryBuilder()
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(1, { op: 'insert' })
    .execution({ ...process, ...execution });

function orphansOf(builder: HistoryBuilder) {
  const { violations, doubts } = verdictOf(builder.finish(100));
  const orphans = [...violations, ...doubts].filter(({ anomaly }) => anomaly === 'orphan-execution');
  return orphans.map(({ proof, from, to }) => `${proof} ${((to - from) / 1e6).toFixed(6)}`);
}

describe('a process whose task instance is final', () => {
  test.each([
    [37.997999, ['proved 2.002001']],
    [37.998, ['possible 2.002000']],
    [38, ['possible 2.000000']],
    [38.002, ['possible 1.998000']],
    [38.002001, []],
  ])('since %s s, and that ends at 40 s', (at, expected) => {
    expect(orphansOf(running().task(at, killed))).toEqual(expected);
  });

  test.each([
    [37.9, ['proved 2.100000']],
    [38, ['possible 2.500000']],
    [38.502, ['possible 1.998000']],
    [38.502001, []],
  ])('since %s s, and that beats until 40 s', (at, expected) => {
    expect(orphansOf(running({ exitCode: null }).task(at, killed))).toEqual(expected);
  });

  test('is none the later an orphan for a second final row', () => {
    const again = running()
      .task(20, killed)
      .task(39, { ...killed, state: 'FAILURE' });
    expect(orphansOf(again)).toEqual(['proved 20.000000']);
  });

  test('is no orphan any more once the row is not final again', () => {
    const revived = (at: number) =>
      running()
        .task(20, killed)
        .task(at, { ...killed, final: false });
    expect(orphansOf(revived(21))).toEqual([]);
    expect(orphansOf(revived(31))).toEqual(['proved 11.000000']);
    expect(orphansOf(revived(31).task(39, killed))).toEqual(['proved 11.000000']);
    expect(orphansOf(revived(31).task(37, killed))).toEqual(['proved 3.000000']);
  });

  test.each([
    [10.002, ['possible 5.000000']],
    [10.002001, ['proved 5.000000']],
  ])('is perhaps none where it gave its first sign at 10 s, and the row is not final again at %s s', (at, expected) => {
    const requeued = running({ beats: [] }).task(5, killed);
    expect(orphansOf(requeued.task(at, { ...killed, final: false }))).toEqual(expected);
  });

  test('is perhaps none where two signs came so close to the row that is not final again', () => {
    const requeued = running({ beats: [10.001] }).task(5, killed);
    expect(orphansOf(requeued.task(10.002, { ...killed, final: false }))).toEqual(['possible 5.001000']);
  });

  test('is one all the same where it is another task instance that is not final again', () => {
    const other = { ...killed, taskInstance: 6 };
    const requeued = running({ beats: [] })
      .task(5, killed)
      .task(6, other)
      .task(10.002, { ...other, final: false });
    expect(orphansOf(requeued)).toEqual(['proved 35.000000']);
  });

  test('is one all the same where it outlived another row before', () => {
    const before = running({ beats: [30] })
      .task(20, killed)
      .task(31, { ...killed, final: false });
    expect(orphansOf(before.task(37, killed).task(40.001, { ...killed, final: false }))).toEqual(['proved 10.000000']);
  });

  test('is no orphan any more once the row is gone', () => {
    expect(
      orphansOf(
        running()
          .task(20, killed)
          .task(21, { ...killed, op: 'delete' }),
      ),
    ).toEqual([]);
  });

  test('is an orphan even where it began after that', () => {
    expect(orphansOf(running().task(5, killed))).toEqual(['proved 35.000000']);
  });

  test('is another one for each execution', () => {
    const both = running()
      .task(20, killed)
      .execution({ ...process, name: 'b', task: 2 });
    expect(verdictOf(both.finish(100)).violations.map(({ executions }) => executions)).toEqual([['a'], ['b']]);
  });

  test('may be none where the audit missed a row', () => {
    expect(orphansOf(running().task(20, killed).gap(5, 'audit'))).toEqual(['possible 20.000000']);
    expect(orphansOf(running().task(20, killed).gap(90, 'audit'))).toEqual(['possible 20.000000']);
    expect(orphansOf(running().task(20, killed).gap(5, 'engine'))).toEqual(['proved 20.000000']);
  });
});

test('a process whose own or another task instance is not final is no orphan', () => {
  expect(orphansOf(running().task(20, { taskInstance: 5 }))).toEqual([]);
  expect(orphansOf(running().task(20, { ...killed, taskInstance: 6 }))).toEqual([]);
});

test('the sentence names who marked it, where that is known', () => {
  const sentence = (builder: HistoryBuilder) => verdictOf(builder.finish(100)).violations[0]?.sentence;
  expect(sentence(running().task(20, { ...killed, writer: 'master-2' }))).toBe(
    'workflow 1, task long: execution A on worker-1 (10.0–40.0 s) lived on for 20.0 s after master-2 had marked its task instance 5 KILL at 20.0 s',
  );
  expect(sentence(running().task(20, { ...killed, writer: undefined }))).toContain('after somebody had marked');
});

test('the sentence says that it may have lived on, where that is all that is known', () => {
  const [doubt] = verdictOf(running().task(38, killed).finish(100)).doubts;
  expect(doubt?.sentence).toContain('may have lived on for 2.0 s after master-1 had marked');
});

test('a process that told of its end before its row was final is no orphan, however wrong the clocks may be', () => {
  const uncertainty = { ...allWatch, witness: 3_000_000 };
  const ended = new HistoryBuilder({ uncertainty })
    .definition(1, [{ task: 1 }])
    .workflow(1, { op: 'insert' })
    .execution({ name: 'a', from: 10, to: 40 })
    .task(40.1, { state: 'SUCCESS', final: true });
  expect(orphansOf(ended)).toEqual([]);
});
