import { promisesBroken } from '../../checkers/contract.ts';
import type { Contract } from '../../history/events/run.ts';
import type { Rest } from '../../report/gate/model.ts';
import { nameOfFinding } from '../ledger/record.ts';
import { rateOf } from '../statistics/rate.ts';
import type { Pair } from './pairs.ts';
import type { SideCell, SideRun } from './side.ts';

export interface RestOptions {
  /** Names of the findings that are judged by themselves. */
  readonly listed: ReadonlySet<string>;
  /** So large a share of the baseline's runs that leave nothing open needs a partner that does not either. */
  readonly least: number;
}

/**
 * What is known of all violations that no run has proved: that they are not there, with the bound that the runs allow. A finding that is known and listed
 * says nothing of the others, nor does one good run of many.
 */
export function restOf(before: SideCell, now: SideCell, pairs: readonly Pair[], { listed, least }: RestOptions): Rest {
  const contract = bothContracts(before, now);
  const isClear = ({ whole, doubts }: SideRun): boolean =>
    whole &&
    !doubts.some((doubt) => !listed.has(nameOfFinding(doubt)) && promisesBroken(doubt.anomaly, contract).length > 0);
  const [was, is] = [before.runs.filter(isClear).length, now.runs.filter(isClear).length];
  const clear = pairs.filter((pair) => isClear(pair.before) && isClear(pair.after)).length;
  const wanted = Math.max(1, Math.ceil(was * least));
  return { before: rateOf(0, was), now: rateOf(0, is), pairs: clear, wanted, known: clear >= wanted };
}

/** Every promise that either side was held to: whoever loosens a contract does not make a build better. */
export function bothContracts(before: SideCell, now: SideCell): readonly Contract[] {
  return [...new Set([...before.contract, ...now.contract])];
}
