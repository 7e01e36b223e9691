import { exitCodeOfAll } from '../harness/exit.ts';
import { sideOfBaseline } from '../harness/gate/baseline.ts';
import { suffices } from '../harness/gate/family.ts';
import { gateOf } from '../harness/gate/gate.ts';
import { matchCells } from '../harness/gate/match.ts';
import { withCells } from '../harness/gate/save-baseline.ts';
import { sideOf } from '../harness/gate/side.ts';
import type { FindingName, LedgerRecord } from '../harness/ledger/record.ts';
import { type Draw, drawsFor } from '../harness/random.ts';
import { pairedEvidence } from '../harness/statistics/paired-evidence.ts';
import { signTest } from '../harness/statistics/sign-test.ts';
import type { GateFinding, GateResult } from '../report/gate/model.ts';

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

/** As the named scenarios are on a release: what they show, they show in nearly every run, and else nothing. */
export const settled: Build = {
  scenarios: [
    [1, 1, 1, 0, 0, 0],
    [1, 1, 0.97, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
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

/** Of a hundred runs, those that are not whole, and those that are broken. */
const SILENT = 8;
const BROKEN = 3;

/** How a campaign was run. */
export interface Manner {
  readonly seeds: number;
  /** How often each unit was run: those of a night may have been run once more, or a job been started again. 1 where absent. */
  readonly tries?: number;
  /** Of a hundred runs, those that are not whole: a machine that is busy has more of them. */
  readonly silent?: number;
}

/**
 * What a campaign with this build would have written. Findings of one run go together: half of them follow the run's own luck, and some their plan's, which is
 * the same on both sides. `name`: of its luck; `plans`: of that of its plans.
 */
export function campaignOf(build: Build, name: string, plans: string, { seeds, tries = 1, silent = SILENT }: Manner) {
  const [luck, planned] = [drawsFor(1, name), drawsFor(1, plans)];
  return build.scenarios.flatMap((rates, index) =>
    Array.from({ length: seeds }, (_, each) => {
      const ofPlan = uniform(planned);
      return Array.from({ length: tries }, (_, tried) =>
        runOf(rates, { scenario: `s${index}`, seed: each + 1, tried, build, ofPlan, luck, silent }),
      );
    }).flat(),
  );
}

interface SyntheticRun {
  readonly scenario: string;
  readonly seed: number;
  readonly tried: number;
  readonly build: Build;
  readonly ofPlan: number;
  readonly luck: Draw;
  readonly silent: number;
}

function runOf(
  rates: readonly number[],
  { scenario, seed, tried, build: { strategy, independent }, ofPlan, luck, silent }: SyntheticRun,
): LedgerRecord {
  const [ofRun, fate] = [uniform(luck), luck(1, 100)];
  const isBroken = fate <= BROKEN;
  const proved = rates.flatMap((rate, index) => {
    const own = uniform(luck);
    const followed = independent ? own : ([ofPlan, ofRun, ofRun, own][index % 4] ?? own);
    return followed < rate && !isBroken ? [{ ...nameOf(index), faults: ['refuse'], violation: true }] : [];
  });
  const whole = fate > BROKEN + silent;
  const verdict = isBroken ? 'broken' : proved.length > 0 ? 'violation' : whole ? 'pass' : 'inconclusive';
  return {
    at: new Date(Date.UTC(2026, 0, 1 + tried, 0, 0, seed)).toISOString(),
    seconds: 40,
    run: `${scenario}/${seed}-${tried}`,
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
    campaign: { name: 'nightly', unit: `${scenario}/${seed}` },
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
  { risk, gone, least = 0.5 }: { readonly risk: number; readonly gone?: string; readonly least?: number },
): GateResult {
  const { baseline } = withCells(undefined, sideOf(before));
  if (gone !== undefined)
    for (const { findings } of baseline.cells) for (const finding of findings) finding.gone = gone;
  return gateOf(matchCells(sideOfBaseline(baseline), sideOf(now), { from: [], to: [] }), { risk, least });
}

/** What became of so many uses. */
export interface Uses {
  /** Failed: a verdict `violation`. */
  readonly failed: number;
  readonly passed: number;
  /** Would have failed, were each finding tested alone by McNemar's test. */
  readonly alone: number;
  /** Would have failed, were the evidence not adjusted for the number of findings. */
  readonly unadjusted: number;
}

/** A build that is compared with itself. @param now how the candidate was run, where otherwise than the baseline. */
export function compareWithItself(build: Build, uses: number, risk: number, before: Manner, now = before): Uses {
  const counted = { failed: 0, passed: 0, alone: 0, unadjusted: 0 };
  for (let use = 0; use < uses; use += 1) {
    const result = gateCampaigns(...sides(build, build, use, before, now), { risk });
    if (fails(result)) counted.failed += 1;
    if (result.verdict === 'pass') counted.passed += 1;
    if (failsBy(result, ({ more, fewer }) => signTest(more, fewer) <= risk)) counted.alone += 1;
    if (failsBy(result, ({ more, fewer }) => suffices(pairedEvidence(more, fewer), risk))) counted.unadjusted += 1;
  }
  return counted;
}

/** In how many uses a build that is compared with itself fails where whoever uses it adds seeds until it does, or there are no more: `looks` are the numbers of seeds. */
export function falseAlarmsOfMany(
  build: Build,
  uses: number,
  { risk, looks }: { readonly risk: number; readonly looks: readonly number[] },
): number {
  const most = Math.max(...looks);
  let alarms = 0;
  for (let use = 0; use < uses; use += 1) {
    const [before, now] = sides(build, build, use, { seeds: most });
    const upTo = (records: readonly LedgerRecord[], seeds: number) => records.filter(({ seed }) => seed <= seeds);
    if (looks.some((seeds) => fails(gateCampaigns(upTo(before, seeds), upTo(now, seeds), { risk })))) alarms += 1;
  }
  return alarms;
}

/** Two campaigns with the same plans. */
export function sides(before: Build, now: Build, use: number, ofBefore: Manner, ofNow = ofBefore) {
  const plans = `plans ${use}`;
  return [campaignOf(before, `before ${use}`, plans, ofBefore), campaignOf(now, `now ${use}`, plans, ofNow)] as const;
}

export function fails({ verdict }: GateResult): boolean {
  return exitCodeOfAll([verdict]) === 1;
}

/** Whether one finding at least would fail, were it judged by this alone. */
function failsBy({ cells }: GateResult, differs: (finding: GateFinding) => boolean): boolean {
  return cells.some(
    (cell) =>
      cell.kind === 'compared' &&
      cell.findings.some((each) => (each.more > each.fewer || each.now.seen === 0) && differs(each)),
  );
}
