import { relative } from 'node:path';
import { type Signature, signaturePhrase, signatureText } from '../../checkers/signature.ts';
import { plural } from '../../report/counts.ts';
import { inLaboratory, type Laboratory, type LaboratoryOptions } from '../campaign/laboratory.ts';
import type { Outcome } from '../campaign/outcome.ts';
import { type RunRecord, recordOf } from '../campaign/record.ts';
import { runMany } from '../campaign/run-many.ts';
import { type Budget, type Stop, stopOf } from '../campaign/stop.ts';
import { tallyOf } from '../campaign/tally.ts';
import { EXIT } from '../exit.ts';
import { keyOfPlan } from '../plan-key.ts';
import type { Plan } from '../plan-schema.ts';
import { timesOf } from '../plan-times.ts';
import { type Candidate, smallerPlans } from '../shrink/candidates.ts';
import type { ShrinkFolder } from '../shrink/folder.ts';
import { lastOften, mayBeOften } from '../shrink/often.ts';
import { type Answer, answerOf, follow } from '../shrink/search.ts';
import { rateInWords } from '../statistics/wilson.ts';

export interface ShrinkOptions extends LaboratoryOptions {
  readonly budget: Budget;
  /** So many runs of the smallest plan at the end, for its rate. */
  readonly measure: number;
}

/** A search on the cluster: what it has run, and what it has seen. */
interface Search {
  readonly folder: ShrinkFolder;
  readonly laboratory: Laboratory;
  readonly budget: Budget;
  readonly began: number;
  /** Every run, oldest first. */
  readonly runs: { readonly outcome: Outcome }[];
  stop: Stop | undefined;
  sentence: string | undefined;
}

/**
 * Looks on a real cluster for the smallest plan that still shows a finding, and measures how often that shows it. What was tried is in the
 * folder at once, so that another call with the same folder goes on.
 * @returns the exit code: 0 where the smallest plan was seen, 1 where not even the whole one was, 3 where nothing could be run.
 * @throws UsageError, VersionError, AttachError, EngineError, InterruptError
 */
export async function shrink(folder: ShrinkFolder, options: ShrinkOptions, signal: AbortSignal): Promise<number> {
  const { start } = folder;
  const here = (path: string): string => relative(process.cwd(), path);
  const name = `shrink/${start.plan.scenario}`;
  process.stdout.write(`keeping ${signaturePhrase(start.wanted)}; folder ${here(folder.path)}\n`);
  return inLaboratory(name, options, signal, async (laboratory) => {
    const search: Search = {
      folder,
      laboratory,
      budget: options.budget,
      began: performance.now(),
      runs: [],
      stop: undefined,
      sentence: undefined,
    };
    const oracle = (candidate: Candidate): Promise<Answer | undefined> => tryPlan(candidate, search);
    const whole = keyOfPlan(start.plan);
    const first =
      folder.known.get(whole) ?? (await oracle({ plan: start.plan, what: `the whole plan: ${sizeOf(start.plan)}` }));
    if (first !== 'seen') return notSeen(first, search);
    folder.known.set(whole, 'seen');
    const { taken, complete } = await follow(smallerPlans(start.plan, start), start.plan, oracle, folder.known);
    const {
      item: plan,
      measured: { records: measured },
    } = await lastOften(taken, (each) => measure(each, options.measure, search));
    folder.keep(plan);
    const tally = tallyOf(measured);
    // Of another plan's runs it would tell another story.
    const own = plan === taken.at(-1) ? search.sentence : undefined;
    const sentence = measured.find((record) => record.sentence !== undefined)?.sentence ?? own;
    folder.result({
      wanted: signatureText(start.wanted),
      complete,
      ...(search.stop ? { stopped: search.stop.reason } : {}),
      from: sizeOf(start.plan),
      to: sizeOf(plan),
      tally,
      sentence,
      measured,
    });
    const next = complete
      ? ''
      : `\nended early: ${search.stop?.reason}; ./doublerun shrink ${here(folder.path)} goes on`;
    process.stdout.write(`smallest: ${sizeOf(plan)}; it began as ${sizeOf(start.plan)}${next}
shown    ${signaturePhrase(start.wanted)}, in ${rateInWords(tally.seen, tally.of)}${tally.of < measured.length ? `; ${measured.length - tally.of} runs say nothing` : ''}
because  ${sentence ?? 'no run of it was seen since the search was taken up'}
plan     ${here(folder.path)}/plan.json
again    ./doublerun replay ${here(folder.path)}/plan.json
`);
    return search.stop?.why === 'broken' ? EXIT.broken : EXIT.pass;
  });
}

