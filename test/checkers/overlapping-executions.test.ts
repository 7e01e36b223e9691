import { describe, expect, test } from 'vitest';
import { type ExecutionSpec, HistoryBuilder } from '../histories/builder.ts';
import { verdictOf } from './runs.ts';

function overlapsOf(...executions: readonly ExecutionSpec[]) {
  const builder = new HistoryBuilder().definition(1, [{ task: 1, name: 'long' }]).workflow(1, { op: 'insert' });
  for (const execution of executions) builder.execution({ exitCode: 1, ...execution });
  const { violations, doubts } = verdictOf(builder.finish(200));
  return [...violations, ...doubts].map(({ proof, executions: names, from, to }) => {
    return `${proof} ${names.join(' ')} ${((to - from) / 1e6).toFixed(6)}`;
  });
}

const a = { name: 'a', from: 10, to: 20 };

describe('two executions', () => {
  test('that share more than both clock errors overlap, for as long as both are known to live', () => {
    expect(overlapsOf(a, { name: 'b', from: 19.997999, to: 30 })).toEqual(['proved a b 0.002001']);
    expect(overlapsOf(a, { name: 'b', from: 12, to: 15 })).toEqual(['proved a b 3.000000']);
  });

  test('that share as much as both clock errors, or miss each other by it, may overlap', () => {
    expect(overlapsOf(a, { name: 'b', from: 19.998, to: 30 })).toEqual(['possible a b 0.002000']);
    expect(overlapsOf(a, { name: 'b', from: 20.002, to: 30 })).toEqual(['possible a b 0.000000']);
    expect(overlapsOf(a, { name: 'b', from: 20.002001, to: 30 })).toEqual([]);
  });

  test('that may overlap are told as such', () => {
    const builder = new HistoryBuilder().execution({ ...a, beats: [] }).execution({ name: 'b', from: 20, to: 30 });
    const [doubt] = verdictOf(builder.finish(200)).doubts;
    expect(doubt?.sentence).toMatch(
      / may have overlapped: they are closer together than heartbeats and clocks can tell$/,
    );
  });

  test('of which one was killed may overlap until its next heartbeat was due', () => {
    const killed = { ...a, exitCode: null };
    expect(overlapsOf(killed, { name: 'b', from: 20.4, to: 30 })).toEqual(['possible a b 0.100000']);
    expect(overlapsOf(killed, { name: 'b', from: 20.502, to: 30 })).toEqual(['possible a b 0.000000']);
    expect(overlapsOf(killed, { name: 'b', from: 20.502001, to: 30 })).toEqual([]);
  });

  test('of which one was frozen and beat again overlap all the while', () => {
    const frozen = { name: 'a', from: 10, to: 60, beats: [10.5, 59.9] };
    expect(overlapsOf(frozen, { name: 'b', from: 30, to: 40 })).toEqual(['proved a b 10.000000']);
  });

  test('of the same task instance are two all the same', () => {
    const same = { taskInstance: 5, worker: 'worker-1' };
    expect(overlapsOf({ ...a, ...same }, { ...same, name: 'b', from: 15, to: 30 })).toEqual(['proved a b 5.000000']);
  });

  test('of other workflows or tasks have nothing to do with each other', () => {
    expect(overlapsOf(a, { ...a, name: 'b', workflow: 2 }, { ...a, name: 'c', task: 2 })).toEqual([]);
  });
});

test('of three executions each overlapping pair is one finding', () => {
  const b = { name: 'b', from: 15, to: 40 };
  expect(overlapsOf(a, b, { name: 'c', from: 30, to: 50 })).toEqual(['proved a b 5.000000', 'proved b c 10.000000']);
});

test('its length is exact, though the sentence rounds', () => {
  // Both last seen at 12.5 s, and then at 12.54 s, which reads the same.
  const killed = { from: 12, beats: [12.5], to: 12.54, exitCode: null };
  expect(overlapsOf({ ...killed, name: 'a' }, { ...killed, name: 'b' })).toEqual(['proved a b 0.540000']);
});

test('the events that show it are both starts and both last signs of life, in order of time', () => {
  const builder = new HistoryBuilder().execution({ ...a, beats: [] }).execution({ ...a, name: 'b', to: 22, beats: [] });
  const history = builder.finish(30).build();
  const [finding] = verdictOf(builder).violations;
  expect(finding?.events.map((seq) => history[seq]?.type)).toEqual([
    'execution.start',
    'execution.start',
    'execution.end',
    'execution.end',
  ]);
});
