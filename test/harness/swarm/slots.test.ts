import { expect, test } from 'vitest';
import { tasksByShard } from '../../../harness/swarm/job-view.ts';
import { ATTEMPT_LABEL, SHARD_LABEL } from '../../../harness/swarm/names.ts';
import { isActive, type SwarmTask, stateInWords, stateOfShard, taskSchema } from '../../../harness/swarm/slots.ts';

const nodes = [
  { ID: 'n1', Description: { Hostname: 'left' }, Status: { State: 'ready' } },
  { ID: 'n2', Description: { Hostname: 'right' }, Status: { State: 'down' } },
  { ID: 'n3', Description: { Hostname: 'far' }, Status: { State: 'unknown' } },
  { ID: 'n4', Description: { Hostname: 'further' }, Status: { State: 'disconnected' } },
];
const services = [
  { ID: 's', Spec: { Name: 'job', Labels: {} } },
  { ID: 's2', Spec: { Name: 'job-1-1', Labels: { [SHARD_LABEL]: '1', [ATTEMPT_LABEL]: '1' } } },
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

/** Of the first shard. @param known so many services, of which the second has it again. */
function stateOf(tasks: readonly SwarmTask[], known = 1): string {
  const [shard = { attempt: 0, tasks: [], newest: [] }] = tasksByShard(services.slice(0, known), tasks, 1);
  return stateInWords(stateOfShard(shard, nodes));
}
const words = (...tasks: SwarmTask[]): string => stateOf(tasks);
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
  expect(stateOf([task(1, 'running', 'complete', there), task(9, 'running', 'complete', { ServiceID: 's2' })], 2)).toBe(
    'running on left (attempt 2)',
  );
  // It came to its end before its node went.
  expect(words(task(1, 'complete', 'complete', there))).toBe('complete');
});

test('what is not heard of for a while is not lost', () => {
  for (const [id, name] of [
    ['n3', 'far'],
    ['n4', 'further'],
  ])
    expect(words(task(1, 'running', 'complete', { NodeID: id }))).toBe(`waiting (node ${name} is not heard of)`);
});

test('what was submitted again is not lost once more before Swarm has begun with it', () => {
  const lost = task(1, 'running', 'complete', { NodeID: 'n2' });
  expect(stateOf([lost], 2)).toBe('waiting (Swarm has not begun)');
  // The node comes back, with a task that Swarm starts again.
  const again = task(30, 'failed', 'shutdown', { NodeID: 'n1' });
  const own = task(9, 'running', 'complete', { ServiceID: 's2' });
  expect(stateOf([lost, own, again], 2)).toBe('running on left (attempt 3)');
});

test('a task is active until it has ended, or its node is heard of no more', () => {
  const active = (state: string, changed: object = {}): boolean => isActive(task(1, state, 'remove', changed), nodes);
  expect(['pending', 'running', 'complete', 'failed', 'shutdown'].map((state) => active(state))).toEqual([
    ...[true, true],
    ...[false, false, false],
  ]);
  expect(active('running', { NodeID: 'n2' })).toBe(false);
  expect(active('pending', { NodeID: '' })).toBe(false);
  expect(active('running', { NodeID: 'n3' })).toBe(true);
  expect(active('running', { NodeID: 'removed' })).toBe(false);
});
