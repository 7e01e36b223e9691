import type { Canary } from '../../report/campaign/model.ts';
import { canaryInWords } from '../../report/campaign/words.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import type { CampaignAsked, Unit } from './asked.ts';
import { canariesOf, isOf, needsNoMore } from './canary.ts';
import { isDecided } from './decided.ts';
import type { Campaign } from './file.ts';
import { resultsOf } from './results.ts';
import type { StateOptions } from './state.ts';

/** What ends a campaign, or one of its cells, before all is run. */
export type CampaignStops = Pick<StateOptions, 'stopped' | 'decided'>;

export function stopsOf({ units, ...campaign }: CampaignAsked, decide: Campaign['decide']): CampaignStops {
  const canaries = { ...campaign, units: units.filter(({ canary }) => canary !== undefined) };
  return {
    stopped: (records, isOpen) => wrongCanary(canaries, records, isOpen),
    decided: (cell, records) => {
      const asked = { ...campaign, units: cell };
      // A canary that has shown what it has to needs no further runs.
      if (cell.some(({ canary }) => canary !== undefined))
        return canariesOf(resultsOf(asked, records)).some(needsNoMore);
      return decide !== undefined && isDecided(decide, asked, records);
    },
  };
}

/** A canary that is not right, and will not be: nothing that is run here can be believed. Why in words; nothing where there is none. */
function wrongCanary(
  asked: CampaignAsked,
  records: readonly LedgerRecord[],
  isOpen: (unit: Unit) => boolean,
): string | undefined {
  const wrong = canariesOf(resultsOf(asked, records)).find((canary) =>
    isWrong(canary, asked.units.filter(isOf(canary)).some(isOpen)),
  );
  return wrong && `a canary is not right: ${canaryInWords(wrong)}`;
}

/** @param open whether some of its runs are still to be had: as long as there are any, it may still do what it has to. */
function isWrong({ outcome }: Canary, open: boolean): boolean {
  switch (outcome.kind) {
    case 'right':
      return false;
    case 'false-alarm':
    case 'nothing-expected':
      return true;
    case 'blind':
    case 'silent':
    case 'not-run':
      return !open;
    default:
      return outcome satisfies never;
  }
}
