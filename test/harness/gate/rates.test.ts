import { describe, expect, test } from 'vitest';
import { coins, falseAlarms, fixed, gateCampaigns, realistic, sides } from '../../../bench/campaigns.ts';

/** `npm run bench -- gate` does 10,000. */
const USES = 1_000;

describe('a build that is compared with itself', { timeout: 60_000 }, () => {
  /** The stated risk, and what so many uses may show above it by chance: four standard errors. */
  const bearable = (risk: number, uses: number): number => uses * risk + 4 * Math.sqrt(uses * risk * (1 - risk));

  test('fails in no more of the uses than is stated', () => {
    const { gate } = falseAlarms(realistic, USES, { risk: 0.05, seeds: 10 });
    expect(gate).toBeLessThanOrEqual(bearable(0.05, USES));
  });

  test('would fail in more, were each finding tested alone', () => {
    const { gate, alone } = falseAlarms(coins, 100, { risk: 0.2, seeds: 30 });
    expect(gate).toBeLessThanOrEqual(bearable(0.2, 100));
    expect(alone).toBeGreaterThan(bearable(0.2, 100));
  });
});

test('what was in every run and is gone is red, or green where the baseline says that it is to go', () => {
  const uses = 200;
  const verdicts = { red: 0, green: 0 };
  for (let use = 0; use < uses; use += 1) {
    const campaigns = sides(realistic, fixed, use, 20);
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
}, 60_000);
