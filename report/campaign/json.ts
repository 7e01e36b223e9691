import { accountOfCampaign } from './account.ts';
import type { CampaignReport, Places } from './model.ts';

/** Raised by one with every change that an older reader would misread. A new field is no such change. */
const CAMPAIGN_SCHEMA_VERSION = 1;

/** A campaign for programs: the model as it is, with the account; ends in a newline. */
export function renderCampaignJson(report: CampaignReport, places: Pick<Places, 'again'>): string {
  const { name, about, today, verdict, ...parts } = report;
  const told = about === undefined ? {} : { about };
  const whole = {
    schema: CAMPAIGN_SCHEMA_VERSION,
    name,
    ...told,
    verdict,
    account: accountOfCampaign(report, places),
    today,
    ...parts,
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
