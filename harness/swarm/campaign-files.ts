import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { campaignSchema } from '../campaign/file.ts';
import { scenarioNames } from '../load-scenario.ts';
import { UsageError } from '../usage-error.ts';
import { checked, readYaml } from '../yaml-file.ts';

/** Files go to each task in one piece. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Below the folder that they are written into: nothing else is touched. */
const pathSchema = z
  .string()
  .refine(
    (path) =>
      path !== '' &&
      path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') &&
      !/[\\\0]/.test(path),
    'leads elsewhere',
  );

export const campaignFilesSchema = z.object({
  /** The campaign's file, one of them. */
  name: pathSchema,
  /** Texts by path, from the folder that all of them are in. */
  files: z.record(pathSchema, z.string()),
});
/** A campaign's file, and what it names by a path: all that another machine needs to read it. */
export type CampaignFiles = z.infer<typeof campaignFilesSchema>;

/**
 * Collects the files of a campaign.
 * @throws UsageError where it is none, or names what cannot be read on another machine.
 */
export function campaignFiles(path: string): CampaignFiles {
  const file = resolve(path);
  const asked = checked(readYaml(readFileSync(file, 'utf8'), path), campaignSchema, 'campaign');
  const canaries = asked.canary === false ? [] : [asked.canary.must_fail.scenario, asked.canary.must_pass.scenario];
  const brought = scenarioNames();
  const named = [...asked.scenarios, ...canaries].filter((name) => !brought.includes(name));
  if (asked.known !== undefined) named.push(asked.known);
  for (const name of named)
    if (isAbsolute(name))
      throw new UsageError(`${path}: ${name} is not found on other nodes; name it from where ${path} is`);
  const all = [file, ...named.map((name) => resolve(dirname(file), name))];
  const top = commonFolder(all);
  const nameOf = (each: string): string => relative(top, each).split(sep).join('/');
  const files = Object.fromEntries(all.map((each) => [nameOf(each), textOf(each, path)]));
  const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > MOST_BYTES)
    throw new UsageError(`${path}: the files that it names are ${bytes} bytes; at most ${MOST_BYTES} go to a Swarm`);
  return { name: nameOf(file), files };
}

function textOf(file: string, campaign: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${campaign}: ${file} cannot be read`);
  }
}

/** The innermost folder that all of these files are in. */
function commonFolder(files: readonly string[]): string {
  const folders = files.map((file) => dirname(file).split(sep));
  const [first = []] = folders;
  const differs = first.findIndex((part, index) => folders.some((folder) => folder[index] !== part));
  return (differs === -1 ? first : first.slice(0, differs)).join(sep) || sep;
}
