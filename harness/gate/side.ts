import { promisesBroken } from '../../checkers/contract.ts';
import type { Contract } from '../../history/events/run.ts';
import { plural } from '../../report/counts.ts';
import { settingsOf } from '../../report/stored/words.ts';
import { type FindingName, type LedgerRecord, nameOfFinding, type Said } from '../ledger/record.ts';
import { compare } from '../order.ts';
import { UsageError } from '../usage-error.ts';
import { firstTries } from './first-tries.ts';

/** One run, as far as it is compared. */
export interface SideRun extends Said {
  readonly seed: number;
  /** When it began: no two runs with one stimulus begin at once. */
  readonly at: string;
  /** Runs with the same one are pairs. */
  readonly stimulus: string;
}

/** What is known of a finding in a cell. */
export interface Known {
  readonly finding: FindingName;
  /** Whether a run proves it; else it is a doubt of one. */
  readonly proved: boolean;
  /** Whether it breaks the contract of a run. */
  readonly violation: boolean;
  /** Why it is there, in its owner's words. */
  readonly note?: string;
  /** Why it is to go, in its owner's words. */
  readonly gone?: string;
  /** The shortest run that proves it; absent where none has a directory. */
  readonly run?: string;
}

/** What a cell is told from others by. */
export interface CellKey {
  readonly scenario: string;
  readonly version: string;
  readonly strategy: LedgerRecord['strategy'];
  readonly fixes: readonly string[];
}

/** The runs of a scenario with one setting, on one side of a comparison. */
export interface SideCell extends CellKey {
  /** Hash of the DolphinScheduler that they ran on, where that was somebody's own build. */
  readonly build?: string;
  /** All promises that one of its runs was held to; sorted. */
  readonly contract: readonly Contract[];
  /** Oldest first. */
  readonly runs: readonly SideRun[];
  /** By their names. */
  readonly findings: ReadonlyMap<string, Known>;
  /** How many of them came to no verdict about the scheduler. */
  readonly brokenRuns: number;
  /** Why none did, where none did. */
  readonly broken?: string;
}

/** The same text for the same cell. */
export function textOfKey({ scenario, version, strategy, fixes }: CellKey): string {
  return JSON.stringify([scenario, version, strategy, ...fixes.toSorted()]);
}

/**
 * The cells of a run set, by name. The order of the records makes no difference, nor does it that one is there twice.
 * @param buildsAlike whether several builds in a cell are of one source, so that its last one stands for all of them.
 * @throws UsageError where the runs of a cell are of several builds otherwise: which of them is meant cannot be told.
 */
export function sideOf(records: readonly LedgerRecord[], buildsAlike = false): readonly SideCell[] {
  const different = [...new Map(records.map((record) => [JSON.stringify(record), record]))];
  // Ledgers of several machines are joined in any order.
  const inOrder = different.sort(([a, { at }], [b, { at: other }]) => compare(at, other) || compare(a, b));
  const cells = Map.groupBy(
    inOrder.map(([, record]) => record),
    textOfKey,
  );
  return [...cells].sort(([a], [b]) => compare(a, b)).flatMap(([, runs]) => cellOf(runs, buildsAlike));
}

function cellOf(records: readonly LedgerRecord[], buildsAlike: boolean): readonly SideCell[] {
  const [first] = records;
  if (!first) return [];
  const { scenario, version, strategy, fixes } = first;
  const build = buildOf(records, buildsAlike);
  const runs = firstTries(records);
  const broken = runs.filter(({ verdict }) => verdict === 'broken').length;
  return [
    {
      scenario,
      version,
      strategy,
      fixes: fixes.toSorted(),
      ...(build === undefined ? {} : { build }),
      contract: [...new Set(records.flatMap(({ contract }) => contract))].sort(compare),
      runs: runs.map(({ seed, at, stimulus, proved, doubts, whole }) => ({
        seed,
        at,
        stimulus,
        proved,
        doubts,
        whole,
      })),
      brokenRuns: broken,
      // Of all records: what a run has proved stands, whichever of its unit counts.
      findings: findingsIn(records),
      ...(broken === runs.length ? { broken: records.at(-1)?.reason ?? 'no reason is known' } : {}),
    },
  ];
}

/** Only a run that came to its end is sure to know what it ran on; one that was killed may not. */
function buildOf(records: readonly LedgerRecord[], alike: boolean): string | undefined {
  const known = records.filter(({ whole, build }) => whole || build !== undefined);
  const [build, ...others] = new Set(known.map((record) => record.build));
  const [first] = records;
  if (alike) return known.at(-1)?.build;
  if (others.length === 0 || !first) return build;
  const names = [build, ...others].map((each) => each ?? 'a release').sort(compare);
  throw new UsageError(
    `${first.scenario}, ${first.version} ${settingsOf(first)}: the runs are of ${plural(names.length, 'build')} (${names.join(', ')}); give those of one, which takes a folder for each; or --builds-alike, where they are of one source`,
  );
}

function findingsIn(records: readonly LedgerRecord[]): ReadonlyMap<string, Known> {
  const findings = new Map<string, Known>();
  const shortestFirst = records.toSorted((a, b) => a.seconds - b.seconds);
  for (const { run, contract, proved, doubts } of shortestFirst) {
    const add = (finding: FindingName, more: Pick<Known, 'proved' | 'violation' | 'run'>): void => {
      const name = nameOfFinding(finding);
      const before = findings.get(name);
      findings.set(name, {
        ...more,
        ...before,
        finding: before?.finding ?? namedAs(finding),
        proved: more.proved || before?.proved === true,
        violation: more.violation || before?.violation === true,
      });
    };
    for (const { violation, ...finding } of proved)
      add(finding, { proved: true, violation, ...(run === undefined ? {} : { run }) });
    for (const doubt of doubts)
      add(doubt, { proved: false, violation: promisesBroken(doubt.anomaly, contract).length > 0 });
  }
  return new Map([...findings].sort(([a], [b]) => compare(a, b)));
}

function namedAs({ anomaly, task }: FindingName): FindingName {
  return { anomaly, ...(task === undefined ? {} : { task }) };
}
