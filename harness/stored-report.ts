import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { judge } from '../checkers/judge.ts';
import { parseJson } from '../history/json.ts';
import { ENVIRONMENT_FILE, LOGS_FOLDER, PLAN_FILE } from '../history/run-directory.ts';
import type { RunReport } from '../report/run-report.ts';
import { historyFile, loadHistory } from './load-history.ts';
import { readLogExcerpts } from './log-excerpts.ts';
import { shellWord } from './shell-word.ts';

const anything = z.record(z.string(), z.unknown());

/**
 * A stored run, judged again. `folder`: where its history is, no link: what `latest` means is another run soon.
 * @param path a run directory, or its events.jsonl.
 * @throws UsageError
 */
export async function storedReport(path: string): Promise<{ readonly run: RunReport; readonly folder: string }> {
  const { events, torn } = await loadHistory(path);
  const folder = dirname(realpathSync(historyFile(path)));
  const file = join(folder, ENVIRONMENT_FILE);
  const { data: environment } = anything.safeParse(
    existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined,
  );
  const runDirectory = relative(process.cwd(), folder) || '.';
  const again = existsSync(join(folder, PLAN_FILE)) ? `./doublerun replay ${shellWord(runDirectory)}` : undefined;
  const verdict = judge(events, { torn });
  return { run: { events, verdict, environment, runDirectory, again }, folder };
}

/** The same with what its servers logged, which only a page shows. */
export function withLogs(run: RunReport, folder: string): RunReport {
  return { ...run, logs: readLogExcerpts(join(folder, LOGS_FOLDER), run.events, run.verdict) };
}
