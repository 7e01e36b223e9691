import { join } from 'node:path';
import type { z } from 'zod';
import { judge } from '../../checkers/judge.ts';
import { cluesOf } from '../../checkers/signature.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { ENVIRONMENT_FILE } from '../../history/run-directory.ts';
import type { Judged } from '../campaign/outcome.ts';
import { loadHistory } from '../load-history.ts';
import { loadPlan } from '../load-plan.ts';
import type { Plan } from '../plan-schema.ts';
import { environmentSchema } from './schemas.ts';
import { readStored } from './stored-file.ts';

/** A stored run, by the checkers as they are now. */
export interface JudgedRun {
  readonly plan: Plan;
  readonly events: readonly HistoryEvent[];
  readonly result: Judged & {
    readonly directory: { readonly run: string };
    /** Nothing where the run did not come so far as to describe it. */
    readonly environment: z.infer<typeof environmentSchema> | undefined;
  };
}

/**
 * Judges a stored run again. `runs`: the folder of runs; `run`: `<scenario>/<time>-<seed>`. Cost: as `check`, the whole history in memory.
 * @throws UsageError where it cannot be read.
 */
export async function judgeStored(runs: string, run: string): Promise<JudgedRun> {
  const path = join(runs, run);
  const { events, torn } = await loadHistory(path);
  const plan = loadPlan(path);
  const environment = readStored(join(path, ENVIRONMENT_FILE), environmentSchema);
  const result = {
    directory: { run },
    verdict: judge(events, { torn }),
    clues: cluesOf(events),
    workAt: events.find(({ type }) => type === 'run.workflow')?.at,
    environment: environment.kind === 'read' ? environment.value : undefined,
  };
  return { plan, events, result };
}
