import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { anomalies } from '../../checkers/finding.ts';
import { judge } from '../../checkers/judge.ts';
import { parseJson } from '../../history/json.ts';
import { ENVIRONMENT_FILE, PLAN_FILE } from '../../history/run-directory.ts';
import { explainAnomaly } from '../../report/explain-anomaly.ts';
import { explainRun } from '../../report/explain-run.ts';
import { knownOf } from '../known.ts';
import { loadHistory } from '../load-history.ts';
import { nearest } from '../nearest.ts';
import { outputStyle } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { AddCommand } from './command.ts';

export const explainCommand: AddCommand = (program) => {
  program
    .command('explain')
    .description('what an anomaly is and how it is proved; or what happened in a stored run; needs no engine')
    .argument('<anomaly or path>', `a run directory or its events.jsonl, or one of: ${anomalies.join(', ')}`)
    .addHelpText(
      'after',
      `
The exit code is 0, whatever the run showed: ./doublerun check judges.

Examples:
  ./doublerun explain double-dispatch
  ./doublerun explain runs/latest`,
    )
    .action(async (subject: string) => {
      const anomaly = anomalies.find((name) => name === subject);
      if (anomaly) process.stdout.write(explainAnomaly(anomaly, knownOf(anomaly), outputStyle()));
      else if (existsSync(subject)) process.stdout.write(await runInWords(subject));
      else throw new UsageError(unknown(subject));
    });
};

async function runInWords(path: string): Promise<string> {
  const { events, torn } = await loadHistory(path);
  // Not a link: what `latest` means is another run soon.
  const real = realpathSync(path);
  const folder = statSync(real).isDirectory() ? real : dirname(real);
  const runDirectory = relative(process.cwd(), folder) || '.';
  const environment = parseJson(textOf(join(folder, ENVIRONMENT_FILE)));
  const report = {
    events,
    verdict: judge(events, { torn }),
    environment: environment as Readonly<Record<string, unknown>> | undefined,
    runDirectory,
    again: existsSync(join(folder, PLAN_FILE)) ? `./doublerun replay ${runDirectory}` : undefined,
  };
  return explainRun(report, outputStyle());
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Something with a slash in it was meant as a path. */
function unknown(subject: string): string {
  const near = nearest(subject, anomalies);
  const meant = near.length === 0 ? './doublerun list anomalies shows them' : `did you mean ${near.join(' or ')}?`;
  return /[/\\]/.test(subject)
    ? `there is no ${subject}; give a run directory (runs/<scenario>/<run>) or the name of an anomaly`
    : `there is no anomaly ${subject}, and no run directory of that name; ${meant}`;
}
