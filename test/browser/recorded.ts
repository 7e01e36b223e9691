import { join } from 'node:path';
import { judge } from '../../checkers/judge.ts';
import { readJournal } from '../../history/journal.ts';
import type { RunReport } from '../../report/run-report.ts';

/** A history of a real cluster, judged. */
export async function recordedRun(name: string): Promise<RunReport> {
  const path = join(import.meta.dirname, '../checkers/recorded', `${name}.jsonl`);
  const { events, torn } = await readJournal(path);
  return { events, verdict: judge(events, { torn }), again: `./doublerun run ${name} --seed 1` };
}
