import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { readJournal } from '../../history/journal.ts';

/** Judges a history of a real cluster (DolphinScheduler 3.1.1, or as its name says), as the harness wrote it. `told`: all that was found, violations first. */
async function judgeRecorded(name: string) {
  const { events, torn } = await readJournal(join(import.meta.dirname, 'recorded', `${name}.jsonl`));
  const { verdict, coverage, violations, doubts, notes } = judge(events, { torn });
  const told = [...violations, ...doubts, ...notes].map(
    ({ anomaly, proof, sentence }) => `${anomaly}, ${proof}: ${sentence}`,
  );
  return { verdict, coverage, told };
}

test('a master cut off from ZooKeeper for 22 s while its long task ran', async () => {
  const { verdict, coverage, told } = await judgeRecorded('failover-16759');
  expect(verdict).toBe('violation');
  expect(told).toMatchInlineSnapshot(`
    [
      "overlapping-executions, proved: workflow 1, task long: execution A on worker-1 (51.4–75.4 s) and execution B on worker-1 (63.5–87.5 s) overlapped for 11.9 s; B was dispatched by master-1 after it took the workflow over from master-2 at 63.3 s",
      "duplicate-completion, proved: workflow 1, task long: execution A on worker-1 (51.4–75.4 s) and execution B on worker-1 (63.5–87.5 s) both ended with success; B was dispatched by master-1 after it took the workflow over from master-2 at 63.3 s",
      "orphan-execution, proved: workflow 1, task long: execution A on worker-1 (51.4–75.4 s) lived on for 12.7 s after master-1 had marked its task instance 1 NEED_FAULT_TOLERANCE at 62.7 s",
    ]
  `);
  expect(coverage.absent).toEqual([]);
});

test('a master behind a black hole: it writes its failure over the work of the one that took over', async () => {
  const { verdict, told } = await judgeRecorded('owner-blackhole');
  expect(verdict).toBe('violation');
  expect(told).toMatchInlineSnapshot(`
    [
      "overlapping-executions, proved: workflow 9, task long: execution A on worker-1 (2.3–22.3 s) and execution B on worker-1 (14.7–34.7 s) overlapped for 7.5 s; B was dispatched by master-1 after it took the workflow over from master-2 at 14.6 s",
      "duplicate-completion, proved: workflow 9, task long: execution A on worker-1 (2.3–22.3 s) and execution B on worker-1 (14.7–34.7 s) both ended with success; B was dispatched by master-1 after it took the workflow over from master-2 at 14.6 s",
      "orphan-execution, proved: workflow 9, task long: execution A on worker-1 (2.3–22.3 s) lived on for 8.5 s after master-1 had marked its task instance 27 NEED_FAULT_TOLERANCE at 13.8 s",
      "conflicting-state, proved: workflow 9, task long: task instance 27 was NEED_FAULT_TOLERANCE (by master-1 at 13.8 s) and became FAILURE (by master-2 at 14.7 s) though nobody had asked for it",
      "conflicting-state, proved: workflow 9 was FAILURE (by master-2 at 14.8 s) and became RUNNING_EXECUTION (by master-1 at 35.6 s) though nobody had asked for it",
      "witness-disagreement, proved: workflow 9, task long: the scheduler's last word on task instance 27 was FAILURE (master-2 at 14.7 s), but execution A on worker-1 (2.3–22.3 s) ended with exit code 0",
      "stale-master-write, proved: workflow 9: master-2 made task long FAILURE at 14.7 s, after master-1 had taken the workflow over from it at 14.6 s; the last of 2 such writes made the workflow FAILURE at 14.8 s",
    ]
  `);
});

test('the same workload with nothing cut, on a cluster that had run nine others before', async () => {
  const { verdict, coverage, told } = await judgeRecorded('without-faults');
  expect({ verdict, told }).toEqual({ verdict: 'pass', told: [] });
  expect(coverage.executions).toBe(3);
  expect(coverage.absent).toEqual([]);
});

