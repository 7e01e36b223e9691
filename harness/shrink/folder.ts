import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { anomalies } from '../../checkers/finding.ts';
import { parseJson } from '../../history/json.ts';
import { claimFolder, PLAN_FILE, stampOf, writeJsonFile } from '../../history/run-directory.ts';
import { type Plan, planSchema } from '../plan-schema.ts';
import { UsageError } from '../usage-error.ts';
import type { Answer } from './search.ts';

const START_FILE = 'start.json';
const TRIED_FILE = 'tried.jsonl';

const startSchema = z.strictObject({
  /** What was shrunk, for people. */
  from: z.string(),
  wanted: z.strictObject({ anomaly: z.enum(anomalies), task: z.string().exactOptional(), faults: z.array(z.string()) }),
  tries: z.int().positive(),
  /** What the smallest plan has to show it in, of its runs: 0 to 1. Absent in folders of before it was kept. */
  rate: z.number().default(0.5),
  servers: z.boolean(),
  plan: planSchema,
  /** Version that the search runs on: what another one shows says nothing of it. Absent in folders of before it was kept. */
  dolphinscheduler: z.string().exactOptional(),
});
/** What a search began with. */
export type ShrinkStart = z.infer<typeof startSchema>;

const triedSchema = z.looseObject({ key: z.string(), answer: z.enum(['seen', 'not', 'unclear']) });

/** One plan that was tried, a line of `tried.jsonl`. */
export interface Tried {
  readonly key: string;
  readonly what: string;
  readonly answer: Answer;
  /** Names of the runs, and what each said. */
  readonly runs: readonly {
    readonly run?: string | undefined;
    readonly outcome: string;
    readonly sentence?: string | undefined;
  }[];
}

/** Where a search for a smaller plan keeps what it knows: `<runs>/<scenario>/shrink-<time>/`. */
export interface ShrinkFolder {
  readonly path: string;
  readonly start: ShrinkStart;
  /** Answers from before, by the plans' keys. */
  readonly known: Map<string, Answer>;
  /** Written at once, so that a search that is killed goes on from there. */
  tried(line: Tried): void;
  /** The smallest plan so far, as `plan.json`. */
  keep(plan: Plan): void;
  result(value: unknown): void;
}

/** A new folder for a search. */
export function createShrinkFolder(runs: string, start: ShrinkStart, now: Date): ShrinkFolder {
  const folder = join(resolve(runs), start.plan.scenario);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, claimFolder(folder, `shrink-${stampOf(now)}`));
  writeJsonFile(join(path, START_FILE), start);
  return shrinkFolder(path, start, new Map());
}

/** The folder of a search that was begun; nothing where the path is no such folder. @throws UsageError where it cannot be read. */
export function openShrinkFolder(path: string): ShrinkFolder | undefined {
  const file = join(path, START_FILE);
  if (!existsSync(file)) return undefined;
  const start = startSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!start.success) throw new UsageError(`${file} is not what shrink has written`);
  const log = join(path, TRIED_FILE);
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  // The last line of a search that was killed may be half a line: what it told is tried again.
  const answers = lines.map((line) => triedSchema.safeParse(parseJson(line))).flatMap(({ data }) => data ?? []);
  return shrinkFolder(path, start.data, new Map(answers.map(({ key, answer }) => [key, answer])));
}

function shrinkFolder(path: string, start: ShrinkStart, known: Map<string, Answer>): ShrinkFolder {
  return {
    path,
    start,
    known,
    tried: (line) => appendFileSync(join(path, TRIED_FILE), `${JSON.stringify(line)}\n`),
    keep: (plan) => writeJsonFile(join(path, PLAN_FILE), plan),
    result: (value) => writeJsonFile(join(path, 'result.json'), value),
  };
}
