import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { parseJson } from '../../history/json.ts';
import { reasonOf } from '../../history/reason.ts';
import { archiveOf } from '../bundle/archive.ts';
import { type LedgerRecord, ledgerRecordSchema } from '../ledger/record.ts';

/** Of a run that is handed over: its ledger's line, and its directory's files below a folder. */
const RECORD = 'record.json';
const FOLDER = 'run';
const FILES = 'files';

const MOST_UNPACKED_BYTES = 2 * 1024 ** 3;

/** `<scenario>/<time>-<seed>`, and `-2`, … behind it. */
const RUN_NAME = /^[A-Za-z0-9][\w.-]{0,99}\/\d{8}T\d{6}Z-\d{1,10}(?:-\d{1,6})?$/;
/** As a run directory has them: in it, or in one folder of it. */
const FILE_NAME = /^[\w-][\w.-]{0,199}(?:\/[\w-][\w.-]{0,199})?$/;

/** What was handed over is none of ours, or not whole. */
export class PackedRunError extends Error {
  readonly code = 'PACKED_RUN';

  constructor(message: string) {
    super(message);
    this.name = 'PackedRunError';
  }
}

export interface PackedRun {
  readonly record: LedgerRecord;
  /** By their names in the run directory; none of a run that has no directory. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Reads a run's directory. What a run directory does not have, links among it, is left out. */
export function readRunFiles(directory: string): ReadonlyMap<string, Buffer> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) => relative(directory, join(entry.parentPath, entry.name)));
  return new Map(
    names
      .filter((name) => FILE_NAME.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(directory, name))]),
  );
}

/** @returns a `.tar.gz` with the record and the files: the same bytes for the same run. */
export function packRun({ record, files }: PackedRun): Promise<Buffer> {
  const all = [
    { name: RECORD, content: Buffer.from(JSON.stringify(record)) },
    ...[...files].map(([name, content]) => ({ name: `${FILES}/${name}`, content })),
  ];
  return archiveOf(FOLDER, all, Date.parse(record.at) / 1_000);
}

/** Reads what was handed over; nothing is written. @throws PackedRunError where anything in it is not as `packRun` makes it. */
export async function unpackRun(archive: Buffer): Promise<PackedRun> {
  const files = new Map<string, Buffer>();
  let record: LedgerRecord | undefined;
  try {
    const reader = extract();
    reader.end(gunzipSync(archive, { maxOutputLength: MOST_UNPACKED_BYTES }));
    for await (const entry of reader) {
      const { name, type } = entry.header;
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      const content = Buffer.concat(chunks);
      const inner = name.startsWith(`${FOLDER}/${FILES}/`) ? name.slice(`${FOLDER}/${FILES}/`.length) : undefined;
      if (type === 'file' && name === `${FOLDER}/${RECORD}`) record = readRecord(content);
      else if (type === 'file' && inner !== undefined && FILE_NAME.test(inner)) files.set(inner, content);
      else throw new PackedRunError(`${JSON.stringify(name)} (${type}) is nothing that a run has`);
    }
  } catch (error) {
    throw error instanceof PackedRunError ? error : new PackedRunError(`cannot be read: ${reasonOf(error)}`);
  }
  if (!record) throw new PackedRunError(`there is no ${RECORD}`);
  if ((record.run === undefined) !== (files.size === 0))
    throw new PackedRunError('a run with a directory has files, and one without has none');
  return { record, files };
}

function readRecord(content: Buffer): LedgerRecord {
  const parsed = ledgerRecordSchema.safeParse(parseJson(content.toString()));
  if (!parsed.success) throw new PackedRunError(`${RECORD} is none of this version of the ledger`);
  const { run, scenario } = parsed.data;
  if (run !== undefined && !(RUN_NAME.test(run) && run.startsWith(`${scenario}/`)))
    throw new PackedRunError(`${JSON.stringify(run)} is no name of a run of ${JSON.stringify(scenario)}`);
  return parsed.data;
}

/** Writes the files of a run into a folder, which is made. */
export function writeRunFiles(folder: string, { files }: PackedRun): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: 'wx' });
  }
}
