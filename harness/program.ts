import { Command } from 'commander';
import { bundleCommand } from './commands/bundle.ts';
import { campaignCommand } from './commands/campaign.ts';
import { checkCommand } from './commands/check.ts';
import { cleanCommand } from './commands/clean.ts';
import { downCommand, upCommand } from './commands/cluster.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { exploreCommand } from './commands/explore.ts';
import { gateCommand } from './commands/gate.ts';
import { imagesCommand } from './commands/images.ts';
import { listCommand } from './commands/list.ts';
import { matrixCommand } from './commands/matrix.ts';
import { mergeCommand } from './commands/merge.ts';
import { planCommand, schemaCommand } from './commands/plan.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { replayCommand, runCommand } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { shrinkCommand } from './commands/shrink.ts';
import { statsCommand } from './commands/stats.ts';
import { DOUBLERUN_VERSION } from './version.ts';

/** In the order in which help shows them. */
const commands = [
  reproduceCommand,
  runCommand,
  replayCommand,
  exploreCommand,
  shrinkCommand,
  matrixCommand,
  campaignCommand,
  mergeCommand,
  gateCommand,
  planCommand,
  checkCommand,
  explainCommand,
  listCommand,
  statsCommand,
  serveCommand,
  bundleCommand,
  upCommand,
  downCommand,
  schemaCommand,
  imagesCommand,
  doctorCommand,
  cleanCommand,
];

const EXIT_CODES = `
Exit codes:
  0 pass · 1 violation · 2 inconclusive · 3 broken (nothing said about the scheduler) · 64 bad input · 130 interrupted
  reproduce: 0 the expected finding was seen · 1 it was not · 2, 3 as above
  shrink: 0 the smallest plan is there · 1 the finding was not seen again · 2, 3 as above
  matrix: 0 every cell has all its runs, whatever they show · 2 some say nothing or are missing · 3 nothing could be run
  campaign, merge: 0 no violation but known ones · 1 an unknown one, or a known issue that is over · 2 runs are missing or say nothing · 3 a canary is wrong
  gate: 0 nothing is worse than in the baseline · 1 new, regressed, or gone without a note · 2 not enough evidence · 3 a cell has nothing but broken runs

Examples:
  ./doublerun reproduce                             reproduce apache/dolphinscheduler#16759 on a real cluster
  ./doublerun reproduce failover-16759 -n 20        how often, with its interval
  ./doublerun run failover-16759 --seed 7           run a scenario, judge it by its contract
  ./doublerun run failover-16759 --without-faults   the same workload with nothing cut
  ./doublerun replay runs/latest                    the same plan once more
  ./doublerun explore owner-paused --runs 100       plans of many seeds, and variations of those that came near
  ./doublerun shrink runs/latest                    the smallest plan that still shows what it found
  ./doublerun matrix fixes.yaml                     versions × settings × scenarios: how often each, in a table
  ./doublerun campaign nightly.yaml                 the same every night, on clusters side by side, judged as a whole
  ./doublerun merge part-1 part-2 --into night      join what several machines have run
  ./doublerun gate --baseline base.json --candidate runs   what is new, regressed or fixed, with few false alarms
  ./doublerun check runs/latest                     judge a stored run again, without a cluster
  ./doublerun list runs --verdict violation         what was run, newest first
  ./doublerun stats --since 7d                      how often what was found: rates, trends, flakiness
  ./doublerun serve                                 the same in a browser: filters, trends, two runs side by side
  ./doublerun explain runs/latest                   what happened in a stored run, and why
  ./doublerun bundle runs/latest                    one archive of a run to hand on, secrets removed
  ./doublerun up                                    start a cluster that stays: run ... --cluster dev
  ./doublerun doctor                                whether runs can work here, and what to do where not
  ./doublerun clean                                 remove what a killed run left behind
  ./doublerun test                                  all tests of Doublerun itself
`;

/**
 * The whole program: what it can be asked, and its help. Nothing is run. `signal` ends a command that runs; `finish` takes its exit code.
 */
export function buildProgram(signal: AbortSignal, finish: (code: number) => void): Command {
  const program = new Command('doublerun')
    .description('Finds tasks that Apache DolphinScheduler ran twice: a real cluster, a cut link, a verdict.')
    .version(DOUBLERUN_VERSION)
    // Behind a command, --version is that command's: which of DolphinScheduler.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(./doublerun --help shows what there is)')
    .addHelpText('after', EXIT_CODES);
  for (const add of commands) add(program, signal, finish);
  // Done by the launcher, so that the tests can test the launcher's set-up too; here for the list of commands.
  program
    .command('test')
    .description('all tests of Doublerun itself, the real cluster included')
    .option('--unit', 'all that needs no Docker engine and no Chromium');
  return program;
}
