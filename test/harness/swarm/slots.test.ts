import { expect, test } from 'vitest';
import { isActive, type SwarmTask, stateInWords, stateOfShard, taskSchema } from '../../../harness/swarm/slots.ts';

const nodes = [
  { ID: 'n1', Description: { Hostname: 'left' }, Status: { State: 'ready' } },
  { ID: 'n2', Description: { Hostname: 'right' }, Status: { State: 'down' } },
];

/** As Swarm tells of it: a task that begins at a second. */
function task(second: number, state: string, desired = 'complete', changed: object = {}): SwarmTask {
  return taskSchema.parse({
    ID: `t${second}`,
    CreatedAt: `2026-11-24T02:10:${String(second).padStart(2, '0')}.211608003Z`,
    ServiceID: 's',
    NodeID: 'n1',
    DesiredState: desired,
    Status: { State: state, Message: 'started' },
    ...changed,
  });
}

const words = (...tasks: SwarmTask[]): string => stateInWords(stateOfShard(tasks, nodes));
const killed = task(12, 'failed', 'shutdown', {
  Status: { State: 'failed', Err: 'task: non-zero exit (137)', Message: 'started' },
});

test('a shard runs, is complete, or waits and says what for', () => {
  expect(words()).toBe('waiting (Swarm has not begun)');
  expect(words(task(1, 'running'))).toBe('running on left');
  expect(words(task(1, 'complete'))).toBe('complete');
  const pending = { State: 'pending', Err: 'no suitable node (insufficient resources on 1 node)', Message: '' };
  expect(words(task(1, 'pending', 'complete', { NodeID: '', Status: pending }))).toBe(
    'waiting (no suitable node (insufficient resources on 1 node))',
  );
});

test('a killed task has a successor; without one its shard is given up', () => {
  expect(words(killed, task(18, 'ready', 'ready'))).toBe('waiting (started)');
  // The engine lists them in no order.
  expect(words(task(18, 'running'), killed)).toBe('running on left (attempt 2)');
  expect(words(task(18, 'complete'), killed)).toBe('complete');
  expect(words(killed)).toBe('given up (failed on left: task: non-zero exit (137))');
  // Between its end and Swarm's answer to it.
  expect(words({ ...killed, DesiredState: 'complete' })).toMatch(/^waiting/);
});

test('what a node that is down was running is lost, until another task has it', () => {
  const there = { NodeID: 'n2' };
  expect(words(task(1, 'running', 'complete', there))).toBe('lost with right');
  expect(words(task(1, 'running', 'complete', { NodeID: 'removed' }))).toBe('lost with removed');
  expect(words(task(1, 'running', 'complete', there), task(9, 'running'))).toBe('running on left (attempt 2)');
  // It came to its end before its node went.
  expect(words(task(1, 'complete', 'complete', there))).toBe('complete');
});

test('a task is active until it has ended, or its node is heard of no more', () => {
  const active = (state: string, changed: object = {}): boolean => isActive(task(1, state, 'remove', changed), nodes);
  expect(['pending', 'running', 'complete', 'failed', 'shutdown'].map((state) => active(state))).toEqual([
    ...[true, true],
    ...[false, false, false],
  ]);
  expect(active('running', { NodeID: 'n2' })).toBe(false);
  expect(active('pending', { NodeID: '' })).toBe(false);
});
