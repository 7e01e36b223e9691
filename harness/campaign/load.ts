import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { sourcesBeside } from '../load-scenario.ts';
import { UsageError } from '../usage-error.ts';
import { type Campaign, parseCampaign } from './file.ts';
import { type KnownIssue, parseKnownIssues } from './known-issues.ts';

/**
 * Loads a campaign from a file. Scenarios that it names by a path are looked for from where it is, and so are its known issues.
 * @throws UsageError that names file, line and field.
 */
export function loadCampaign(path: string): Campaign {
  if (!existsSync(path)) throw new UsageError(`there is no ${path}; ./doublerun campaign --help shows what is in one`);
  const campaign = parseCampaign(readFileSync(path, 'utf8'), relative(process.cwd(), path), sourcesBeside(path));
  return campaign.known === undefined ? campaign : { ...campaign, known: resolve(dirname(path), campaign.known) };
}

/** Loads the known issues of a campaign; none where it names no file. @throws UsageError that names file, line and field. */
export function loadKnownIssues(path: string | undefined): readonly KnownIssue[] {
  if (path === undefined) return [];
  if (!existsSync(path)) throw new UsageError(`there is no ${path}, which the campaign names as its known issues`);
  return parseKnownIssues(readFileSync(path, 'utf8'), relative(process.cwd(), path));
}
