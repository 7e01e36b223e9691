import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../history/json.ts';
import { writeJsonFile } from '../../history/run-directory.ts';
import { UsageError } from '../usage-error.ts';
import type { CampaignAsked } from './asked.ts';
import type { Decide } from './decided.ts';
import { decideSchema } from './file.ts';
import { type KnownIssue, knownIssuesSchema } from './known-issues.ts';

const storedSchema = z.strictObject({
  name: z.string(),
  about: z.string().exactOptional(),
  units: z.array(
    z.strictObject({
      id: z.string(),
      scenario: z.string(),
      version: z.string(),
      strategy: z.enum(['waiting', 'stop']),
      fixes: z.array(z.string()),
      seed: z.int(),
      plan: z.string(),
      canary: z.enum(['must-fail', 'must-pass']).exactOptional(),
    }),
  ),
  known: knownIssuesSchema,
  decide: decideSchema.exactOptional(),
});

/** What a campaign asks for, and what is known: all that it takes to judge its runs elsewhere, without its file. */
export interface StoredCampaign {
  readonly asked: CampaignAsked;
  readonly issues: readonly KnownIssue[];
  /** When a cell's answer is known, so that its further seeds are not missing. */
  readonly decide?: Decide;
}

const FOLDER = /^campaign-(.+)$/;
const FILE = 'campaign.json';

/** Where a campaign keeps its reports, what it asks for, and what its lanes write. */
export function campaignFolder(runs: string, name: string): string {
  return join(runs, `campaign-${name}`);
}

/** The name of a campaign whose folder this is; nothing where it is none's. */
export function campaignNameOf(folder: string): string | undefined {
  return FOLDER.exec(folder)?.[1];
}

/** Keeps what is asked for beside the reports: the whole of it, also where only a part is run here. */
export function writeStored(folder: string, { asked, issues, ...more }: StoredCampaign): void {
  mkdirSync(folder, { recursive: true });
  writeJsonFile(join(folder, FILE), { ...asked, known: issues, ...more });
}

/** @returns nothing where there is none. @throws UsageError where it cannot be read. */
export function readStored(folder: string): StoredCampaign | undefined {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  const result = storedSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!result.success) throw new UsageError(`${file} is not what campaign has written`);
  const { known: issues, decide, ...asked } = result.data;
  return { asked, issues, ...(decide ? { decide } : {}) };
}
