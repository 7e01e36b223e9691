import { exitCodeOfAll } from '../harness/exit.ts';
import { sideOfBaseline, withCells } from '../harness/gate/baseline.ts';
import { gateOf } from '../harness/gate/gate.ts';
import { matchCells } from '../harness/gate/match.ts';
import { sideOf } from '../harness/gate/side.ts';
import type { FindingName, LedgerRecord } from '../harness/ledger/record.ts';
import { type Draw, drawsFor } from '../harness/random.ts';
import type { GateResult } from '../report/gate/model.ts';

/** What a build does in each scenario: how often it shows each finding. */
export interface Build {
  readonly scenarios: readonly (readonly number[])[];
  /** Whether each finding of a run has its own luck; else most of them share it. */
  readonly independent?: true;
  readonly strategy: LedgerRecord['strategy'];
}

/** Three scenarios with six findings each, as real ones have them: never, seldom, sometimes, mostly, always. */
export const realistic: Build = {
  scenarios: [
    [0, 0.05, 0.3, 0.9, 1, 1],
    [0.05, 0.05, 0.3, 0.3, 0.9, 0],
    [0, 0, 0.05, 0.3, 0.3, 0.9],
  ],
  strategy: 'waiting',
};

/** Every finding as good as a coin, which differs as often as can be: the worst for whoever looks at each of them alone. */
export const coins: Build = {
  scenarios: Array.from({ length: 5 }, () => Array<number>(6).fill(0.5)),
  independent: true,
  strategy: 'waiting',
};

/** The same with a finding that is in every run before gone from the first scenario. */
export const fixed: Build = {
  ...realistic,
  scenarios: realistic.scenarios.map((rates, index) => (index === 0 ? rates.with(4, 0) : rates)),
  strategy: 'stop',
};

/** Runs that say nothing, and that are broken: of a hundred. */
const SILENT = 8;
const BROKEN = 3;

/**
 * What a campaign with this build would have written. Findings of one run go together: half of them follow the run's own luck, and some their plan's, which is
 * the same on both sides. `name`: of its luck; `plans`: of that of its plans.
 */
export function campaignOf(
  build: Build,
  name: string,
  { plans, seeds }: { readonly plans: string; readonly seeds: number },
) {
  const [luck, planned] = [drawsFor(1, name), drawsFor(1, plans)];
  return build.scenarios.flatMap((rates, index) =>
    Array.from({ length: seeds }, (_, each) => runOf(rates, `s${index}`, each + 1, build, luck, planned)),
  );
}

function runOf(
  rates: readonly number[],
  scenario: string,
  seed: number,
  { strategy, independent }: Build,
  luck: Draw,
  planned: Draw,
): LedgerRecord {
  const [ofPlan, ofRun, fate] = [uniform(planned), uniform(luck), luck(1, 100)];
  const isBroken = fate <= BROKEN;
  const proved = rates.flatMap((rate, index) => {
    const own = uniform(luck);
    const followed = independent ? own : ([ofPlan, ofRun, ofRun, own][index % 4] ?? own);
    return followed < rate && !isBroken ? [{ ...nameOf(index), faults: ['refuse'], violation: true }] : [];
  });
  const whole = fate > BROKEN + SILENT;
  const verdict = isBroken ? 'broken' : proved.length > 0 ? 'violation' : whole ? 'pass' : 'inconclusive';
  return {
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, seed)).toISOString(),
    seconds: 40,
    run: `${scenario}/${seed}`,
    scenario,
    seed,
    plan: scenario,
    stimulus: `${scenario}-${seed}`,
    version: '3.1.1',
    strategy,
    fixes: [],
    faults: ['refuse'],
    roles: ['owner'],
    contract: ['exactly-once'],
    verdict,
    whole,
    proved,
    doubts: [],
    doublerun: '0.1.0',
  };
}

function nameOf(index: number): FindingName {
  return { anomaly: 'lost-task', task: `t${index}` };
}

function uniform(draw: Draw): number {
  return draw(0, 999_999) / 1_000_000;
}

/** The whole gate, from one campaign's ledger to the verdict on another's. `gone`: what the baseline says of every finding. */
export function gateCampaigns(
  before: readonly LedgerRecord[],
  now: readonly LedgerRecord[],
  { risk, gone }: { readonly risk: number; readonly gone?: string },
): GateResult {
  const { baseline } = withCells(undefined, sideOf(before));
  if (gone !== undefined)
    for (const { findings } of baseline.cells) for (const finding of findings) finding.gone = gone;
  return gateOf(matchCells(sideOfBaseline(baseline), sideOf(now), { from: [], to: [] }), risk);
}

/** In how many of `uses` a build that is compared with itself fails, and in how many a gate would that tests each finding alone. */
export function falseAlarms(
  build: Build,
  uses: number,
  { risk, seeds }: { readonly risk: number; readonly seeds: number },
) {
  const alarms = { gate: 0, alone: 0 };
  for (let use = 0; use < uses; use += 1) {
    const result = gateCampaigns(...sides(build, build, use, seeds), { risk });
    if (fails(result)) alarms.gate += 1;
    if (failsAlone(result)) alarms.alone += 1;
  }
  return alarms;
}

/** The same where whoever uses it adds seeds until it fails, or there are no more: `looks` are the numbers of seeds. */
export function falseAlarmsOfMany(
  build: Build,
  uses: number,
  { risk, looks }: { readonly risk: number; readonly looks: readonly number[] },
): number {
  const most = Math.max(...looks);
  let alarms = 0;
  for (let use = 0; use < uses; use += 1) {
    const [before, now] = sides(build, build, use, most);
    const upTo = (records: readonly LedgerRecord[], seeds: number) => records.filter(({ seed }) => seed <= seeds);
    if (looks.some((seeds) => fails(gateCampaigns(upTo(before, seeds), upTo(now, seeds), { risk })))) alarms += 1;
  }
  return alarms;
}

/** Two campaigns with the same plans. */
export function sides(before: Build, now: Build, use: number, seeds: number) {
  const plans = `plans ${use}`;
  return [
    campaignOf(before, `before ${use}`, { plans, seeds }),
    campaignOf(now, `now ${use}`, { plans, seeds }),
  ] as const;
}

export function fails({ verdict }: GateResult): boolean {
  return exitCodeOfAll([verdict]) === 1;
}

/** What is often done instead: McNemar's exact test of each finding, with the whole risk for each. */
function failsAlone({ cells, risk }: GateResult): boolean {
  return cells.some(
    (cell) =>
      cell.kind === 'compared' &&
      cell.findings.some(({ more, fewer, now }) => (more > fewer || now.seen === 0) && signTest(more, fewer) <= risk),
  );
}

/** Two-sided p-value of so many heads and tails of a fair coin. */
function signTest(heads: number, tails: number): number {
  const tosses = heads + tails;
  let [term, tail] = [0.5 ** tosses, 0];
  for (let count = 0; count <= Math.min(heads, tails); count += 1) {
    tail += term;
    term *= (tosses - count) / (count + 1);
  }
  return Math.min(1, 2 * tail);
}