/** Runs a plan until the rule has an answer. @returns nothing where the budget, or the machine, does not allow another run. */
async function tryPlan({ plan, what }: Candidate, search: Search): Promise<Answer | undefined> {
  const { folder, runs, budget, began } = search;
  const { start } = folder;
  const records: RunRecord[] = [];
  for (;;) {
    const answer = answerOf(
      records.map(({ outcome }) => outcome),
      start.tries,
    );
    if (answer !== 'again') {
      const told = records.map(({ run, outcome, sentence }) => ({ run, outcome, sentence }));
      folder.tried({ key: keyOfPlan(plan), what, answer, runs: told });
      if (answer === 'seen') folder.keep(plan);
      process.stdout.write(`${answer.padEnd(8)} ${what} (${plural(records.length, 'run')})\n`);
      return answer;
    }
    search.stop = stopOf(runs, performance.now() - began, budget);
    if (search.stop) return undefined;
    // Nothing that comes after the proof is of use to the search.
    records.push(await runOf(plan, `${what}, try ${records.length + 1}`, search, start.wanted));
  }
}

/**
 * The rate of a plan, from runs of its own: those of the search ended at the first sight, which would flatter it. They are whole runs,
 * as `replay` of the plan makes them: each is judged by all that came of it, none is lost to the rate since the verdict did not bear out what ended it,
 * none begins on a cluster that has just been torn from its work, and the sentence tells the finding to its end. It ends early where the plan can't be
 * often enough any more; on a machine on which nothing runs, no other plan is to be measured either.
 */
async function measure(
  plan: Plan,
  times: number,
  search: Search,
): Promise<{ readonly often: boolean; readonly records: readonly RunRecord[] }> {
  const { rate, plan: whole } = search.folder.start;
  process.stdout.write(
    `measuring ${sizeOf(plan)}: ${timesOf(plan)
      .map(({ name, ms }) => `${name} ${ms} ms`)
      .join(', ')}\n`,
  );
  const isOften = (records: readonly RunRecord[]): boolean =>
    plan === whole ||
    mayBeOften(
      records.map(({ outcome }) => outcome),
      times,
      rate,
    );
  const measured: RunRecord[] = [];
  // Measuring is part of the result, whatever the search has cost; only a machine on which nothing runs ends it.
  const stop = await runMany<RunRecord>({
    next: (done) => (done.length < times && isOften(done) ? plan : undefined),
    run: (each, number) => runOf(each, `Measuring, run ${number} of ${times}`, search),
    told: (done) => {
      measured.splice(0, measured.length, ...done);
      process.stdout.write(`measured ${done.at(-1)?.outcome} (run ${done.length} of ${times})\n`);
    },
    budget: { runs: times, ms: Number.POSITIVE_INFINITY },
    elapsedMs: () => performance.now() - search.began,
  });
  search.stop = stop ?? search.stop;
  return { often: stop !== undefined || isOften(measured), records: measured };
}

async function runOf(plan: Plan, title: string, search: Search, stopOnProofOf?: Signature): Promise<RunRecord> {
  const ran = await search.laboratory.run(plan, title, stopOnProofOf ? { stopOnProofOf } : {});
  const record = recordOf(plan, ran, search.folder.start.wanted);
  search.runs.push(record);
  if (record.sentence !== undefined) search.sentence = record.sentence;
  if (record.reason !== undefined) process.stdout.write(`${record.outcome}: ${record.reason}\n`);
  return record;
}

function notSeen(answer: Answer | undefined, { folder, stop }: Search): number {
  const { wanted, tries } = folder.start;
  const why = stop ? `ended early: ${stop.reason}` : `${tries} tries say nothing else`;
  process.stdout.write(
    `the plan itself did not show ${signaturePhrase(wanted)} again (${answer ?? 'no answer'}; ${why}): there is nothing to shrink by.\n` +
      'A finding that is rarer than --rate needs more tries: give a lower one.\n',
  );
  if (stop?.why === 'broken') return EXIT.broken;
  return answer === 'not' ? EXIT.violation : EXIT.inconclusive;
}

/** `2 faults, 1 workflow, 3 tasks, 2 masters, 2 workers`. */
function sizeOf({ faults, workflows, cluster }: Plan): string {
  const tasks = workflows.flatMap((workflow) => workflow.tasks);
  return [
    plural(faults.length, 'fault'),
    plural(workflows.length, 'workflow'),
    plural(tasks.length, 'task'),
    plural(cluster.masters, 'master'),
    plural(cluster.workers, 'worker'),
  ].join(', ');
}
