import { z } from 'zod';
import { contractSchema } from '../../history/events/run.ts';
import { parseJson } from '../../history/json.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { UsageError } from '../usage-error.ts';
import { findingNamed } from './finding-name.ts';
import type { Match } from './match.ts';
import { type CellKey, type Known, type SideCell, type SideRun, textOfKey } from './side.ts';

/** A run of a cell: its seed; of the second and later ones with one seed `7#2`, `7#3`. */
const runSchema = z.union([z.int().min(0), z.string().regex(/^\d+#\d+$/)]);
export type RunName = z.infer<typeof runSchema>;

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
  build: z.string().exactOptional(),
  /** What its runs were held to. */
  contract: z.array(contractSchema),
  /** All its runs, and when they began. A finding that is neither seen nor open in a run was not there, but for those in `silent`. */
  runs: z.array(z.strictObject({ run: runSchema, at: z.iso.datetime(), stimulus: z.string() })),
  /** Runs that say nothing of what they do not prove. */
  silent: z.array(runSchema).exactOptional(),
  findings: z.array(findingSchema),
});
export type CellEntry = z.infer<typeof cellSchema>;

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
  return cells.map(({ scenario, version, strategy, fixes, build, contract, runs, silent = [], findings }) => {
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
      ...(build === undefined ? {} : { build }),
      contract,
      brokenRuns: 0,
      runs: runs.map(
        ({ run, at, stimulus }): SideRun => ({
          seed: seedOf(run),
          at,
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
 * Which runs are among those that the baseline's cell was made of with which they would be compared: they would say that nothing has changed. What is
 * compared with another variant of the same run set is none of them.
 */
export function isOwnRun({ cells }: Baseline, matches: readonly Match[]): (record: LedgerRecord) => boolean {
  const same = new Set(
    matches.flatMap(({ before, now }) =>
      before && now && textOfKey(before) === textOfKey(now) ? [textOfKey(before)] : [],
    ),
  );
  const keyOf = (cell: CellKey, { at, stimulus }: Pick<SideRun, 'at' | 'stimulus'>): string =>
    `${textOfKey(cell)} ${stimulus} ${at}`;
  const own = new Set(
    cells.flatMap((cell) => (same.has(textOfKey(cell)) ? cell.runs.map((run) => keyOf(cell, run)) : [])),
  );
  return (record) => own.has(keyOf(record, record));
}

function seedOf(run: RunName): number {
  return typeof run === 'number' ? run : Number(run.split('#', 1)[0]);
}
