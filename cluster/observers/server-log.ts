import { gap } from '../../history/gap.ts';
import type { Journal } from '../../history/journal.ts';
import { nowMicros } from '../../history/time.ts';
import type { NameOf } from '../dolphinscheduler/family.ts';
import { readLogLine } from '../dolphinscheduler/log-line.ts';
import type { LogRole, LogTable } from '../dolphinscheduler/log-patterns.ts';
import type { HearLine } from './container-log.ts';

interface Context {
  readonly server: string;
  readonly role: LogRole;
  readonly table: LogTable;
  readonly nameOf: NameOf;
  /** File of the run's `logs/` that the lines go into. */
  readonly file: string;
  readonly journal: Journal;
}

/** Reads what a server of the scheduler writes: lines that matter go into the journal. */
export function readServerLog({ server, role, table, nameOf, file, journal }: Context): {
  readonly hear: HearLine;
  /** Says so where nothing of what was heard looks like this version's log. */
  readonly finish: () => void;
} {
  let lines = 0;
  let understood = 0;
  return {
    hear(line, offset) {
      lines += 1;
      const read = readLogLine(line, table, role, nameOf);
      if (read.type === 'continued') return;
      understood += 1;
      if (read.type !== 'event') return;
      const { made, ...event } = read.event;
      if (made !== undefined && event.about !== undefined) {
        const sending = { ...event, at: made, server: event.about, about: server, fact: 'task-dispatching' } as const;
        journal.append({ ...sending, file, offset });
      }
      journal.append({ ...event, server, file, offset });
    },
    finish() {
      if (lines === 0 || understood > 0) return;
      journal.append(
        gap('log', `${file} has ${lines} lines, and none is written as this version writes its log`, nowMicros()),
      );
    },
  };
}
