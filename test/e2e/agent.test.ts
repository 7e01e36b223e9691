import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readJournal } from '../../history/journal.ts';
import { doublerun, leftovers, scratchFolder } from './doublerun.ts';

const folder = scratchFolder();
afterAll(() => folder.remove());

/** The owner stands before the submission of the next task until the standby has run it: with the fix it sees that, and drops the task. */
const SCENARIO = `name: agent
about: The owner is held at a failpoint until it is the owner no more, and checks.
cluster: { fixes: [host-check], session_timeout_seconds: 6 }
workload:
  tasks:
    - { name: first, seconds: 2 }
    - { name: next, seconds: 3, after: [first] }
faults:
  - { name: unaware, kind: failpoint, target: owner, point: before-workers-read, when: { task: first }, heal_when: { fault: hold, step: healed } }
  - { name: hold, kind: failpoint, target: owner, point: before-submit, task: next, when: { task: first }, heal_when: { task: next } }
  - { name: cut, kind: blackhole, target: target-of:hold, when: { fault: hold }, heal_after_seconds: 16 }
contract: [at-least-once]
grace_seconds: 30
`;

test('a master held at a failpoint is let go as another one owns the workflow, and drops the task', async () => {
  const path = join(folder.path, 'agent.yaml');
  writeFileSync(path, SCENARIO);
  const { output } = await doublerun(['run', path, '--seed', '1', '--runs', folder.path]);
  const { events } = await readJournal(join(folder.path, 'agent', 'latest', 'events.jsonl'));
  const logged = (fact: string) =>
    events.flatMap((event) => (event.type === 'log' && event.fact === fact ? [event] : []));

  const [reached] = logged('failpoint-reached').filter(({ fault }) => fault === 'hold');
  const [left] = logged('failpoint-left').filter(({ fault }) => fault === 'hold');
  const [dropped] = logged('submission-dropped');
  expect(reached, output).toMatchObject({ point: 'before-submit', workflow: 1 });
  expect(left, output).toMatchObject({ server: reached?.server, task: reached?.task });
  expect(dropped, output).toMatchObject({ server: reached?.server, task: reached?.task, workflow: 1 });
  expect(dropped?.about).toMatch(/^master-[12]$/);
  expect(dropped?.about).not.toBe(reached?.server);

  const steps = events.flatMap((event) =>
    event.source === 'nemesis' && event.fault === 'hold' ? [event.type.slice('fault.'.length)] : [],
  );
  expect(steps, output).toEqual(['begin', 'effective', 'heal', 'healed']);
  // Once each, and the second by the standby alone.
  const ran = events.flatMap((event) => (event.type === 'execution.start' ? [event.task] : []));
  expect(
    ran.filter((task) => task === dropped?.task),
    output,
  ).toHaveLength(1);
  // The volume with the agent goes with the rest.
  expect((await leftovers()).filter(({ run }) => run.startsWith('agent/'))).toEqual([]);
});
