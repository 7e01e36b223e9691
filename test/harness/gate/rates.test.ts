import { describe, expect, test } from 'vitest';
import { coins, compareWithItself, fixed, gateCampaigns, realistic, settled, sides } from '../../../bench/campaigns.ts';

/** `npm run bench -- gate` does 10,000. */
describe('a build that is compared with itself', { timeout: 120_000 }, () => {
  /** The stated risk, and what so many uses may show above it by chance: four standard errors. */
  const bearable = (risk: number, uses: number): number => uses * risk + 4 * Math.sqrt(uses * risk * (1 - risk));

  test('fails in no more of the uses than is stated, where it would without any of what keeps to that', () => {
    const uses = 100;
    // 90 findings that differ as often as can be: nothing is easier than to see one that has not changed.
    const many = { ...coins, scenarios: [coins, coins, coins].flatMap(({ scenarios }) => scenarios) };
    const { failed, alone, unadjusted } = compareWithItself(many, uses, 0.2, { seeds: 40 });
    expect(failed).toBeLessThanOrEqual(bearable(0.2, uses));
    expect(unadjusted).toBeGreaterThan(bearable(0.2, uses));
    expect(alone).toBeGreaterThan(bearable(0.2, uses));
  });

  test('nor where one side was tried three times', () => {
    const rare = { ...coins, scenarios: coins.scenarios.map((rates) => rates.map(() => 0.3)) };
    const { failed } = compareWithItself(rare, 100, 0.05, { seeds: 30 }, { seeds: 30, tries: 3 });
    expect(failed).toBeLessThanOrEqual(bearable(0.05, 100));
  });

  test('nor where most runs of one side are not whole', () => {
    const { failed } = compareWithItself(realistic, 200, 0.05, { seeds: 40 }, { seeds: 40, silent: 75 });
    expect(failed).toBeLessThanOrEqual(bearable(0.05, 200));
  });

  test('passes where its findings are there always or never', () => {
    const { passed, failed } = compareWithItself(settled, 200, 0.05, { seeds: 10 });
    expect(passed).toBeGreaterThan(190);
    expect(failed).toBe(0);
  });
});

test('what was in every run and is gone is red, or green where the baseline says that it is to go', () => {
  const uses = 200;
  const verdicts = { red: 0, green: 0 };
  for (let use = 0; use < uses; use += 1) {
    const campaigns = sides(realistic, fixed, use, { seeds: 20 });
    if (gateCampaigns(...campaigns, { risk: 0.05 }).verdict === 'violation') verdicts.red += 1;
    const told = gateCampaigns(...campaigns, { risk: 0.05, gone: 'fixed' });
    const isFixed = told.cells.some(
      (cell) =>
        cell.kind === 'compared' &&
        cell.findings.some(({ finding, status }) => finding === 'lost-task/t4' && status.kind === 'fixed'),
    );
    if (isFixed && told.verdict !== 'violation') verdicts.green += 1;
  }
  expect(verdicts.red).toBeGreaterThanOrEqual(uses * 0.99);
  expect(verdicts.green).toBeGreaterThanOrEqual(uses * 0.99);
}, 120_000);
