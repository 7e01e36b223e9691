import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import { readJournal } from '../../history/journal.ts';

/** Histories of real clusters (DolphinScheduler 3.1.1), as the harness wrote them. */
async function judgeRecorded(name: string): Promise<Verdict> {
  const { events, torn } = await readJournal(join(import.meta.dirname, 'recorded', `${name}.jsonl`));
  return judge(events, { torn });
}

test('a master cut off from ZooKeeper for 22 s while its long task ran', async () => {
  const { verdict, violations, doubts, notes, coverage } = await judgeRecorded('failover-16759');
  expect(verdict).toBe('violation');
  expect(violations.map(({ sentence }) => sentence)).toMatchInlineSnapshot(`
    [
      "workflow 1, task long: execution A on worker-1 (51.4–75.4 s) and execution B on worker-1 (63.5–87.5 s) overlapped for 11.9 s; B was dispatched by master-1 after it took the workflow over from master-2 at 63.3 s",
      "workflow 1, task long: execution A on worker-1 (51.4–75.4 s) and execution B on worker-1 (63.5–87.5 s) both ended with success; B was dispatched by master-1 after it took the workflow over from master-2 at 63.3 s",
      "workflow 1, task long: execution A on worker-1 (51.4–75.4 s) lived on for 12.7 s after master-1 had marked its task instance 1 NEED_FAULT_TOLERANCE at 62.7 s",
    ]
  `);
  expect(violations.every(({ proof }) => proof === 'proved')).toBe(true);
  expect([...doubts, ...notes]).toEqual([]);
  expect(coverage.absent).toEqual([]);
});

test('a master behind a black hole: it writes its failure over the work of the one that took over', async () => {
  const { verdict, violations, doubts, notes } = await judgeRecorded('owner-blackhole');
  expect(verdict).toBe('violation');
  const told = [...violations, ...notes].map(({ anomaly, sentence }) => `${anomaly}: ${sentence}`);
  expect(told).toMatchInlineSnapshot(`
    [
      "overlapping-executions: workflow 9, task long: execution A on worker-1 (2.3–22.3 s) and execution B on worker-1 (14.7–34.7 s) overlapped for 7.5 s; B was dispatched by master-1 after it took the workflow over from master-2 at 14.6 s",
      "duplicate-completion: workflow 9, task long: execution A on worker-1 (2.3–22.3 s) and execution B on worker-1 (14.7–34.7 s) both ended with success; B was dispatched by master-1 after it took the workflow over from master-2 at 14.6 s",
      "orphan-execution: workflow 9, task long: execution A on worker-1 (2.3–22.3 s) lived on for 8.5 s after master-1 had marked its task instance 27 NEED_FAULT_TOLERANCE at 13.8 s",
      "conflicting-state: workflow 9, task long: task instance 27 was NEED_FAULT_TOLERANCE (by master-1 at 13.8 s) and became FAILURE (by master-2 at 14.7 s) though nobody had asked for it",
      "conflicting-state: workflow 9 was FAILURE (by master-2 at 14.8 s) and became RUNNING_EXECUTION (by master-1 at 35.6 s) though nobody had asked for it",
      "witness-disagreement: workflow 9, task long: the scheduler's last word on task instance 27 was FAILURE (master-2 at 14.7 s), but execution A on worker-1 (2.3–22.3 s) ended with exit code 0",
      "stale-master-write: workflow 9: master-2 made task long FAILURE at 14.7 s, after master-1 had taken the workflow over from it at 14.6 s; the last of 2 such writes made the workflow FAILURE at 14.8 s",
    ]
  `);
  expect(violations.every(({ proof }) => proof === 'proved')).toBe(true);
  expect(doubts).toEqual([]);
});

test('the same workload with nothing cut, on a cluster that had run nine others before', async () => {
  const { verdict, violations, doubts, notes, coverage } = await judgeRecorded('without-faults');
  expect({ verdict, violations, doubts, notes }).toEqual({ verdict: 'pass', violations: [], doubts: [], notes: [] });
  expect(coverage.executions).toBe(3);
  expect(coverage.absent).toEqual([]);
});
