import { expect, test } from 'vitest';
import { readLogLine } from '../../cluster/dolphinscheduler/log-line.ts';
import {
  type LogPattern,
  type LogRole,
  type LogTable,
  logPatterns,
} from '../../cluster/dolphinscheduler/log-patterns.ts';

const addresses = new Map([
  ['172.18.0.7:5678', 'master-1'],
  ['172.18.0.9:5678', 'master-2'],
  ['172.18.0.8:1234', 'worker-1'],
  ['172.18.0.10:1234', 'worker-2'],
]);
export const nameOf = (address: string): string | null => addresses.get(address) ?? null;

/** A line as upstream writes it, and what has to be read from it; the prefix says workflow 91, task instance 92 unless it says otherwise. */
export interface LogCase {
  readonly role: LogRole;
  /** Class that writes it, below `org.apache.dolphinscheduler`. */
  readonly by: string;
  readonly message: string;
  readonly prefix?: readonly [workflow: number | null, taskInstance: number | null];
  readonly tells: {
    readonly fact: LogPattern['fact'];
    readonly about?: string;
    readonly workflow?: number;
    readonly task?: number;
    readonly taskInstance?: number;
    readonly made?: number;
  };
}

/** Most cases are the master's. */
export function master(by: string, message: string, tells: LogCase['tells'], prefix?: LogCase['prefix']): LogCase {
  return { role: 'master', by: `server.master.${by}`, message, tells, ...(prefix ? { prefix } : {}) };
}

export function worker(by: string, message: string, tells: LogCase['tells'], prefix?: LogCase['prefix']): LogCase {
  return { role: 'worker', by: `server.worker.${by}`, message, tells, ...(prefix ? { prefix } : {}) };
}

export function tableOf(version: string): LogTable {
  const lookup = logPatterns(version);
  if (!lookup.known) throw new Error(lookup.reason);
  return lookup.table;
}

/** @returns the line as the version's console appender writes it, at 2026-11-23 07:52:35.256 UTC. */
export function lineOf(version: string, { by, message, prefix = [91, 92] }: Omit<LogCase, 'tells' | 'role'>): string {
  const logger = `org.apache.dolphinscheduler.${by}`;
  const time = '2026-11-23 07:52:35.256 +0000';
  if (version.startsWith('3.1.') || version === '3.2.0')
    return `[INFO] ${time} ${logger}:[61] - [WorkflowInstance-${prefix[0]}][TaskInstance-${prefix[1]}] - ${message}`;
  // `%logger{10}` leaves the first letter of each package.
  const short = logger.replace(/\b(\w)\w*\./g, '$1.');
  return `[WI-${prefix[0]}][TI-${prefix[1]}] - [INFO] ${time} ${short}:[61] - ${message}`;
}

/** Every case is read as it should be, by one pattern alone, and every pattern of the version has a case. */
export function testPatterns(version: string, cases: readonly LogCase[]): void {
  const table = tableOf(version);

  test.each(cases)(`${version}: $role says $tells.fact: $message`, (line) => {
    expect(readLogLine(lineOf(version, line), table, line.role, nameOf)).toEqual({
      type: 'event',
      event: { source: 'log', type: 'log', at: 1795420355256000, ...line.tells, text: line.message.slice(0, 500) },
    });
    expect(patternsOf(table, line)).toHaveLength(1);
  });

  test.each(cases)(`${version}: nobody but $by on a $role says: $message`, (line) => {
    const other = line.role === 'master' ? 'worker' : 'master';
    expect(readLogLine(lineOf(version, line), table, other, nameOf).type).toBe('other');
    expect(
      readLogLine(lineOf(version, { ...line, by: 'plugin.task.shell.ShellTask' }), table, line.role, nameOf).type,
    ).toBe('other');
    expect(
      readLogLine(lineOf(version, { ...line, message: ` -> ${line.message}` }), table, line.role, nameOf).type,
    ).toBe('other');
  });

  test(`${version}: every pattern has its line`, () => {
    const seen = new Set(cases.flatMap((line) => patternsOf(table, line)));
    expect(table.patterns.filter((pattern) => !seen.has(pattern))).toEqual([]);
  });
}

function patternsOf(table: LogTable, { role, by, message }: LogCase): LogPattern[] {
  return table.patterns.filter(
    ({ on, logger, message: pattern }) => on === role && by.endsWith(`.${logger}`) && pattern.test(message),
  );
}
