import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownerAlive, thisProcess } from '../../cluster/labels.ts';
import { writeTextFile } from '../../history/run-directory.ts';
import { UsageError } from '../usage-error.ts';

/** `.running`, `.running-1-of-2`, each with a name of its own behind it: no two processes ever write, or remove, the same file. */
const CLAIM = /^\.running(?:-(\d+)-of-(\d+))?(?:\.[\w-]+)?$/;

/** Of a process that lives: what it runs in a folder. */
export interface Claim {
  readonly file: string;
  readonly pid: string;
  readonly host: string;
  /** `1/2`; nothing where it runs the whole. */
  readonly part: string | undefined;
}

/**
 * Says that a campaign, or one of its parts, is being run here: two at once would do each run twice. It is said first, and then looked whether others have
 * said so: of two that begin at the same moment none goes on, and never both.
 * @returns what says that it no longer is.
 * @throws UsageError where it is being run already, or a part that has some of the same runs.
 */
export function claim(folder: string, part: string | undefined): () => void {
  mkdirSync(folder, { recursive: true });
  const named = part === undefined ? '.running' : `.running-${part.replace('/', '-of-')}`;
  const file = join(folder, `${named}.${randomUUID()}`);
  writeTextFile(file, thisProcess());
  const release = (): void => rmSync(file, { force: true });
  const other = claimsIn(folder).find((each) => each.file !== file && shareRuns(part, each.part));
  if (!other) return release;
  release();
  const what = other.part === undefined ? '' : `, its part ${other.part}`;
  throw new UsageError(
    `this campaign is being run in ${folder} already${what}, by process ${other.pid} of ${other.host}; if that is over, remove ${other.file}`,
  );
}

/** What living processes have claimed in a campaign's folder. What dead ones have left is removed. */
export function claimsIn(folder: string): readonly Claim[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name): readonly Claim[] => {
    const [matched, index, of] = CLAIM.exec(name) ?? [];
    if (matched === undefined) return [];
    const file = join(folder, name);
    const owner = ownerIn(file);
    if (owner === undefined) return [];
    if (!ownerAlive(owner)) {
      rmSync(file, { force: true });
      return [];
    }
    const part = index === undefined ? undefined : `${index}/${of}`;
    const [host = '-', pid = '-'] = owner.split(':');
    return [{ file, pid, host, part }];
  });
}

/** The whole has the runs of every part. Parts of one split have none in common; those of two splits may have. */
function shareRuns(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return a === b || a.split('/')[1] !== b.split('/')[1];
}

/** Nothing where it was released meanwhile. */
function ownerIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
