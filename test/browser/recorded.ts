import { join } from 'node:path';
import { judge } from '../../checkers/judge.ts';
import { readJournal } from '../../history/journal.ts';
import type { ExcerptLine, LogExcerpts } from '../../report/logs.ts';
import type { RunReport } from '../../report/run-report.ts';

/** A history of a real cluster, judged, with the lines of its logs that it names. */
export async function recordedRun(name: string): Promise<RunReport & { readonly logs: LogExcerpts }> {
  const path = join(import.meta.dirname, '../checkers/recorded', `${name}.jsonl`);
  const { events, torn } = await readJournal(path);
  const zero = events[0]?.at ?? 0;
  const told = events.flatMap((event) => (event.type === 'log' ? [event] : [])).toSorted((a, b) => a.offset - b.offset);
  const logs = [...Map.groupBy(told, ({ file }) => file)].map(([file, own]) => {
    const lines = own.map(({ at, offset, text }): ExcerptLine => [offset, at - zero, text, false]);
    return [file, lines] as const;
  });
  const again = `./doublerun run ${name} --seed 1`;
  return { events, verdict: judge(events, { torn }), logs: Object.fromEntries(logs), again };
}
