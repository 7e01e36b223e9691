import { describe, expect, test } from 'vitest';
import { HistoryBuilder } from '../histories/builder.ts';
import { verdictOf } from './runs.ts';

const twice = () =>
  new HistoryBuilder()
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(1, { op: 'insert' })
    .execution({ name: 'a', from: 10, to: 20 })
    .execution({ name: 'b', from: 30, to: 40 });

function duplicatesOf(builder: HistoryBuilder) {
  const { violations, doubts } = verdictOf(builder.finish(100));
  return [...violations, ...doubts].map(({ proof, executions }) => `${proof} ${executions.join(' ')}`);
}

describe('two successes', () => {
  test('are one too many', () => {
    expect(duplicatesOf(twice())).toEqual(['proved a b']);
    expect(verdictOf(twice().finish(99)).violations[0]?.sentence).toBe(
      'workflow 1, task long: execution A on worker-1 (10.0–20.0 s) and execution B on worker-1 (30.0–40.0 s) both ended with success',
    );
  });

  test('of three are three pairs', () => {
    const thrice = twice().execution({ name: 'c', from: 50, to: 60 });
    expect(duplicatesOf(thrice)).toEqual(['proved a b', 'proved a c', 'proved b c']);
  });

  test.each(['REPEAT_RUNNING', 'EXECUTE_TASK'])('are excused by %s', (kind) => {
    expect(duplicatesOf(twice().command(25, kind))).toEqual([]);
    expect(duplicatesOf(twice().command(25, kind, { workflow: null }))).toEqual([]);
  });

  test.each([
    'START_PROCESS',
    'RECOVER_TOLERANCE_FAULT_PROCESS',
    'START_FAILURE_TASK_PROCESS',
    'RECOVER_SUSPENDED_PROCESS',
    'START_CURRENT_TASK_PROCESS',
  ])('are not excused by %s', (kind) => {
    expect(duplicatesOf(twice().command(25, kind))).toEqual(['proved a b']);
  });

  test('are not excused by a command for something else, nor by one that is taken away', () => {
    expect(duplicatesOf(twice().command(25, 'REPEAT_RUNNING', { workflow: 2 }))).toEqual(['proved a b']);
    expect(duplicatesOf(twice().command(25, 'REPEAT_RUNNING', { workflow: null, definition: 2 }))).toEqual([
      'proved a b',
    ]);
    expect(duplicatesOf(twice().command(25, 'REPEAT_RUNNING', { op: 'delete' }))).toEqual(['proved a b']);
  });

  test.each([
    [9.997999, ['proved a b']],
    [9.998, ['possible a b']],
    [10.002, ['possible a b']],
    [10.002001, []],
    [29.997999, []],
    [29.998, ['possible a b']],
    [30.002, ['possible a b']],
    [30.002001, ['proved a b']],
  ])('with a command at %s s', (at, expected) => {
    expect(duplicatesOf(twice().command(at, 'REPEAT_RUNNING'))).toEqual(expected);
  });

  test.each([
    [9.997999, ['proved a b']],
    [9.998, ['possible a b']],
    [10.002001, []],
    [28, []],
  ])('with a command of 9 s that waited for a master until %s s', (at, expected) => {
    const waited = twice().command(9, 'REPEAT_RUNNING').command(at, 'REPEAT_RUNNING', { op: 'delete' });
    expect(duplicatesOf(waited)).toEqual(expected);
  });

  test('may be excused by a command written within the clocks’ error of the second start, though both had ended', () => {
    const brief = twice().execution({ name: 'c', from: 50, to: 50, beats: [] }).command(50.001, 'REPEAT_RUNNING');
    const doubtful = ['possible a c', 'possible b c'];
    expect(duplicatesOf(brief)).toEqual(['proved a b', ...doubtful]);
    const [doubt] = verdictOf(brief.finish(100)).doubts;
    expect(doubt?.sentence).toMatch(/both ended with success, though a user may have asked for the second$/);
  });

  test('may be excused by a command that the audit missed', () => {
    expect(duplicatesOf(twice().gap(25, 'audit'))).toEqual(['possible a b']);
    expect(duplicatesOf(twice().gap(25, 'engine'))).toEqual(['proved a b']);
  });
});

test('a failure and a success are none too many', () => {
  const retried = new HistoryBuilder()
    .execution({ name: 'a', from: 10, to: 20, exitCode: 1 })
    .execution({ name: 'b', from: 30, to: 40 })
    .execution({ name: 'c', from: 50, to: 60, exitCode: null });
  expect(duplicatesOf(retried)).toEqual([]);
});
