import { findingPhrase, type Signature } from '../../checkers/signature.ts';
import { outcomeOf } from '../campaign/outcome.ts';
import { EXIT } from '../exit.ts';
import { DEFAULT_SCENARIO, loadScenario, scenarioNames } from '../load-scenario.ts';
import { plan } from '../plan.ts';
import type { Plan } from '../plan-schema.ts';
import { exitCodeWith } from '../reporting.ts';
import { expectedSignature } from '../signature.ts';
import { UsageError } from '../usage-error.ts';
import { type AddCommand, drawSeed, GREATEST_SEED, withCount } from './command.ts';
import { DEFAULT_REPORTERS } from './reporter-option.ts';
import { againLine, type Options, runOnce, withRunOptions } from './run.ts';

interface ReproduceOptions extends Options {
  readonly number: number;
  readonly samePlan?: true;
  readonly stopOnProof?: true;
}

export const reproduceCommand: AddCommand = (program, signal, finish) => {
  const command = program
    .command('reproduce')
    .description('run a scenario and look for the finding that it expects; exit 0 when it was seen')
    .argument('[scenario]', `name or file; there are: ${scenarioNames().join(', ')}`, DEFAULT_SCENARIO);
  withCount(
    command,
    '-n, --number <runs>',
    'so many runs on one cluster, with the seeds N, N+1, …; tells k of n with its interval',
    1,
  )
    .option('--same-plan', 'with -n: the same seed, and so the same plan, in every run')
    .option(
      '--stop-on-proof',
      'end each run as soon as the finding is proved: sooner done, but what comes later is not seen',
    )
    .addHelpText(
      'after',
      `
The finding is the scenario's anomaly, of its task, proved, after its faults have begun; no other failure counts. With -n, runs that are
inconclusive or broken say nothing of it: they are told apart, and are not in the n of k of n. What came of each run is in
runs/<scenario>/reproduce-<time>.json; each has its reports in its own run directory. Three broken runs in a row end it. With --stop-on-proof a run ends up to three seconds after the proof;
one whose stored history does not bear it out is inconclusive.`,
    );
  withRunOptions(command)
    .addHelpText(
      'after',
      `  ./doublerun reproduce ${DEFAULT_SCENARIO} -n 20
  ./doublerun reproduce ${DEFAULT_SCENARIO} -n 10 --seed 7 --same-plan --cluster dev`,
    )
    .action(async (scenario: string, options: ReproduceOptions) => {
      const first = plan(loadScenario(scenario), options.seed ?? drawSeed());
      const wanted = expectedSignature(first);
      if (!wanted)
        throw new UsageError(`scenario ${first.scenario} expects no finding; ./doublerun run ${scenario} judges it`);
      finish(
        options.number === 1
          ? await once(scenario, first, wanted, options, signal)
          : await manyTimes(scenario, first, wanted, options, signal),
      );
    });
};

async function once(
  scenario: string,
  planned: Plan,
  wanted: Signature,
  options: ReproduceOptions,
  signal: AbortSignal,
): Promise<number> {
  const { stopOnProof } = options;
  const again = againLine(
    ['reproduce', scenario, '--seed', String(planned.seed), ...(stopOnProof ? ['--stop-on-proof'] : [])],
    options,
  );
  const early = stopOnProof ? { stopOnProofOf: wanted } : {};
  const result = await runOnce(planned, { ...options, ...early, again }, signal);
  const outcome = outcomeOf(result, wanted, planned.contract);
  const words = outcome === 'seen' ? 'reproduced' : 'not reproduced';
  process.stdout.write(`${words}: ${findingPhrase(wanted)}, proved\n`);
  const codes = { seen: EXIT.pass, not: EXIT.violation, inconclusive: EXIT.inconclusive, broken: EXIT.broken };
  return exitCodeWith(result.reports, codes[outcome]);
}

async function manyTimes(
  scenario: string,
  first: Plan,
  wanted: Signature,
  { number, samePlan, keep, apiPort, output, ...options }: ReproduceOptions,
  signal: AbortSignal,
): Promise<number> {
  if (output !== undefined)
    throw new UsageError('--output is for one run; of many, each has its reports in its own run directory');
  if (keep || apiPort !== undefined) {
    throw new UsageError(
      '--keep and --api-port are for one run; for many, ./doublerun up starts a cluster that stays, and --cluster uses it',
    );
  }
  const read = loadScenario(scenario);
  const plans = Array.from({ length: number }, (_, index) =>
    samePlan ? first : plan(read, (first.seed + index) % (GREATEST_SEED + 1)),
  );
  const beginning = ['reproduce', scenario, '--seed', String(first.seed), '-n', String(number)];
  const more = [...(samePlan ? ['--same-plan'] : []), ...(options.stopOnProof ? ['--stop-on-proof'] : [])];
  const again = againLine([...beginning, ...more], options);
  const { reproduceMany } = await import('../actions/reproduce-many.ts');
  // In words there is a line for each run.
  const reporter = (options.reporter ?? DEFAULT_REPORTERS).filter(({ name }) => name !== 'terminal');
  return reproduceMany(first.scenario, plans, wanted, { ...options, reporter, again }, signal);
}
