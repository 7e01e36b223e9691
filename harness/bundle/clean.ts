import { parseJson } from '../../history/json.ts';
import type { Stretch } from './cut.ts';
import { cutsOf } from './cut.ts';
import { type Edit, edited, moved, settled } from './edits.ts';
import type { StoredRun } from './parts.ts';
import { findSecrets, redactJson, redactText, type Tell } from './secrets.ts';

/** A run as it may be handed on. */
export interface CleanRun {
  readonly files: ReadonlyMap<string, Buffer>;
  /** By name within `logs/`. */
  readonly logs: ReadonlyMap<string, Buffer>;
  /** In words, of each file what was removed: `2 × session of the API`. */
  readonly removed: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Logs of which parts are gone, with the bytes that they had. */
  readonly cut: ReadonlyMap<string, number>;
}

/**
 * Removes every secret, and cuts logs down to a length. A line that the history names is found at another byte then: the history says so.
 * @param most bytes of each log; `matter`: stretches of each that stay where they can.
 */
export function cleaned(
  { files, logs }: Pick<StoredRun, 'files' | 'logs'>,
  most: number,
  matter: ReadonlyMap<string, readonly Stretch[]>,
): CleanRun {
  const removed = new Map<string, Map<string, number>>();
  const tellOf =
    (file: string): Tell =>
    (what) => {
      const counts = removed.get(file) ?? new Map<string, number>();
      removed.set(file, counts.set(what, (counts.get(what) ?? 0) + 1));
    };
  const cut = new Map<string, number>();
  const edits = new Map<string, readonly Edit[]>();
  const cleanLogs = new Map<string, Buffer>();
  for (const [name, content] of logs) {
    // A byte a character, whatever it is: the history counts bytes.
    const text = content.toString('latin1');
    const cuts = cutsOf(text, most, matter.get(name) ?? []);
    if (cuts.length > 0) cut.set(name, content.length);
    const secrets = findSecrets(text);
    for (const { what } of secrets) tellOf(`logs/${name}`)(what);
    const all = settled<Edit>([...cuts, ...secrets]);
    edits.set(name, all);
    cleanLogs.set(name, Buffer.from(edited(text, all), 'latin1'));
  }
  const cleanFiles = new Map<string, Buffer>();
  for (const [name, content] of files) {
    const text = content.toString('utf8');
    const tell = tellOf(name);
    const clean = name.endsWith('.html') ? redactText(text, tell) : jsonOf(name, text, edits, tell);
    // What is as it was stays so to the byte, whatever its encoding.
    cleanFiles.set(name, clean === text ? content : Buffer.from(clean));
  }
  return { files: cleanFiles, logs: cleanLogs, removed, cut };
}

function jsonOf(name: string, text: string, edits: ReadonlyMap<string, readonly Edit[]>, tell: Tell): string {
  if (!name.endsWith('.jsonl'))
    return cleanJson(text, tell, (value) => JSON.stringify(value, undefined, 2).concat('\n'));
  return text
    .split('\n')
    .map((line) => cleanJson(line, tell, JSON.stringify, (value) => moveLine(value, edits)))
    .join('\n');
}

/** JSON that cannot be read is text like any other. */
function cleanJson(
  text: string,
  tell: Tell,
  write: (value: unknown) => string,
  change: (value: unknown) => unknown = (value) => value,
): string {
  const value = text.trim() === '' ? undefined : parseJson(text);
  if (value === undefined) return redactText(text, tell);
  let secrets = 0;
  const clean = redactJson(value, (what) => {
    secrets += 1;
    tell(what);
  });
  const changed = change(clean);
  return secrets === 0 && changed === clean ? text : write(changed);
}

/** The event of a log's line, with the byte at which the line is now; the same value where that has not changed. */
function moveLine(value: unknown, edits: ReadonlyMap<string, readonly Edit[]>): unknown {
  const { type, file, offset } = (value ?? {}) as { type?: unknown; file?: unknown; offset?: unknown };
  if (type !== 'log' || typeof file !== 'string' || typeof offset !== 'number') return value;
  const at = moved(offset, edits.get(file) ?? []);
  return at === offset ? value : { ...(value as object), offset: at };
}
