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
      "workflow 1, task long: execution A on worker-2 (35.5–59.5 s) and execution B on worker-2 (47.6–71.6 s) overlapped for 11.9 s; B was dispatched by master-2 after it took the workflow over from master-1 at 47.5 s",
      "workflow 1, task long: execution A on worker-2 (35.5–59.5 s) and execution B on worker-2 (47.6–71.6 s) both ended with success; B was dispatched by master-2 after it took the workflow over from master-1 at 47.5 s",
      "workflow 1, task long: execution A on worker-2 (35.5–59.5 s) lived on for 12.7 s after master-2 had marked its task instance 1 NEED_FAULT_TOLERANCE at 46.8 s",
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
