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

test('a lost shard is submitted again once, and what its old task delivers is refused from then on', async () => {
  const services: object[] = [{ ID: 's', Spec: { Name: 'job', Labels: {} } }];
  let looks = 0;
  const engine = {
    listServices: async () => services,
    listTasks: async () => [
      { ID: 't', CreatedAt: '1', ServiceID: 's', NodeID: 'n', DesiredState: 'complete', Status: { State: 'running' } },
    ],
    listNodes: async () => {
      looks += 1;
      // Its manager has just started again; then it is down indeed.
      const state = looks < 3 ? 'unknown' : 'down';
      return [{ ID: 'n', Description: { Hostname: 'right' }, Status: { State: state } }];
    },
    listSecrets: async () => [{ ID: 'k', Spec: { Name: 'job' } }],
    createService: async ({ Name: name, Labels: labels }: Dockerode.CreateServiceOptions) =>
      services.push({ ID: `s${services.length}`, Spec: { Name: name, Labels: labels } }),
  } as unknown as Dockerode;
  const interrupted = new AbortController();
  const fence = new Fence({}, () => undefined);
  const said: string[] = [];
  const tell = (line: string): number => said.push(line);
  const following = followJob(job, { engine, fence, tell, signal: interrupted.signal, everyMs: 1 });
  await expect.poll(() => looks).toBeGreaterThan(6);
  interrupted.abort(new InterruptError());
  await expect(following).rejects.toBeInstanceOf(InterruptError);
  expect(said).toEqual([
    'shard 1 of 1  waiting (node right is not heard of)',
    'shard 1 of 1  lost with right',
    'shard 1 of 1  waiting (Swarm has not begun)',
  ]);
  expect(services).toHaveLength(2);
  expect(services[1]).toMatchObject({ Spec: { Name: 'job-1-1', Labels: { 'doublerun.attempt': '1' } } });
  expect([0, 1].map((attempt) => fence.admits(1, attempt))).toEqual([false, true]);
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
