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
  const { verdict, violations, doubts, notes } = await judgeRecorded('failover-16759');
  expect(verdict).toBe('violation');
  expect(violations.map(({ sentence }) => sentence)).toMatchInlineSnapshot(`
    [
      "workflow 1, task long: execution A on worker-1 (60.3–84.3 s) and execution B on worker-1 (72.3–96.3 s) overlapped for 12.0 s; B was dispatched by master-1 after it took the workflow over from master-2 at 72.0 s",
      "workflow 1, task long: execution A on worker-1 (60.3–84.3 s) and execution B on worker-1 (72.3–96.3 s) both ended with success; B was dispatched by master-1 after it took the workflow over from master-2 at 72.0 s",
      "workflow 1, task long: execution A on worker-1 (60.3–84.3 s) lived on for 13.0 s after master-1 had marked its task instance 1 NEED_FAULT_TOLERANCE at 71.3 s",
    ]
  `);
  expect(violations.every(({ proof }) => proof === 'proved')).toBe(true);
  expect([...doubts, ...notes]).toEqual([]);
});

test('the same workload with nothing cut', async () => {
  const { verdict, violations, doubts, notes, coverage } = await judgeRecorded('without-faults');
  expect({ verdict, violations, doubts, notes }).toEqual({ verdict: 'pass', violations: [], doubts: [], notes: [] });
  expect(coverage.executions).toBe(3);
});
