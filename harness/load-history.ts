import { statSync } from 'node:fs';
import { join } from 'node:path';
import { JournalError, readJournal, type StoredHistory } from '../history/journal.ts';
import { EVENTS_FILE } from '../history/run-directory.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads the history that a user names: a run directory, or its events.jsonl.
 * @throws UsageError
 */
export async function loadHistory(path: string): Promise<StoredHistory> {
  return readJournal(historyFile(path)).catch((error: unknown) => {
    // The user named it.
    throw error instanceof JournalError ? new UsageError(error.message) : error;
  });
}

/** Where the history is that a user names. @throws UsageError */
export function historyFile(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat)
    throw new UsageError(`there is no ${path}; give a run directory (runs/<scenario>/<run>) or its ${EVENTS_FILE}`);
  return stat.isDirectory() ? join(path, EVENTS_FILE) : path;
}