test('a master that slept while its task ended, and sends the next one beside the master that took over', async () => {
  const { verdict, told } = await judgeRecorded('failover-16759-successor');
  expect(verdict).toBe('violation');
  expect(told).toMatchInlineSnapshot(`
    [
      "overlapping-executions, proved: workflow 5, task next: execution A on worker-2 (50.1–70.2 s) and execution B on worker-2 (53.4–73.4 s) overlapped for 16.8 s; B was dispatched by master-2 after master-1 took the workflow over from master-2 at 42.6 s",
      "overlapping-executions, proved: workflow 5, task next: execution A on worker-2 (50.1–70.2 s) and execution C on worker-2 (54.7–74.7 s) overlapped for 15.5 s; C was dispatched by master-2 after it took the workflow over from master-1 at 54.4 s",
      "overlapping-executions, proved: workflow 5, task next: execution B on worker-2 (53.4–73.4 s) and execution C on worker-2 (54.7–74.7 s) overlapped for 18.7 s; B was dispatched by master-2 after master-1 took the workflow over from master-2 at 42.6 s; C was dispatched by master-2 after it took the workflow over from master-1 at 54.4 s",
      "duplicate-completion, proved: workflow 5, task first: execution A on worker-2 (30.4–36.4 s) and execution B on worker-2 (43.4–49.7 s) both ended with success; B was dispatched by master-1 after it took the workflow over from master-2 at 42.6 s",
      "duplicate-completion, proved: workflow 5, task next: execution A on worker-2 (50.1–70.2 s) and execution B on worker-2 (53.4–73.4 s) both ended with success; B was dispatched by master-2 after master-1 took the workflow over from master-2 at 42.6 s",
      "duplicate-completion, proved: workflow 5, task next: execution A on worker-2 (50.1–70.2 s) and execution C on worker-2 (54.7–74.7 s) both ended with success; C was dispatched by master-2 after it took the workflow over from master-1 at 54.4 s",
      "duplicate-completion, proved: workflow 5, task next: execution B on worker-2 (53.4–73.4 s) and execution C on worker-2 (54.7–74.7 s) both ended with success; B was dispatched by master-2 after master-1 took the workflow over from master-2 at 42.6 s; C was dispatched by master-2 after it took the workflow over from master-1 at 54.4 s",
      "orphan-execution, proved: workflow 5, task next: execution B on worker-2 (53.4–73.4 s) lived on for 20.4 s after master-2 had marked its task instance 19 NEED_FAULT_TOLERANCE at 52.9 s",
      "orphan-execution, proved: workflow 5, task next: execution A on worker-2 (50.1–70.2 s) lived on for 16.0 s after master-2 had marked its task instance 18 NEED_FAULT_TOLERANCE at 54.1 s",
      "double-dispatch, proved: workflow 5, task next: master-1 dispatched execution A on worker-2 (50.1–70.2 s), and master-2 dispatched execution B on worker-2 (53.4–73.4 s) while the attempt of A was not over",
      "stale-master-write, proved: workflow 5: master-2 made task first SUCCESS at 52.4 s, after master-1 had taken the workflow over from it at 42.6 s; the last of 3 such writes inserted task next at 52.5 s",
      "stale-master-write, proved: workflow 5: master-1 made task next FAILURE at 54.9 s, after master-2 had taken the workflow over from it at 54.4 s; the last of 2 such writes made the workflow FAILURE at 55.0 s",
      "stale-master-dispatch, proved: workflow 5, task next: master-2 dispatched execution B on worker-2 (53.4–73.4 s) after master-1 had taken the workflow over from it at 42.6 s",
      "conflicting-state, proved: workflow 5, task first: task instance 16 was NEED_FAULT_TOLERANCE (by master-1 at 42.3 s) and became SUCCESS (by master-2 at 52.4 s) though nobody had asked for it",
      "conflicting-state, proved: workflow 5, task next: task instance 18 was NEED_FAULT_TOLERANCE (by master-2 at 54.1 s) and became FAILURE (by master-1 at 54.9 s) though nobody had asked for it",
      "conflicting-state, proved: workflow 5 was FAILURE (by master-1 at 55.0 s) and became RUNNING_EXECUTION (by master-2 at 75.6 s) though nobody had asked for it",
      "double-failover, proved: workflow 5: after master-1 had failed it over at 42.3 s, master-2 failed it over from itself at 54.1 s, though master-2 had been lost only once",
      "witness-disagreement, proved: workflow 5, task next: the scheduler's last word on task instance 18 was FAILURE (master-1 at 54.9 s), but execution A on worker-2 (50.1–70.2 s) ended with exit code 0",
    ]
  `);
});

