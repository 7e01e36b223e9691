import type { LogFact } from '../../history/events/log.ts';
import { logTable31 } from './log-patterns-3.1.ts';
import { logTable32 } from './log-patterns-3.2.ts';

/** Servers whose logs are read. */
export type LogRole = 'master' | 'worker';

/** A line that one class of the scheduler writes. */
export interface LogPattern {
  readonly fact: LogFact;
  readonly on: LogRole;
  /** Simple name of the class, the end of the logger's name that no version shortens: the same words of another class are no match. */
  readonly logger: string;
  /**
   * The message, matched from its first character on. Named groups: `about` (`address:port` of a server), `workflow`, `task` (its code),
   * `taskInstance`, `made` (ms since the epoch).
   */
  readonly message: RegExp;
  /** Ids that the line's prefix has, where the message does not: only those that are surely of this line's subject. */
  readonly prefix?: readonly ('workflow' | 'taskInstance')[];
}

/** How a version writes its logs. */
export interface LogTable {
  /** Start of a line: groups `time`, `zone`, `logger`, `workflow`, `taskInstance`, `message`. A line without it goes on with the last. */
  readonly head: RegExp;
  readonly patterns: readonly LogPattern[];
}

/** A table, or why there is none: then a log tells nothing, and what it does not tell is unknown. */
export type LogLookup =
  | { readonly known: true; readonly table: LogTable }
  | { readonly known: false; readonly reason: string };

/** @returns what the logs of this release mean. Only releases whose source was read are known: words change between them. */
export function logPatterns(version: string): LogLookup {
  const table = logTable31(version) ?? logTable32(version);
  if (table) return { known: true, table };
  return {
    known: false,
    reason: `nobody has read how DolphinScheduler ${version} words its logs (known are 3.1.0 to 3.1.9 and 3.2.0 to 3.2.2)`,
  };
}
