import { closeSync, fstatSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { z } from 'zod';
import { parseJson } from '../../history/json.ts';
import { reasonOf } from '../../history/reason.ts';

/** Longer files were written by nobody of us, and would hold up everybody who waits for the list. Bytes. */
const LONGEST = 64 * 1024 * 1024;

/** What became of reading one file of a run. `absent` is no problem: the run may not have come so far. */
export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'bad'; readonly reason: string };

/** Reads a JSON file of a run. Never throws. A link is not followed: a run directory holds its own files. */
export function readStored<Schema extends z.ZodType>(path: string, schema: Schema): Read<z.infer<Schema>> {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) return { kind: 'absent' };
    if (!stat.isFile()) return { kind: 'bad', reason: 'it is not a file' };
    if (stat.size > LONGEST) return { kind: 'bad', reason: `it has ${stat.size} bytes` };
    const value = parseJson(readFileSync(path, 'utf8'));
    if (value === undefined) return { kind: 'bad', reason: 'it is no JSON' };
    const result = schema.safeParse(value);
    if (result.success) return { kind: 'read', value: result.data };
    const [issue] = result.error.issues;
    return { kind: 'bad', reason: `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'unknown shape'}` };
  } catch (error) {
    // Deleted meanwhile is as good as never there.
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? { kind: 'absent' }
      : { kind: 'bad', reason: reasonOf(error) };
  }
}

/** The last so many bytes of a file as text; nothing where it is none. Never throws. */
export function tailOf(path: string, bytes: number): string | undefined {
  let file: number | undefined;
  try {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, bytes));
    const read = readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8', 0, read);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
