import { join, resolve } from 'node:path';
import { connectEngine } from '../../cluster/engine.ts';
import type { Origin } from '../../cluster/images/origin.ts';
import { plural } from '../../report/counts.ts';
import type { Campaign } from '../campaign/file.ts';
import { leftByLane } from '../campaign/left-by-lane.ts';
import type { Order } from '../campaign/order.ts';
import { recordsForPart } from '../campaign/part-records.ts';
import { CampaignState, type StateOptions } from '../campaign/state.ts';
import { campaignFolder } from '../campaign/store.ts';
import type { PlannedUnit } from '../campaign/units.ts';
import { readTime } from '../commands/command.ts';
import { Crew } from '../lanes/crew.ts';
import { crewTools } from '../lanes/tools.ts';
import { keepInLedger, LEDGER_FILE, readLedger } from '../ledger/ledger-file.ts';
import { type LeftRuns, recordsLeft } from '../ledger/left-runs.ts';
import { type LedgerRecord, nameOfFinding } from '../ledger/record.ts';
import { imagesHere } from './images-here.ts';
import { prepareEngine } from './run-once.ts';

export interface CampaignOptions extends Pick<StateOptions, 'shard' | 'stopped' | 'decided'> {
  readonly origin: Origin;
  /** Where run directories and the ledger are. */
  readonly runs: string;
  /** At most so many clusters side by side. */
  readonly lanes: number;
}

/**
 * Runs the units that have no run that says all, on warm clusters side by side. Each run is in the ledger as soon as it has ended.
 * @returns how many were begun.
 */
export async function runCampaign(
  { name, tries, budget }: Campaign,
  planned: readonly PlannedUnit[],
  options: CampaignOptions,
  signal: AbortSignal,
): Promise<number> {
  const runs = resolve(options.runs);
  const ledger = join(runs, LEDGER_FILE);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const known = readLedger(ledger).records;
  const killed = await recordsOfKilled(name, planned, { runs, known, say });
  for (const record of killed) keepInLedger(ledger, record, say);
  const all = [...known, ...killed].filter(({ campaign }) => campaign?.name === name);
  const own = recordsForPart(all, options.shard);
  const state = new CampaignState(planned, own, { ...options, name, tries, say });
  say(`campaign ${name}: ${state.summary()}`);
  const most = {
    runs: budget.runs ?? Number.POSITIVE_INFINITY,
    ms: budget.time ? readTime('budget.time', budget.time) : Number.POSITIVE_INFINITY,
  };
  if (!state.waiting()) return 0;
  const engine = await connectEngine();
  for (const version of new Set(state.due().map((order) => order.version))) {
    const found = await imagesHere(version, options.origin, signal);
    if (found.kind === 'absent')
      state.giveUp(({ unit }) => unit.version === version, `${version} cannot be run here: ${found.reason}`);
    else await prepareEngine(version);
  }
  const began = performance.now();
  let begun = 0;
  const spent = (): string | undefined => {
    if (begun >= most.runs) return `${most.runs} runs have been begun, as many as the budget has`;
    return performance.now() - began >= most.ms ? `the budget's ${budget.time} are over` : undefined;
  };
  const mayGoOn = (): boolean => {
    const why = state.stopped() ?? spent();
    if (why !== undefined) state.end(why);
    return why === undefined;
  };
  const crew = new Crew<Order>(
    {
      name: `campaign/${name}${options.shard === undefined ? '' : `/${options.shard}`}`,
      origin: options.origin,
      runs,
      logs: join(campaignFolder(runs, name), 'lanes'),
      most: options.lanes,
      signal,
      waiting: () => mayGoOn() && state.waiting(),
      next: (group, fits) => {
        const order = mayGoOn() ? state.take(group, fits) : undefined;
        if (order) begun += 1;
        return order;
      },
      done: async (order, answer, lane) => {
        const left =
          answer.kind === 'died' || answer.kind === 'stopped' ? await leftByLane(order, runs, say) : undefined;
        const record = state.put(order, left ? { kind: 'ran', record: left } : answer);
        if (!record) return;
        if (answer.kind === 'died' && !left) keepInLedger(ledger, record, say);
        const before = `${state.progress()}  lane ${lane}${order.canary ? '  canary' : ''}`;
        say(lineOf(record, before, state.left(crew.size, most.ms - (performance.now() - began))));
      },
      say,
    },
    crewTools(engine),
  );
  const why = await crew.run();
  if (why !== undefined) state.end(why);
  return begun;
}

/** What runs of a campaign's units have proved whose process, and whoever waited for it, was killed. */
async function recordsOfKilled(
  name: string,
  planned: readonly PlannedUnit[],
  where: Pick<LeftRuns, 'runs' | 'known' | 'say'>,
): Promise<readonly LedgerRecord[]> {
  const units = new Set(planned.map(({ unit }) => unit.id));
  const left = await recordsLeft({
    ...where,
    scenarios: new Set(planned.map(({ plan }) => plan.scenario)),
    isWanted: ({ campaign }) => campaign.name === name && units.has(campaign.unit),
  });
  if (left.length > 0)
    where.say(
      `${plural(left.length, 'run')} of before that ${left.length === 1 ? 'was' : 'were'} killed: what ${left.length === 1 ? 'it proves is' : 'they prove is'} kept`,
    );
  return left;
}

/** `12 of 62  lane 2  3.1.1 waiting failover-16759 seed 3  violation  52.1 s  overlapping-executions/long  3 lanes, ~14 min left`. */
export function lineOf(record: LedgerRecord, before: string, after: string): string {
  const { version, strategy, scenario, seed, verdict, seconds, proved, reason } = record;
  const violations = [...new Set(proved.filter(({ violation }) => violation).map(nameOfFinding))];
  const what = reason ?? violations.join(', ');
  const cells = [
    before,
    `${version} ${strategy} ${scenario} seed ${seed}`,
    verdict,
    `${seconds.toFixed(1)} s`,
    what,
    after,
  ];
  return cells.filter((cell) => cell !== '').join('  ');
}