test('a worker that the registry lost sight of: its task is run again, and the workflow never ends', async () => {
  const { verdict, told } = await judgeRecorded('worker-blackhole');
  expect(verdict).toBe('violation');
  expect(told).toMatchInlineSnapshot(`
    [
      "overlapping-executions, proved: workflow 8, task long: execution A on worker-2 (2.7–26.7 s) and execution B on worker-2 (12.4–36.4 s) overlapped for 14.3 s; B was dispatched by master-2",
      "duplicate-completion, proved: workflow 8, task long: execution A on worker-2 (2.7–26.7 s) and execution B on worker-2 (12.4–36.4 s) both ended with success; B was dispatched by master-2",
      "orphan-execution, proved: workflow 8, task long: execution A on worker-2 (2.7–26.7 s) lived on for 14.4 s after master-2 had marked its task instance 29 NEED_FAULT_TOLERANCE at 12.3 s",
      "stuck-workflow, proved: workflow 8 was still RUNNING_EXECUTION when the run ended at 115.2 s, owned by master-2, 90.1 s after the last heal or submission",
      "lost-task, possible: workflow 8, task next never ran, though task long had succeeded by 26.7 s; the scheduler has no row of it, and workflow 8 was still RUNNING_EXECUTION when the run ended at 115.2 s, 88.6 s later; it may not have had its time",
    ]
  `);
});

test('ten workflows, and their master behind a black hole: some never end', async () => {
  const { verdict, told } = await judgeRecorded('many-workflows');
  expect(verdict).toBe('violation');
  expect(told).toMatchInlineSnapshot(`
    [
      "overlapping-executions, proved: workflow 23, task first: execution A on worker-1 (3.3–16.2 s) and execution B on worker-1 (15.5–28.4 s) overlapped for 0.8 s; B was dispatched by master-2 after it took the workflow over from master-1 at 15.4 s",
      "duplicate-completion, proved: workflow 21, task first: execution A on worker-1 (3.4–13.5 s) and execution B on worker-1 (14.4–24.5 s) both ended with success; B was dispatched by master-2 after it took the workflow over from master-1 at 14.3 s",
      "duplicate-completion, proved: workflow 23, task first: execution A on worker-1 (3.3–16.2 s) and execution B on worker-1 (15.5–28.4 s) both ended with success; B was dispatched by master-2 after it took the workflow over from master-1 at 15.4 s",
      "duplicate-completion, proved: workflow 16, task first: execution A on worker-1 (2.0–13.0 s) and execution B on worker-1 (24.7–35.7 s) both ended with success; B was dispatched by master-1",
      "orphan-execution, proved: workflow 22, task next: execution A on worker-1 (24.7–26.7 s) lived on for 13.0 s after master-2 had marked its task instance 66 NEED_FAULT_TOLERANCE at 13.7 s",
      "stuck-workflow, proved: workflow 16 was still RUNNING_EXECUTION when the run ended at 143.6 s, owned by master-1, 120.2 s after the last heal or submission",
      "stuck-workflow, proved: workflow 22 was still RUNNING_EXECUTION when the run ended at 143.6 s, owned by master-1, 120.2 s after the last heal or submission",
      "stuck-workflow, proved: workflow 24 was still RUNNING_EXECUTION when the run ended at 143.6 s, owned by master-1, 120.2 s after the last heal or submission",
      "conflicting-state, proved: workflow 21, task first: task instance 59 was SUCCESS (by master-1 at 13.6 s) and became NEED_FAULT_TOLERANCE (by master-2 at 13.7 s) though nobody had asked for it",
      "conflicting-state, proved: workflow 23, task first: task instance 61 was NEED_FAULT_TOLERANCE (by master-2 at 14.8 s) and became FAILURE (by master-1 at 15.6 s) though nobody had asked for it",
      "conflicting-state, proved: workflow 24, task first: task instance 60 was SUCCESS (by master-1 at 15.6 s) and became NEED_FAULT_TOLERANCE (by master-2 at 15.8 s) though nobody had asked for it",
      "conflicting-state, proved: workflow 23 was FAILURE (by master-1 at 15.6 s) and became RUNNING_EXECUTION (by master-2 at 29.2 s) though nobody had asked for it",
      "witness-disagreement, proved: workflow 23, task first: the scheduler's last word on task instance 61 was FAILURE (master-1 at 15.6 s), but execution A on worker-1 (3.3–16.2 s) ended with exit code 0",
      "lost-task, proved: workflow 16, task next never ran, though task first had succeeded by 13.0 s; the scheduler has no row of it, and workflow 16 was still RUNNING_EXECUTION when the run ended at 143.6 s, 130.6 s later",
      "lost-task, proved: workflow 24, task next never ran, though task first had succeeded by 14.8 s; its task instance 72 is SUBMITTED_SUCCESS, and workflow 24 was still RUNNING_EXECUTION when the run ended at 143.6 s, 128.8 s later",
      "stale-master-write, proved: workflow 23: master-1 made task first FAILURE at 15.6 s, after master-2 had taken the workflow over from it at 15.4 s; the last of 2 such writes made the workflow FAILURE at 15.6 s",
    ]
  `);
});

