import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Origin } from '../../cluster/images/origin.ts';
import { claim } from '../campaign/claim.ts';
import type { Campaign } from '../campaign/file.ts';
import { githubWorkflow } from '../campaign/github-workflow.ts';
import { loadCampaign } from '../campaign/load.ts';
import { nothingRun } from '../campaign/nothing-run.ts';
import { inShard, readShard, type Shard, shardText } from '../campaign/shard.ts';
import { type CampaignStops, stopsOf } from '../campaign/stops.ts';
import { campaignFolder, type StoredCampaign, writeStored } from '../campaign/store.ts';
import { storedOf } from '../campaign/stored-of.ts';
import { reportCampaign, tellCampaign } from '../campaign/tell.ts';
import type { PlannedUnit } from '../campaign/units.ts';
import { EXIT, exitCodeOfAll } from '../exit.ts';
import { LEDGER_FILE, readLedger } from '../ledger/ledger-file.ts';
import { type Address, readAddress } from '../swarm/address.ts';
import { UsageError } from '../usage-error.ts';
import { type AddCommand, DEFAULT_RUNS, readTime, withCount, withOrigin } from './command.ts';

interface Options {
  readonly origin: Origin;
  readonly shard?: Shard;
  readonly lanes: number;
  readonly runs: string;
  readonly show?: true;
  readonly github?: number;
  readonly engine: Engine;
  readonly tasks: number;
  readonly taskMemory: number;
  readonly collector?: Address;
}

/** Who runs the clusters: this machine's Docker engine, or the nodes of the Swarm that it manages. */
const engines = ['docker', 'swarm'] as const;
type Engine = (typeof engines)[number];

/** What the servers of a cluster have had at most, with their task and room for another gibibyte. */
const TASK_GIB = 4;
const GIB = 1024 ** 3;

/** More than any machine holds. */
const MOST_LANES = 64;

export const campaignCommand: AddCommand = (program, signal, finish) => {
  withCampaignOptions(
    program
      .command('campaign')
      .description('run scenarios × versions × strategies × seeds on warm clusters side by side, and judge the whole')
      .argument('<file>', 'what to run; see below'),
  )
    .addHelpText('after', HELP)
    .action(async (file: string, options: Options) => {
      const campaign = loadCampaign(file);
      const { units, stored } = storedOf(campaign);
      const { shard, show, runs, github } = options;
      if (github !== undefined) {
        process.stdout.write(workflowOf(campaign, file, github));
        return;
      }
      const part = inShard(units, shard, campaign.decide !== undefined);
      const here = { ...stored, asked: { ...stored.asked, units: part.map(({ unit }) => unit) } };
      const ran = show ? undefined : await runPart(campaign, part, { file, stored, here, options, signal });
      const verdict = tellCampaign(here, runs, show ? 'last run' : 'now');
      finish(
        exitCodeOfAll([verdict, ...(ran === 0 && tellNothingRun(campaign, runs) ? ['inconclusive' as const] : [])]),
      );
    });
};

/** @returns whether what is known is too old. */
function tellNothingRun({ name }: Campaign, runs: string): boolean {
  const { records } = readLedger(join(resolve(runs), LEDGER_FILE));
  const told = nothingRun(
    records.filter(({ campaign }) => campaign?.name === name),
    new Date(),
  );
  for (const line of told?.lines ?? []) process.stderr.write(`${line}\n`);
  return told?.isOld ?? false;
}

/** For the repository that the command is called in. */
function workflowOf({ name, rows, canaries, budget }: Campaign, file: string, shards: number): string {
  const versions = [...new Set([...canaries, ...rows].map(({ version }) => version))];
  const minutes = budget.time === undefined ? undefined : Math.ceil(readTime('budget.time', budget.time) / 60_000);
  const path = relative(process.cwd(), file);
  return githubWorkflow(
    { name, file: path, versions, ...(minutes === undefined ? {} : { budgetMinutes: minutes }) },
    shards,
  );
}

function withCampaignOptions(command: Command): Command {
  command.option('--shard <i/n>', 'only this part of it: 1/3, 2/3 and 3/3 on three machines', readShard);
  withCount(
    command,
    '--lanes <number>',
    'at most so many clusters side by side; there are never more than memory and cores hold, as measured on the first',
    MOST_LANES,
  );
  withCount(command, '--github <shards>', 'run nothing: print a GitHub Actions workflow that runs it in so many parts');
  command.option(
    '--engine <engine>',
    'who runs the clusters: docker, or swarm, the nodes of the Swarm that this machine manages',
    readEngine,
    'docker',
  );
  withCount(
    command,
    '--tasks <number>',
    'with --engine swarm: so many parts, each a task with a cluster of its own',
    2,
  );
  withCount(
    command,
    '--task-memory <gibibytes>',
    'with --engine swarm: memory of a task with its cluster; a node gets no more tasks than it has room for',
    TASK_GIB,
  );
  command.option(
    '--collector <address[:port]>',
    "with --engine swarm: where the tasks hand over their runs to; this node's address in the Swarm and any free port where absent",
    readAddress,
  );
  return withOrigin(command)
    .option('--show', 'run nothing: judge what there is')
    .option('--runs <folder>', 'where run directories, ledger and reports are made', DEFAULT_RUNS);
}

