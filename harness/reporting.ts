import { appendFileSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { reasonOf } from '../history/reason.ts';
import { writeTextFile } from '../history/run-directory.ts';
import type { Output, Reporter } from '../report/reporters/reporter.ts';
import type { RunReport } from '../report/run-report.ts';
import { EXIT } from './exit.ts';
import { outputStyle } from './terminal.ts';

/** What became of a run's reports. */
export interface Reports {
  /** For standard output, once nothing else draws there. */
  readonly stdout: string;
  /** Files that were written. `label`: the reporter's name. */
  readonly files: readonly { readonly label: string; readonly path: string }[];
  /** Some report is not there, or not whole. It was said on standard error why. */
  readonly failed: boolean;
}

/**
 * Has every reporter tell of a run, and writes their files into each of the folders. One that fails is told of on standard error and hides
 * no other's report. Never throws.
 */
export function writeReports(run: RunReport, reporters: readonly Reporter[], folders: readonly string[]): Reports {
  const files: { label: string; path: string }[] = [];
  let stdout = '';
  let failed = false;
  const attempt = (what: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      failed = true;
      process.stderr.write(`${what} failed: ${reasonOf(error)}\n`);
    }
  };
  for (const { name, render } of reporters) {
    attempt(`the reporter ${name}`, () => {
      for (const output of render(run, outputStyle())) {
        if (output.to === 'stdout') stdout += output.text;
        else if (output.to === 'variable') attempt(`the reporter ${name}`, () => append(output));
        else {
          for (const folder of folders) {
            const path = join(folder, output.name);
            attempt(`writing ${relative(process.cwd(), path)}`, () => {
              mkdirSync(folder, { recursive: true });
              writeTextFile(path, output.text);
              files.push({ label: name, path });
            });
          }
        }
      }
    });
  }
  return { stdout, files, failed };
}

function append({ variable, text }: Extract<Output, { to: 'variable' }>): void {
  const path = process.env[variable];
  if (path) appendFileSync(path, text);
}

/** `label   text`, a line for each. */
export function linesOf(lines: readonly { readonly label: string; readonly text: string }[]): string {
  const width = Math.max(6, ...lines.map(({ label }) => label.length)) + 2;
  return lines.map(({ label, text }) => `${label.padEnd(width)}${text}\n`).join('');
}

/** A command's exit code once its reports are written: without them it is no success, whatever was found. */
export function exitCodeWith({ failed }: Pick<Reports, 'failed'>, code: number): number {
  return failed && code === EXIT.pass ? EXIT.broken : code;
}
