import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Signature, signaturePhrase, signatureText } from '../../checkers/signature.ts';
import { stampOf, writeJsonFile } from '../../history/run-directory.ts';
import { inLaboratory, type LaboratoryOptions } from '../campaign/laboratory.ts';
import { type RunRecord, recordOf } from '../campaign/record.ts';
import { runMany } from '../campaign/run-many.ts';
import type { Stop } from '../campaign/stop.ts';
import { exitCodeOfTally, type Tally, tallyOf } from '../campaign/tally.ts';
import type { Plan } from '../plan-schema.ts';
import { exitCodeWith } from '../reporting.ts';
import { rateInWords } from '../statistics/wilson.ts';
import { tellMeantFor } from './check-version.ts';

export interface ReproduceOptions extends LaboratoryOptions {
  /** The command line that does the same again. */
  readonly again: string;
  /** End each run as soon as the finding is proved. */
  readonly stopOnProof?: true;
}

/**
 * Runs plans of one scenario, one after the other on one cluster, and counts in how many the wanted finding was proved. What is known so far is in
 * a file beside the runs after each of them.
 * @returns the exit code.
 * @throws UsageError, VersionError, AttachError, EngineError, InterruptError
 */
export async function reproduceMany(
  scenario: string,
  plans: readonly Plan[],
  wanted: Signature,
  options: ReproduceOptions,
  signal: AbortSignal,
): Promise<number> {
  const startedAt = new Date();
  const began = performance.now();
  const folder = join(resolve(options.runs), scenario);
  mkdirSync(folder, { recursive: true });
  if (plans[0]) tellMeantFor(plans[0], options.dolphinscheduler);
  const file = join(folder, `reproduce-${stampOf(startedAt)}.json`);
  const runs: RunRecord[] = [];
  let failed = false;
  const early = options.stopOnProof ? { stopOnProofOf: wanted } : {};
  const write = (stop?: Stop): void =>
    writeJsonFile(file, {
      scenario,
      wanted: signatureText(wanted),
      dolphinscheduler: options.dolphinscheduler,
      startedAt: startedAt.toISOString(),
      asked: plans.length,
      tally: tallyOf(told(runs)),
      ...(stop ? { stopped: stop.reason } : {}),
      runs,
    });
  process.stdout.write(`looking for ${signaturePhrase(wanted)} in ${plans.length} runs of ${scenario}
record  ${relative(process.cwd(), file)}
`);
  const stop = await inLaboratory(`reproduce/${scenario}`, options, signal, (laboratory) =>
    runMany<RunRecord>({
      next: (done) => plans[done.length],
      run: async (plan, number) => {
        const ran = await laboratory.run(plan, `Run ${number} of ${plans.length}, seed ${plan.seed}`, early);
        if (ran.kind === 'ran') {
          process.stdout.write(ran.result.reports.stdout);
          failed ||= ran.result.reports.failed;
        }
        return recordOf(plan, ran, wanted);
      },
      told: (done) => {
        runs.splice(0, runs.length, ...done);
        write();
        process.stdout.write(`${lineOf(runs.at(-1), runs.length, plans.length)}\n`);
      },
      budget: { runs: plans.length, ms: Number.POSITIVE_INFINITY },
      elapsedMs: () => performance.now() - began,
    }),
  );
  write(stop);
  const tally = tallyOf(told(runs));
  process.stdout.write(`${summary(wanted, tally, stop).join('\n')}
again   ${options.again}
`);
  return exitCodeWith({ failed }, exitCodeOfTally(tally, { givenUp: stop?.why === 'broken' }));
}

function told(runs: readonly RunRecord[]) {
  return runs.map(({ outcome, secondsUntil }) => ({ outcome, seconds: secondsUntil }));
}

/** `run  3 of 20  seed 9  seen  43.1 s  overlapping-executions/long/refuse`. */
function lineOf(record: RunRecord | undefined, number: number, of: number): string {
  if (!record) return '';
  const { seed, outcome, seconds, signatures, reason } = record;
  const width = String(of).length;
  const what = reason ?? (signatures.join(', ') || 'nothing proved');
  return `run ${String(number).padStart(width)} of ${of}  seed ${seed}  ${outcome.padEnd(12)}  ${seconds.toFixed(1)} s  ${what}`;
}

function summary(wanted: Signature, tally: Tally, stop: Stop | undefined): readonly string[] {
  const { seen, of, inconclusive, broken, medianSeconds } = tally;
  const silent = [
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    ...(broken > 0 ? [`${broken} broken`] : []),
  ];
  return [
    `${seen > 0 ? 'reproduced' : 'not reproduced'}: ${signaturePhrase(wanted)}, proved in ${rateInWords(seen, of)}`,
    ...(medianSeconds === undefined
      ? []
      : [`it began ${medianSeconds.toFixed(1)} s after the first submission (median of ${seen})`]),
    ...(silent.length > 0 ? [`not counted, since they say nothing of it: ${silent.join(', ')}`] : []),
    ...(stop?.why === 'broken' ? [`ended early: ${stop.reason}`] : []),
  ];
}