function readEngine(text: string): Engine {
  const engine = engines.find((candidate) => candidate === text);
  if (!engine) throw new UsageError(`--engine ${text}: must be one of ${engines.join(', ')}`);
  return engine;
}

interface Part {
  /** The campaign's. */
  readonly file: string;
  /** The whole campaign, for whoever joins the parts. */
  readonly stored: StoredCampaign;
  readonly here: StoredCampaign;
  readonly options: Options;
  readonly signal: AbortSignal;
}

/** The reports are written however it ends. @returns how many runs there were. */
async function runPart(
  campaign: Campaign,
  part: readonly PlannedUnit[],
  { file, stored, here, options, signal }: Part,
): Promise<number> {
  const runs = resolve(options.runs);
  const folder = campaignFolder(runs, campaign.name);
  const shard = options.shard ? shardText(options.shard) : undefined;
  const release = claim(folder, shard);
  try {
    let ran: number;
    writeStored(folder, stored);
    process.stderr.write(`records: ${relative(process.cwd(), runs)}/ledger.jsonl\n`);
    // Loaded when needed, as Docker's client is slow to load.
    if (options.engine === 'swarm') {
      if (shard) throw new UsageError(`--shard ${shard}: with --engine swarm the tasks have the parts`);
      const { runSwarmCampaign } = await import('../actions/swarm-campaign.ts');
      const { origin, tasks, taskMemory, collector } = options;
      const asked = { origin, runs, tasks, memoryBytes: taskMemory * GIB, ...(collector ? { collector } : {}) };
      ran = await runSwarmCampaign(campaign, file, asked, signal);
    } else {
      if (options.collector) throw new UsageError('--collector: only with --engine swarm');
      const stops: CampaignStops = stopsOf(here.asked, campaign.decide);
      const { runCampaign } = await import('../actions/campaign.ts');
      const { origin, lanes } = options;
      ran = await runCampaign(campaign, part, { origin, runs, lanes, ...(shard ? { shard } : {}), ...stops }, signal);
    }
    signal.throwIfAborted();
    return ran;
  } catch (error) {
    const how = signal.aborted ? 'interrupted' : 'ended early';
    process.stderr.write(`${how}; the same command goes on from here\n`);
    reportCampaign(here, runs, 'now');
    throw error;
  } finally {
    release();
  }
}

const HELP = `
A campaign file:
  name: nightly
  versions: [3.1.1, 3.2.2]
  strategies: [waiting, stop]        # registry_disconnect_strategy; where absent, the scenarios' own
  scenarios: [failover-16759, blip, my-scenario.yaml]
  seeds: { first: 1, count: 10 }     # the same in every cell
  budget: { runs: 200, time: 8h }    # no run is begun after; optional
  contract: [exactly-once]           # in place of the scenarios' own; optional
  known: known-issues.yaml           # violations that are put up with for a while; optional
  canary:                            # these are the defaults; false: none
    must_fail: { scenario: failover-16759, version: 3.1.1 }
    must_pass: { scenario: failover-16759, version: 3.1.1, without_faults: true }
  tries: 3                           # a run that says nothing is done so often in all
  decide: { absent_below: 0.05, present_above: 0.5, risk: 0.05 }   # end a cell as soon as its answer is known; optional

Each run is in <folder>/ledger.jsonl as soon as it has ended: the same command goes on where the last one was ended, by whatever. A new night is a folder
of its own: where nothing is left to run and the last run is older than 12 hours, that is inconclusive. One cluster is started first; as many
more are started as what it takes shows that there is room for. Reports are in <folder>/campaign-<name>/: report.html, report.md, report.json, junit.xml.

Exit codes: ${EXIT.pass} no violation but known ones · ${EXIT.violation} one that nobody knows, or an entry that has expired or is no longer seen · ${EXIT.inconclusive} runs are missing or say nothing · ${EXIT.broken} a canary is wrong, or nothing could be run

Examples:
  ./doublerun campaign nightly.yaml
  ./doublerun campaign nightly.yaml --shard 2/3 --runs part-2
  ./doublerun campaign nightly.yaml --show
  ./doublerun campaign nightly.yaml --github 4 > .github/workflows/nightly.yml`;
