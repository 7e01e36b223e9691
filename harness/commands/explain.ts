import { existsSync } from 'node:fs';
import { anomalies } from '../../checkers/finding.ts';
import { explainAnomaly } from '../../report/explain-anomaly.ts';
import { explainRun } from '../../report/explain-run.ts';
import { knownOf } from '../known.ts';
import { nearest } from '../nearest.ts';
import { storedReport } from '../stored-report.ts';
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
  const { run } = await storedReport(path);
  return explainRun(run, outputStyle());
}

/** Something with a slash in it was meant as a path. */
function unknown(subject: string): string {
  const near = nearest(subject, anomalies);
  const meant = near.length === 0 ? './doublerun list anomalies shows them' : `did you mean ${near.join(' or ')}?`;
  return /[/\\]/.test(subject)
    ? `there is no ${subject}; give a run directory (runs/<scenario>/<run>) or the name of an anomaly`
    : `there is no anomaly ${subject}, and no run directory of that name; ${meant}`;
}
