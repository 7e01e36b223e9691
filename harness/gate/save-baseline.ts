import { plural } from '../../report/counts.ts';
import { settingsOf } from '../../report/stored/words.ts';
import { nameOfFinding } from '../ledger/record.ts';
import { compare } from '../order.ts';
import type { Baseline, CellEntry, RunName } from './baseline.ts';
import { type SideCell, type SideRun, textOfKey } from './side.ts';

export interface Saved {
  readonly baseline: Baseline;
  /** Those that took their places. */
  readonly saved: readonly SideCell[];
  /** Cells that were left as they are, since no run of theirs says anything; in words. */
  readonly kept: readonly string[];
  /** What the baseline knows no longer, in words. */
  readonly dropped: readonly string[];
}

/**
 * A baseline with these cells in the place of what it had of them. What an owner has written of a finding stays as long as a run still proves it. Runs
 * that say nothing take the place of none.
 */
export function withCells(before: Baseline | undefined, cells: readonly SideCell[]): Saved {
  const old = new Map(before?.cells.map((cell) => [textOfKey(cell), cell]));
  const [kept, dropped]: [string[], string[]] = [[], []];
  const [entries, saved] = [new Map(old), [] as SideCell[]];
  for (const cell of cells) {
    const name = `${cell.scenario}, ${cell.version} ${settingsOf(cell)}`;
    if (cell.runs.every(({ whole, proved }) => !whole && proved.length === 0)) {
      kept.push(`${name}: no run says anything; ${old.has(textOfKey(cell)) ? 'what was known stays' : 'not saved'}`);
      continue;
    }
    const was = old.get(textOfKey(cell));
    const words = new Map(was?.findings.map((each) => [each.finding, each]));
    const entry = entryOf(cell, words);
    const seen = new Set(entry.findings.filter((each) => each.seen.length > 0).map(({ finding }) => finding));
    for (const { finding, seen: runs, note, gone } of words.values()) {
      if (seen.has(finding) || (runs.length === 0 && (gone ?? note) === undefined)) continue;
      const said = (gone ?? note) === undefined ? '' : `, nor is what was said of it: ${gone ?? note}`;
      dropped.push(`${name}: ${finding} (${runs.length} of ${was?.runs.length} runs) is no longer there${said}`);
    }
    if (was && entry.runs.length < was.runs.length)
      dropped.push(`${name}: ${plural(entry.runs.length, 'run')} in the place of ${was.runs.length}`);
    saved.push(cell);
    entries.set(textOfKey(cell), entry);
  }
  const inOrder = [...entries].sort(([a], [b]) => compare(a, b)).map(([, cell]) => cell);
  return { baseline: { schema: 1, cells: inOrder }, saved, kept, dropped };
}

function entryOf(
  { scenario, version, strategy, fixes, build, contract, runs, findings }: SideCell,
  words: ReadonlyMap<string, CellEntry['findings'][number]>,
): CellEntry {
  const named = namedRuns(runs);
  const silent = named.filter(({ whole }) => !whole).map(({ name }) => name);
  const entries = [...findings].flatMap(([finding, { violation }]) => {
    const where = (list: 'proved' | 'doubts'): RunName[] =>
      named.filter((run) => run[list].some((each) => nameOfFinding(each) === finding)).map(({ name }) => name);
    const [seen, possible] = [where('proved'), where('doubts')];
    const proved = new Set(seen);
    const open = possible.filter((name) => !proved.has(name));
    if (seen.length + open.length === 0) return [];
    const { note, gone } = seen.length > 0 ? (words.get(finding) ?? {}) : {};
    return [
      {
        finding,
        violation,
        ...(note === undefined ? {} : { note }),
        ...(gone === undefined ? {} : { gone }),
        seen,
        ...(open.length === 0 ? {} : { open }),
      },
    ];
  });
  return {
    scenario,
    version,
    strategy,
    fixes: [...fixes],
    ...(build === undefined ? {} : { build }),
    contract: [...contract],
    runs: named.map(({ name, at, stimulus }) => ({ run: name, at, stimulus })),
    ...(silent.length === 0 ? {} : { silent }),
    findings: entries,
  };
}

/** By seed; those of one seed oldest first. */
function namedRuns(runs: readonly SideRun[]): readonly (SideRun & { readonly name: RunName })[] {
  const bySeed = [...Map.groupBy(runs, ({ seed }) => seed)].sort(([a], [b]) => a - b);
  return bySeed.flatMap(([seed, same]) =>
    same.map((run, index) => ({ ...run, name: index === 0 ? seed : `${seed}#${index + 1}` })),
  );
}
