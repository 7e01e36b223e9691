import { join, relative, resolve } from 'node:path';
import type { VerdictName } from '../../checkers/verdict.ts';
import type { CampaignReport } from '../../report/campaign/model.ts';
import { renderCampaign } from '../../report/campaign/terminal.ts';
import { LEDGER_FILE, readLedger } from '../ledger/ledger-file.ts';
import { type AsOf, placesIn, reportOf, writeCampaignReports } from './report-files.ts';
import type { StoredCampaign } from './store.ts';

/** Judges what there is of a campaign in a folder of runs, and writes its reports. @returns one, and the folder of all. */
export function reportCampaign(
  stored: StoredCampaign,
  runs: string,
  asOf: AsOf,
): { readonly report: CampaignReport; readonly written: string } {
  const folder = resolve(runs);
  const report = reportOf(stored, readLedger(join(folder, LEDGER_FILE)).records, new Date(), asOf);
  return { report, written: writeCampaignReports(report, folder) };
}

/** The same, and prints it. @returns its verdict. */
export function tellCampaign(stored: StoredCampaign, runs: string, asOf: AsOf): VerdictName {
  const { report, written } = reportCampaign(stored, runs, asOf);
  process.stdout.write(inWords(report, resolve(runs)));
  process.stdout.write(`\nreport  ${relative(process.cwd(), join(written, 'report.html'))}\n`);
  return report.verdict;
}

function inWords(report: CampaignReport, runs: string): string {
  const { columns: width } = process.stdout;
  return renderCampaign(report, { ...placesIn(runs, report.name), ...(width ? { width } : {}) });
}
