import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** A file of an archive. */
export interface ArchiveFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Byte 9 of a gzip header says on which system it was made (RFC 1952); 255: unknown. */
const SYSTEM_AT = 9;
const UNKNOWN_SYSTEM = 255;

/**
 * A `.tar.gz` with these files in one folder: the same bytes for the same files, whoever makes it and when.
 * @param modified of all files, seconds since the epoch.
 */
export async function archiveOf(folder: string, files: readonly ArchiveFile[], modified: number): Promise<Buffer> {
  const tar = pack();
  const mtime = new Date(modified * 1_000);
  const owner = { uid: 0, gid: 0, uname: '', gname: '', mtime };
  for (const { name, content } of files) tar.entry({ name: `${folder}/${name}`, mode: 0o644, ...owner }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const archive = gzipSync(Buffer.concat(chunks), { level: 9 });
  archive[SYSTEM_AT] = UNKNOWN_SYSTEM;
  return archive;
}

/** For the terminal: who got the bundle can see that it is this one. */
export function digestOf(archive: Buffer): string {
  return createHash('sha256').update(archive).digest('hex');
}
