import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownerAlive, thisProcess } from '../../cluster/labels.ts';
import { writeTextFile } from '../../history/run-directory.ts';
import { UsageError } from '../usage-error.ts';

/** Where a campaign keeps its reports, what it asks for, and what its lanes write. */
export function campaignFolder(runs: string, name: string): string {
  return join(runs, `campaign-${name}`);
}

/**
 * Says that a campaign, or one of its shards, is being run here: two at once would do each run twice.
 * @returns what says that it no longer is.
 * @throws UsageError where it is being run already.
 */
export function claim(folder: string, part: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `.running${part === '' ? '' : `-${part.replace('/', '-of-')}`}`);
  const owner = ownerIn(file);
  if (owner !== undefined && ownerAlive(owner))
    throw new UsageError(`this campaign is being run in ${folder} already, by process ${owner.split(':')[1]}`);
  writeTextFile(file, thisProcess());
  return () => rmSync(file, { force: true });
}

function ownerIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
