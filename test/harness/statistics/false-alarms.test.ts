import { describe, expect, test } from 'vitest';
import { type Draw, drawsFor } from '../../../harness/random.ts';
import { closedEvidence } from '../../../harness/statistics/closed-evidence.ts';
import { pairedEvidence } from '../../../harness/statistics/paired-evidence.ts';

/** A side against itself, many times: how often something is called out that has not changed, where it is looked at after each pair. */
const comparisons = 10_000;
const pairs = 40;
const alpha = 0.05;

/** The stated risk, and what 10,000 comparisons may show above it by chance: four standard errors. */
const bearable = alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / comparisons);

/** From 0 to 1, exclusive. */
const uniform = (draw: Draw): number => draw(0, 999_999) / 1_000_000;

type Evidence = (more: number, fewer: number) => number;

/** Each finding of a run, seen or not. */
type Side = (draw: Draw, plan: number) => readonly boolean[];

interface Setting {
  readonly name: string;
  readonly baseline: Side;
  /** Absent where it is as the baseline. */
  readonly candidate?: Side;
  /** Findings that have changed: to call these out is no false alarm. */
  readonly changed?: readonly number[];
}

/**
 * What both sides of a pair have in common, their plan, is a number from 0 to 1.
 * @returns the share of comparisons in which the evidence of anything unchanged, at any look, suffices.
 */
function falseAlarms(setting: Setting, adjust = closedEvidence, evidenceOf: Evidence = pairedEvidence): number {
  const { name, baseline, candidate = baseline, changed = [] } = setting;
  const draw = drawsFor(8, name);
  const table = Array.from({ length: (pairs + 1) ** 2 }, (_, index) =>
    evidenceOf(Math.floor(index / (pairs + 1)), index % (pairs + 1)),
  );
  /** @returns whether a comparison has one. Counted by index: this is what takes the time. */
  const alarm = (): boolean => {
    // Of each finding, more · (pairs + 1) + fewer: its place in the table.
    const places = baseline(draw, 0).map(() => 0);
    const evidence = places.map(() => 1);
    for (let pair = 0; pair < pairs; pair++) {
      const plan = uniform(draw);
      const [before, after] = [baseline(draw, plan), candidate(draw, plan)];
      let look = false;
      for (let finding = 0; finding < places.length; finding++) {
        if (before[finding] === after[finding]) continue;
        const place = (places[finding] ?? 0) + (after[finding] ? pairs + 1 : 1);
        const own = table[place] ?? Number.NaN;
        places[finding] = place;
        evidence[finding] = own;
        look ||= own >= 1 / alpha && !changed.includes(finding);
      }
      // Adjusted evidence is never more than a finding's own.
      if (look && adjust(evidence).some((each, finding) => each >= 1 / alpha && !changed.includes(finding)))
        return true;
    }
    return false;
  };
  let alarms = 0;
  for (let comparison = 0; comparison < comparisons; comparison++) if (alarm()) alarms += 1;
  return alarms / comparisons;
}

/** A finding that each run shows at one rate. */
function atRate(rate: number): Setting {
  return { name: `rate ${rate}`, baseline: (draw) => [uniform(draw) < rate] };
}

/** Each plan has a rate of its own. */
const ofThePlan: Setting = { name: 'a rate of each plan', baseline: (draw, plan) => [uniform(draw) < plan] };

const indices = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/**
 * Two things happen in a run, one of them more at some plans than at others. The more of the first, the more of the first six findings are seen; the more
 * of the second, the fewer of the last six.
 */
const twelve: Side = (draw, plan) => {
  const [first, second] = [uniform(draw), (uniform(draw) + plan) / 2];
  return indices.map((finding) => (finding < 6 ? first < 0.1 + 0.15 * finding : second > 0.15 * (finding - 5)));
};

/** Findings that have nothing to do with each other, each in every other run: what a family is worst for. */
const strangers: Side = (draw) => {
  const bits = draw(0, 4_095);
  return indices.map((finding) => (bits & (1 << finding)) !== 0);
};

/** The likelihood with the best probability put in afterwards: what evidence must not be. */
const fitted: Evidence = (more, fewer) => {
  const of = Math.max(1, more + fewer);
  return 2 ** of * (more / of) ** more * (fewer / of) ** fewer;
};

describe(`of ${comparisons} comparisons of a side with itself, at most ${100 * alpha} % call something out`, () => {
  test.each([0.05, 0.2, 0.5, 0.8, 0.95].map(atRate))('$name', (setting) => {
    expect(falseAlarms(setting)).toBeLessThanOrEqual(bearable);
  });

  test.each([
    ofThePlan,
    { name: 'twelve findings', baseline: twelve },
    { name: 'twelve strangers', baseline: strangers },
  ])('$name', (setting) => {
    expect(falseAlarms(setting)).toBeLessThanOrEqual(bearable);
  });

  test('of a family of which two have changed, none of the others', () => {
    const candidate: Side = (draw, plan) =>
      twelve(draw, plan).map((seen, finding) => (finding === 0 ? true : finding === 11 ? false : seen));
    const setting = { name: 'two of twelve changed', baseline: twelve, candidate, changed: [0, 11] };
    expect(falseAlarms(setting)).toBeLessThanOrEqual(bearable);
    // They are called out: were they no change, there would be an alarm in nearly each comparison.
    expect(falseAlarms({ ...setting, changed: [] })).toBeGreaterThan(0.5);
  });
});

describe('the simulation notices', () => {
  test('evidence that may not be looked at after each pair', () => {
    expect(falseAlarms(atRate(0.5), closedEvidence, fitted)).toBeGreaterThan(bearable);
  });

  test('a family that is not adjusted for', () => {
    expect(falseAlarms({ name: 'strangers', baseline: strangers }, (evidence) => evidence)).toBeGreaterThan(bearable);
  });
});
