import { lstatSync } from 'node:fs';
import { eventSchema, type HistoryEvent } from '../../history/event.ts';
import { parseJson } from '../../history/json.ts';
import { linesOf } from '../../history/lines.ts';

/** What the harness and the nemesis tell of: some lines of a history of thousands. */
const MARK = /"type":"(?:run|fault)\./;

/**
 * What a run was and what was done in it: the events `run.…` and `fault.…` of its history, in its order. Everything else is only looked through, and what
 * cannot be read left out. Never throws. Cost: one pass over the file.
 */
export async function outlineOf(path: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  try {
    // A pipe would never end.
    if (!lstatSync(path).isFile()) return [];
    for await (const { text } of linesOf(path)) {
      const event = MARK.test(text) ? eventSchema.safeParse(parseJson(text)).data : undefined;
      if (event) events.push(event);
    }
  } catch {
    // What was read before is still so.
  }
  return events;
}
