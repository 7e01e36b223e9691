import { styleText } from 'node:util';
import { plural } from '../counts.ts';
import { plain } from '../wrap.ts';
import type { RunStatus, StoredRun } from './model.ts';
import { gistOf, lengthOf, settingsOf, systemOf, utcOf } from './words.ts';

const GAP = '  ';
/** Wider texts are cut, but for the last column's. */
const WIDEST = 40;
/** Where the last column would have less room, it stands below. */
const LEAST_GIST = 30;
const INDENT = '    ';

const styles: Record<RunStatus, Parameters<typeof styleText>[0]> = {
  violation: ['bold', 'red'],
  broken: ['bold', 'magenta'],
  inconclusive: ['bold', 'yellow'],
  pass: ['bold', 'green'],
  running: ['bold', 'cyan'],
  'cut short': 'yellow',
  unreadable: 'magenta',
};

const columns: readonly { readonly title: string; readonly of: (run: StoredRun) => string }[] = [
  { title: 'verdict', of: ({ status }) => status },
  { title: 'scenario', of: ({ scenario }) => scenario },
  { title: 'began (UTC)', of: ({ at }) => utcOf(at) },
  { title: 'seed', of: ({ seed }) => String(seed ?? '') },
  { title: 'version', of: systemOf },
  { title: 'strategy', of: settingsOf },
  { title: 'took', of: ({ seconds }) => (seconds === undefined ? '' : lengthOf(seconds)) },
];

interface RunsTable {
  readonly shown: readonly StoredRun[];
  readonly matching: number;
  readonly all: number;
  readonly folder: string;
}

/**
 * Runs as a table for a terminal or a pipe, ending in a newline. `color` decides alone: whoever calls knows the stream. `width`, in columns: the last column is
 * cut to it; absent, as in a pipe, nothing is.
 */
export function renderRuns(
  { shown, matching, all, folder }: RunsTable,
  { color, width }: { readonly color: boolean; readonly width?: number },
): string {
  if (all === 0) return `There are no runs in ${folder}; ./doublerun reproduce makes one.\n`;
  if (matching === 0) return `None of the ${plural(all, 'run')} in ${folder} is as you ask for.\n`;
  const rows = shown.map((run) => columns.map(({ of }) => cut(plain(of(run)), WIDEST)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const used = widths.reduce((sum, each) => sum + each + GAP.length, 0);
  // A narrow terminal has it on a line of its own.
  const below = width !== undefined && width - used < LEAST_GIST;
  const room = width === undefined ? Number.POSITIVE_INFINITY : below ? width - INDENT.length : width - used;
  const lineOf = (cells: readonly string[], last: string): string =>
    `${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(GAP)}${GAP}${last}`.trimEnd();
  const head = lineOf(
    columns.map(({ title }) => title),
    below ? '' : 'what was found',
  );
  const lines = shown.map((run, index) => {
    const gist = cut(plain([gistOf(run), ...run.problems].join(' ')), room);
    const line = below ? lineOf(rows[index] ?? [], '') : lineOf(rows[index] ?? [], gist);
    return `${color ? painted(line, run.status) : line}${below ? `\n${INDENT}${gist}` : ''}`;
  });
  const left = matching === shown.length ? '' : `; ${plural(matching - shown.length, 'older one')} left out`;
  const told = `${plural(matching, 'run')}${matching === all ? '' : ` of ${all}`}${left}`;
  return `${[color ? styleText('dim', head, { validateStream: false }) : head, ...lines, '', told].join('\n')}\n`;
}

/** The verdict stands first. */
function painted(line: string, status: RunStatus): string {
  return `${styleText(styles[status], status, { validateStream: false })}${line.slice(status.length)}`;
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
