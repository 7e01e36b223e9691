import type Dockerode from 'dockerode';
import { afterEach, expect, test, vi } from 'vitest';
import { Fence } from '../../../harness/swarm/fence.ts';
import { followJob } from '../../../harness/swarm/follow.ts';
import type { Job } from '../../../harness/swarm/job.ts';
import type { ShardState } from '../../../harness/swarm/slots.ts';
import { Waits } from '../../../harness/swarm/waits.ts';
import { InterruptError } from '../../../harness/usage-error.ts';

const MINUTE = 60_000;
const waiting: ShardState = { kind: 'waiting', reason: 'no suitable node' };
const running: ShardState = { kind: 'running', node: 'left', attempt: 1 };
const complete: ShardState = { kind: 'complete' };
const kinds = (states: readonly ShardState[]): readonly string[] => states.map(({ kind }) => kind);

const job: Job = {
  ...{ name: 'job', campaign: 'night', work: 'w', shards: 1, image: 'i', memoryBytes: 1 },
  sources: new Map(),
  collector: { host: '127.0.0.1', port: 1 },
};

afterEach(() => {
  vi.useRealTimers();
});

test('a shard that no node takes is given up in time, with what it needs', () => {
  const waits = new Waits();
  expect(kinds(waits.judge([complete, waiting], 0))).toEqual(['complete', 'waiting']);
  expect(kinds(waits.judge([complete, waiting], 15 * MINUTE - 1))).toEqual(['complete', 'waiting']);
  const [, late] = waits.judge([complete, waiting], 15 * MINUTE);
  expect(late).toMatchObject({
    kind: 'failed',
    reason: expect.stringMatching(/15 min.*no suitable node.*--task-memory/),
  });
  // A node took it after all.
  expect(kinds(waits.judge([complete, running], 16 * MINUTE))).toEqual(['complete', 'running']);
  expect(kinds(waits.judge([complete, waiting], 17 * MINUTE))).toEqual(['complete', 'waiting']);
});

test('as long as another shard runs, one may wait for the room that it takes', () => {
  const waits = new Waits();
  for (const minute of [0, 60, 240]) expect(kinds(waits.judge([running, waiting], minute * MINUTE))[1]).toBe('waiting');
  expect(kinds(waits.judge([complete, waiting], 241 * MINUTE))[1]).toBe('waiting');
  expect(kinds(waits.judge([complete, waiting], 256 * MINUTE))[1]).toBe('failed');
});

test('an engine that hangs holds up no interruption, and no job for ever', async () => {
  vi.useFakeTimers();
  const engine = { listServices: () => new Promise(() => undefined) } as unknown as Dockerode;
  const interrupted = new AbortController();
  const tools = { engine, fence: new Fence({}, () => undefined), tell: () => undefined, signal: interrupted.signal };
  const following = followJob(job, tools).catch((error: unknown) => error);
  interrupted.abort(new InterruptError());
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await following).toBeInstanceOf(InterruptError);
});