test('a second without ZooKeeper, and a master that does not come back (apache/dolphinscheduler#13310)', async () => {
  const { verdict, told } = await judgeRecorded('blip');
  expect(verdict).toBe('violation');
  expect(told).toMatchInlineSnapshot(`
    [
      "overlapping-executions, proved: workflow 1, task long: execution A on worker-2 (77.4–97.4 s) and execution B on worker-2 (87.8–107.8 s) overlapped for 9.6 s; B was dispatched by master-2 after it took the workflow over from master-1 at 87.0 s",
      "duplicate-completion, proved: workflow 1, task long: execution A on worker-2 (77.4–97.4 s) and execution B on worker-2 (87.8–107.8 s) both ended with success; B was dispatched by master-2 after it took the workflow over from master-1 at 87.0 s",
      "orphan-execution, proved: workflow 1, task long: execution A on worker-2 (77.4–97.4 s) lived on for 11.6 s after master-2 had marked its task instance 1 NEED_FAULT_TOLERANCE at 85.9 s",
      "never-recovered, possible: master-1 was not back when the run ended at 113.7 s, 32.8 s after the last heal: the registry no longer had it at 84.8 s; it may not have had its time",
    ]
  `);
});

test('3.2.2: one master cut from ZooKeeper alone sends the successor from its memory, the one that took over sends it too', async () => {
  const { verdict, told } = await judgeRecorded('successor-link-3.2.2');
  expect(verdict).toBe('violation');
  expect(told).toMatchInlineSnapshot(`
    [
      "overlapping-executions, proved: workflow 1, task next: execution A on worker-2 (73.1–88.1 s) and execution B on worker-1 (81.0–96.0 s) overlapped for 7.1 s; A was dispatched by master-2 after master-1 took the workflow over from master-2 at 61.8 s; B was dispatched by master-1 after it took the workflow over from master-2 at 61.8 s",
      "duplicate-completion, proved: workflow 1, task next: execution A on worker-2 (73.1–88.1 s) and execution B on worker-1 (81.0–96.0 s) both ended with success; A was dispatched by master-2 after master-1 took the workflow over from master-2 at 61.8 s; B was dispatched by master-1 after it took the workflow over from master-2 at 61.8 s",
      "double-dispatch, proved: workflow 1, task next: master-2 dispatched execution A on worker-2 (73.1–88.1 s), and master-1 dispatched execution B on worker-1 (81.0–96.0 s) while the attempt of A was not over; both are task instance 2",
      "stale-master-write, proved: workflow 1: master-2 made task next RUNNING_EXECUTION at 72.1 s, after master-1 had taken the workflow over from it at 61.8 s",
      "stale-master-dispatch, proved: workflow 1, task next: master-2 dispatched execution A on worker-2 (73.1–88.1 s) after master-1 had taken the workflow over from it at 61.8 s",
    ]
  `);
});

test('3.2.2: a master that slept sends the successor twice, the second time as the owner again: it was one master', async () => {
  const { verdict, told } = await judgeRecorded('successor-pause-3.2.2');
  expect(verdict).toBe('violation');
  expect(told).toMatchInlineSnapshot(`
    [
      "overlapping-executions, proved: workflow 1, task next: execution A on worker-2 (32.1–52.1 s) and execution B on worker-1 (32.7–52.7 s) overlapped for 19.4 s; B was dispatched by master-2, perhaps after it took the workflow over from master-1 at 31.1 s",
      "duplicate-completion, proved: workflow 1, task next: execution A on worker-2 (32.1–52.1 s) and execution B on worker-1 (32.7–52.7 s) both ended with success; B was dispatched by master-2, perhaps after it took the workflow over from master-1 at 31.1 s",
      "stale-master-write, proved: workflow 1: master-2 made task first SUCCESS at 30.0 s, after master-1 had taken the workflow over from it at 16.9 s; the last of 3 such writes inserted task next at 30.3 s",
      "double-failover, proved: workflow 1: after master-1 had failed it over at 15.9 s, master-2 failed it over from itself at 30.7 s, though master-2 had been lost only once",
    ]
  `);
});
