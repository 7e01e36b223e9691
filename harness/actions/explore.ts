import { join, relative, resolve } from 'node:path';
import { signatureText, signedFindings } from '../../checkers/signature.ts';
import type { VerdictName } from '../../checkers/verdict.ts';
import { readJournal } from '../../history/journal.ts';
import { stampOf, writeJsonFile } from '../../history/run-directory.ts';
import { plural } from '../../report/counts.ts';
import { inLaboratory, type LaboratoryOptions, type Ran } from '../campaign/laboratory.ts';
import type { Outcome } from '../campaign/outcome.ts';
import { runMany } from '../campaign/run-many.ts';
import type { Budget } from '../campaign/stop.ts';
import { exitCodeOfAll } from '../exit.ts';
import { readCorpus, writeCorpusEntry } from '../explore/corpus.ts';
import { type Exploration, explorationFrom, learn, type Proposal, propose } from '../explore/explore.ts';
import { coverageOfRun } from '../explore/features.ts';
import type { Scenario } from '../scenario.ts';
import { tellMeantFor } from './check-version.ts';

export interface ExploreOptions extends LaboratoryOptions {
  readonly seed: number;
  readonly budget: Budget;
  /** So many runs without a new feature end it. */
  readonly quiet: number;
}

/** One run of an exploration, as its record on disk has it. */
interface Explored {
  readonly outcome: Outcome;
  readonly verdict: VerdictName;
  readonly from: string;
  readonly run?: string;
  /** Of all that was proved, each once. */
  readonly signatures: readonly string[];
  /** Features that no run had had before. */
  readonly fresh: readonly string[];
  readonly seconds: number;
  readonly reason?: string;
}

/**
 * Runs plan after plan of a scenario on one cluster, and goes after those that showed something new or came near to something.
 * @returns the exit code of the worst verdict.
 * @throws UsageError, VersionError, AttachError, EngineError, InterruptError
 */
export async function explore(scenario: Scenario, options: ExploreOptions, signal: AbortSignal): Promise<number> {
  const here = (path: string): string => relative(process.cwd(), path);
  const folder = join(resolve(options.runs), scenario.name, 'explore');
  const startedAt = new Date();
  const began = performance.now();
  const file = join(folder, `explore-${stampOf(startedAt)}.json`);
  let state = explorationFrom(options.seed, readCorpus(folder));
  let proposal: Proposal = propose(scenario, state);
  const explored: Explored[] = [];
  process.stdout.write(
    `exploring ${scenario.name} with seed ${options.seed}; ${plural(state.corpus.length, 'plan')} in the corpus, ${plural(state.known.size, 'feature')} known\n`,
  );
  tellMeantFor({ scenario: scenario.name, versions: scenario.versions }, options.dolphinscheduler);
  const stop = await inLaboratory(`explore/${scenario.name}`, options, signal, (laboratory) =>
    runMany<Explored>({
      next: () => {
        if (state.quiet >= options.quiet) return undefined;
        proposal = propose(scenario, state);
        return proposal.plan;
      },
      run: async (plan, number) => {
        const ran = await laboratory.run(plan, `Run ${number}: ${proposal.from}`);
        const before = state;
        const result = await learnFrom(ran, proposal, state);
        state = result.state;
        for (const [index, entry] of state.corpus.entries()) {
          if (index >= before.corpus.length) writeCorpusEntry(folder, index + 1, entry);
        }
        return result.explored;
      },
      told: (done) => {
        explored.splice(0, explored.length, ...done);
        writeJsonFile(file, {
          scenario: scenario.name,
          seed: options.seed,
          dolphinscheduler: options.dolphinscheduler,
          startedAt,
          runs: done,
        });
        process.stdout.write(`${lineOf(done.at(-1), done.length)}\n`);
      },
      budget: options.budget,
      elapsedMs: () => performance.now() - began,
    }),
  );
  const why = stop?.reason ?? `${options.quiet} runs showed nothing new`;
  process.stdout.write(`${summary(explored, state).join('\n')}
ended   ${why}
corpus  ${here(folder)}, from which the next exploration goes on
record  ${here(file)}
`);
  return exitCodeOfAll(explored.map(({ verdict }) => verdict));
}

async function learnFrom(
  ran: Ran,
  proposal: Proposal,
  before: Exploration,
): Promise<{ readonly state: Exploration; readonly explored: Explored }> {
  const { from } = proposal;
  const { seconds } = ran;
  if (ran.kind === 'failed') {
    const state = learn(before, proposal, { coverage: undefined, run: '' });
    const said = { outcome: 'broken', verdict: 'broken', signatures: [], fresh: [] } as const;
    return { state, explored: { ...said, from, seconds, reason: ran.reason } };
  }
  const { directory, verdict, clues } = ran.result;
  const { events } = await readJournal(directory.events);
  const coverage = verdict.verdict === 'broken' ? undefined : coverageOfRun(events, verdict);
  const state = learn(before, proposal, { coverage, run: directory.run });
  const reason = verdict.verdict === 'violation' ? undefined : verdict.reasons.at(-1);
  return {
    state,
    explored: {
      outcome: outcomes[verdict.verdict],
      verdict: verdict.verdict,
      from,
      run: directory.run,
      signatures: [...new Set(signedFindings(verdict, clues).map(({ signature }) => signatureText(signature)))],
      fresh: [...state.known].filter((feature) => !before.known.has(feature)),
      seconds,
      ...(reason === undefined ? {} : { reason }),
    },
  };
}

const outcomes: Record<VerdictName, Outcome> = {
  violation: 'seen',
  pass: 'not',
  inconclusive: 'inconclusive',
  broken: 'broken',
};

/** `run 12  violation  43.1 s  7 new  varies owner-paused/…  double-dispatch/long/pause`. */
function lineOf(run: Explored | undefined, number: number): string {
  if (!run) return '';
  const { verdict, seconds, fresh, from, signatures, reason } = run;
  const found = signatures.join(', ') || reason || 'nothing found';
  return `run ${String(number).padStart(3)}  ${verdict.padEnd(12)}  ${seconds.toFixed(1)} s  ${fresh.length} new  ${from}  ${found}`;
}

function summary(runs: readonly Explored[], { corpus, known }: Exploration): readonly string[] {
  const signatures = [...new Set(runs.flatMap((run) => run.signatures))].sort();
  const found = signatures.map((signature) => {
    const shown = runs.filter((run) => run.signatures.includes(signature));
    return `  ${signature}  in ${shown.length} of ${runs.length}, first ${shown[0]?.run ?? '-'}`;
  });
  return [
    `${plural(runs.length, 'run')}, ${plural(known.size, 'feature')}, ${plural(corpus.length, 'plan')} in the corpus`,
    ...(found.length > 0 ? ['proved:', ...found] : ['nothing was proved']),
  ];
}
