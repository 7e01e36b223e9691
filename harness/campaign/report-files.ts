import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REPORT_FILE, writeTextFile } from '../../history/run-directory.ts';
import { renderCampaignHtml } from '../../report/campaign/html.ts';
import { renderCampaignJson } from '../../report/campaign/json.ts';
import { renderCampaignJunit } from '../../report/campaign/junit.ts';
import { renderCampaignMarkdown } from '../../report/campaign/markdown.ts';
import type { CampaignReport, Places } from '../../report/campaign/model.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { relativeLink } from '../relative-link.ts';
import { shellWord } from '../shell-word.ts';
import { campaignFolder, type StoredCampaign } from './store.ts';
import { campaignReport } from './verdict.ts';

/** On which day entries are held against their expiry: today, or that of the last run, so that it is the same later, and on another machine. */
export type AsOf = 'now' | 'last run';

/** What a campaign's records say. */
export function reportOf(
  { asked, issues, decide }: StoredCampaign,
  records: readonly LedgerRecord[],
  now: Date,
  asOf: AsOf,
): CampaignReport {
  const days = records.filter(({ campaign }) => campaign?.name === asked.name).map(({ at }) => at.slice(0, 10));
  const day = now.toISOString().slice(0, 10);
  const today = asOf === 'now' ? day : (days.sort().at(-1) ?? day);
  return campaignReport(asked, records, issues, today, decide);
}

/** How the reports of a campaign in a folder of runs lead to a run. */
export function placesIn(runs: string, name: string): Places {
  const folder = campaignFolder(runs, name);
  return {
    linkOf: (run) => relativeLink(folder, join(runs, run, REPORT_FILE)),
    again: (run) => `./doublerun replay ${shellWord(join(relative(process.cwd(), runs), run))}`,
  };
}

/** Writes every report beside what the campaign asks for. @returns the folder. */
export function writeCampaignReports(report: CampaignReport, runs: string): string {
  const folder = campaignFolder(runs, report.name);
  const places = placesIn(runs, report.name);
  mkdirSync(folder, { recursive: true });
  writeTextFile(join(folder, 'report.html'), renderCampaignHtml(report, places));
  writeTextFile(join(folder, 'report.md'), renderCampaignMarkdown(report, places));
  writeTextFile(join(folder, 'report.json'), renderCampaignJson(report, places));
  writeTextFile(join(folder, 'junit.xml'), renderCampaignJunit(report, places));
  return folder;
}
