import { join } from 'node:path';
import type { HistoryEvent } from '../../history/event.ts';
import { MICROS_PER_MS, MS_PER_SECOND } from '../../history/time.ts';
import { judgeStored } from '../stored-runs/judge-stored.ts';
import { readBegun } from './begun.ts';
import { cutShort } from './cut-short.ts';
import type { LedgerRecord } from './record.ts';
import { ledgerRecordOf } from './record-of.ts';

/** A run that was judged again, from what is in its directory. */
export interface FromDisk {
  /**
   * Its line.
   * @param old what an old line knows: when exactly it began, how long it took with its cluster, its campaign.
   * @returns `nothing`: it was cut short, and proves nothing. `no version`: nothing says on which DolphinScheduler it was.
   */
  readonly recordWith: (old: LedgerRecord | undefined) => LedgerRecord | 'nothing' | 'no version';
}

/**
 * Judges a run again. `runs`: the folder of runs; `run`: `<scenario>/<time>-<seed>`; `began`: ms since the epoch, as the directory's name has it.
 * @throws UsageError where it cannot be read.
 */
export async function runFromDisk(runs: string, run: string, began: number): Promise<FromDisk> {
  const { plan, events, result } = await judgeStored(runs, run);
  const begun = readBegun(join(runs, run));
  const length = secondsFrom(began, events);
  return {
    recordWith: (old) => {
      const version = result.environment?.dolphinscheduler.version ?? old?.version ?? begun?.version;
      const campaign = old?.campaign ?? begun?.campaign;
      const context = {
        version: version ?? '',
        at: new Date(old?.at ?? begun?.at ?? began),
        ...(campaign ? { campaign } : {}),
      };
      const whole = ledgerRecordOf(plan, { kind: 'ran', result, seconds: old?.seconds ?? length }, context);
      const record = cameToItsEnd(events) ? whole : cutShort(whole);
      if (!record) return 'nothing';
      return version === undefined ? 'no version' : record;
    },
  };
}

/** Whoever ran it was there to the end, and read every witness; a signal did not end it. */
function cameToItsEnd(events: readonly HistoryEvent[]): boolean {
  return events.some((event) => event.type === 'run.end' && event.outcome !== 'interrupted');
}

/** To its last event: how long it took to remove the cluster is not known. */
function secondsFrom(began: number, events: readonly HistoryEvent[]): number {
  const last = events.reduce((latest, { at }) => Math.max(latest, at), 0);
  return Math.max(0, Math.round(last / MICROS_PER_MS - began) / MS_PER_SECOND);
}
