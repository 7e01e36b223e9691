import type { Canary } from '../../report/campaign/model.ts';
import { canaryInWords } from '../../report/campaign/words.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import type { CampaignAsked, Unit } from './asked.ts';
import { canariesOf } from './canary.ts';
import { isDecided } from './decided.ts';
import type { Campaign } from './file.ts';
import { resultsOf } from './results.ts';
import type { StateOptions } from './state.ts';

/** What ends a campaign, or one of its cells, before all is run. */
export type CampaignStops = Pick<StateOptions, 'stopped' | 'decided'>;

export function stopsOf(asked: CampaignAsked, decide: Campaign['decide']): CampaignStops {
  const test = decide && { absentBelow: decide.absent_below, presentAbove: decide.present_above, risk: decide.risk };
  return {
    stopped: (records) => wrongCanary(asked, records),
    decided: (unit: Unit, records) => test !== undefined && isDecided(test, unit, asked, records),
  };
}

/** A canary that has said the wrong thing: nothing that is run here can be believed. Why in words; nothing where there is none. */
function wrongCanary(asked: CampaignAsked, records: readonly LedgerRecord[]): string | undefined {
  const wrong = canariesOf(resultsOf(asked, records)).find(isWrong);
  return wrong && `a canary is wrong: ${canaryInWords(wrong)}`;
}

/** One that has not been run, or says nothing yet, may still come right. */
function isWrong({ outcome: { kind } }: Canary): boolean {
  return kind === 'blind' || kind === 'false-alarm' || kind === 'nothing-expected';
}
