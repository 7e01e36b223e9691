import type { Canary } from '../../report/campaign/model.ts';
import { canaryInWords } from '../../report/campaign/words.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import type { CampaignAsked } from './asked.ts';
import { canariesOf, isOf, needsNoMore } from './canary.ts';
import { isDecided } from './decided.ts';
import type { Campaign } from './file.ts';
import { resultsOf } from './results.ts';
import type { StateOptions } from './state.ts';

/** What ends a campaign, or one of its cells, before all is run. */
export type CampaignStops = Pick<StateOptions, 'stopped' | 'decided'>;

export function stopsOf({ units, ...campaign }: CampaignAsked, decide: Campaign['decide']): CampaignStops {
  const test = decide && { absentBelow: decide.absent_below, presentAbove: decide.present_above, risk: decide.risk };
  const canaries = { ...campaign, units: units.filter(({ canary }) => canary !== undefined) };
  return {
    stopped: (records) => wrongCanary(canaries, records),
    decided: (cell, records) => {
      const asked = { ...campaign, units: cell };
      // A canary that has shown what it has to needs no further runs.
      if (cell.some(({ canary }) => canary !== undefined))
        return canariesOf(resultsOf(asked, records)).some(needsNoMore);
      return test !== undefined && isDecided(test, asked, records);
    },
  };
}

/** A canary that has said the wrong thing: nothing that is run here can be believed. Why in words; nothing where there is none. */
function wrongCanary(asked: CampaignAsked, records: readonly LedgerRecord[]): string | undefined {
  const results = resultsOf(asked, records);
  const wrong = canariesOf(results).find((canary) => {
    const isOver = results.every(({ unit, record }) => record !== undefined || !isOf(canary)(unit));
    return isWrong(canary, isOver);
  });
  return wrong && `a canary is wrong: ${canaryInWords(wrong)}`;
}

/** @param isOver whether all its runs have been had: as long as they have not, one that has to fail may still do so. */
function isWrong({ outcome: { kind } }: Canary, isOver: boolean): boolean {
  return kind === 'false-alarm' || kind === 'nothing-expected' || (kind === 'blind' && isOver);
}
