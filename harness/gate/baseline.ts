import { z } from 'zod';
import { parseJson } from '../../history/json.ts';
import { nameOfFinding } from '../ledger/record.ts';
import { compare } from '../order.ts';
import { UsageError } from '../usage-error.ts';
import { findingNamed } from './finding-name.ts';
import { type Known, type SideCell, type SideRun, textOfKey } from './side.ts';

/** A run of a cell: its seed; of the second and later ones with one seed `7#2`, `7#3`. */
const runSchema = z.union([z.int().min(0), z.string().regex(/^\d+#\d+$/)]);
type RunName = z.infer<typeof runSchema>;

const findingSchema = z.strictObject({
  finding: z.string().refine((text) => findingNamed(text) !== undefined, 'must be an anomaly, or anomaly/task'),
  /** Whether it breaks the contract. */
  violation: z.boolean(),
  /** Why it is there. Its owner writes it. */
  note: z.string().min(1).exactOptional(),
  /** Why it is to go: `fixed by apache/dolphinscheduler#…`. Its owner writes it. */
  gone: z.string().min(1).exactOptional(),
  /** Runs that prove it. */
  seen: z.array(runSchema),
  /** Runs in which it is possible and not proved. */
  open: z.array(runSchema).exactOptional(),
});

const cellSchema = z.strictObject({
  scenario: z.string(),
  version: z.string(),
  strategy: z.enum(['waiting', 'stop']),
  fixes: z.array(z.string()),
  builds: z.array(z.string()).exactOptional(),
  /** All its runs. A finding that is neither seen nor open in a run was not there, but for those in `silent`. */
  runs: z.array(z.strictObject({ run: runSchema, stimulus: z.string() })),
  /** Runs that say nothing of what they do not prove. */
  silent: z.array(runSchema).exactOptional(),
  findings: z.array(findingSchema),
});
type CellEntry = z.infer<typeof cellSchema>;

/** What was known of each cell when it was saved: all that it takes to pair its runs with others. */
const baselineSchema = z
  .strictObject({ schema: z.literal(1), cells: z.array(cellSchema) })
  .superRefine(({ cells }, context) => {
    const problem = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const keys = cells.map(textOfKey);
    for (const [index, { runs, silent = [], findings }] of cells.entries()) {
      if (keys.indexOf(keys[index] ?? '') !== index) problem(['cells', index], 'this cell is there twice');
      const names = new Set(runs.map(({ run }) => run));
      if (names.size < runs.length) problem(['cells', index, 'runs'], 'a run is there twice');
      const unknown = [...silent, ...findings.flatMap(({ seen, open = [] }) => [...seen, ...open])];
      for (const name of unknown.filter((each) => !names.has(each)))
        problem(['cells', index], `run ${name} is named and not among its runs`);
      const found = findings.map(({ finding }) => finding);
      if (new Set(found).size < found.length) problem(['cells', index, 'findings'], 'a finding is there twice');
    }
  });
export type Baseline = z.infer<typeof baselineSchema>;

/** @throws UsageError that names the file and the field. */
export function parseBaseline(text: string, file: string): Baseline {
  const value = parseJson(text);
  if (value === undefined) throw new UsageError(`${file} is no JSON`);
  const result = baselineSchema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const field = first?.path.join('.') ?? '';
  throw new UsageError(`${file}, ${field === '' ? 'baseline' : field}: ${first?.message ?? 'is no baseline'}`);
}

/** The cells of a baseline, as those of a run set. */
export function sideOfBaseline({ cells }: Baseline): readonly SideCell[] {
  return cells.map(({ scenario, version, strategy, fixes, builds = [], runs, silent = [], findings }) => {
    const known = findings.flatMap(({ seen, open = [], ...each }) => {
      const name = findingNamed(each.finding);
      return name ? [{ ...each, name, seen: new Set(seen), open: new Set(open) }] : [];
    });
    const says = (list: 'seen' | 'open', run: RunName) =>
      known.flatMap((each) => (each[list].has(run) ? [each.name] : []));
    const nothing = new Set(silent);
    return {
      scenario,
      version,
      strategy,
      fixes,
      builds,
      runs: runs.map(
        ({ run, stimulus }): SideRun => ({
          seed: seedOf(run),
          stimulus,
          whole: !nothing.has(run),
          proved: says('seen', run),
          doubts: says('open', run),
        }),
      ),
      findings: new Map(
        known.map(({ name, finding, seen, violation, note, gone }): readonly [string, Known] => {
          const words = { ...(note === undefined ? {} : { note }), ...(gone === undefined ? {} : { gone }) };
          return [finding, { finding: name, proved: seen.size > 0, violation, ...words }];
        }),
      ),
    };
  });
}

/**
 * A baseline with these cells in the place of what it had of them. What an owner has written of a finding stays as long as a run still proves it;
 * `dropped` says in words what did not.
 */
export function withCells(
  before: Baseline | undefined,
  cells: readonly SideCell[],
): { readonly baseline: Baseline; readonly dropped: readonly string[] } {
  const old = new Map(before?.cells.map((cell) => [textOfKey(cell), cell]));
  const dropped: string[] = [];
  const saved = new Map(old);
  for (const cell of cells) {
    const key = textOfKey(cell);
    const words = new Map(old.get(key)?.findings.map((each) => [each.finding, each]));
    const entry = entryOf(cell, words);
    const kept = new Set(entry.findings.filter(({ seen }) => seen.length > 0).map(({ finding }) => finding));
    for (const [finding, { note, gone }] of words)
      if (!kept.has(finding) && (note ?? gone) !== undefined)
        dropped.push(`${cell.scenario}, ${finding} is no longer there, nor is what was said of it: ${gone ?? note}`);
    saved.set(key, entry);
  }
  const inOrder = [...saved].sort(([a], [b]) => compare(a, b)).map(([, cell]) => cell);
  return { baseline: { schema: 1, cells: inOrder }, dropped };
}

function entryOf(
  { scenario, version, strategy, fixes, builds, runs, findings }: SideCell,
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
    ...(builds.length === 0 ? {} : { builds: [...builds] }),
    runs: named.map(({ name, stimulus }) => ({ run: name, stimulus })),
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

function seedOf(run: RunName): number {
  return typeof run === 'number' ? run : Number(run.split('#', 1)[0]);
}
