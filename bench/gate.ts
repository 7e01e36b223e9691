import type { Bench } from './bench.ts';
import { coins, falseAlarms, falseAlarmsOfMany, fixed, gateCampaigns, realistic, sides } from './campaigns.ts';

const USES = 10_000;
const SEEDS = 10;

/** The gate on campaigns of three scenarios with ten seeds and six findings each: how often it fails where nothing has changed, and sees what has. */
export const gate: Bench = {
  about: "the gate's rates: false alarms in 10,000 comparisons of a build with itself, and changes that are seen",
  real: false,
  measure(tell) {
    const percent = (count: number, of: number): number => (100 * count) / of;
    for (const risk of [0.05, 0.2]) {
      const { gate: alarms, alone } = falseAlarms(realistic, USES, { risk, seeds: SEEDS });
      tell(`gate-false-alarms-at-${risk}`, percent(alarms, USES), '%');
      tell(`gate-mcnemar-alone-at-${risk}`, percent(alone, USES), '%');
    }
    for (const risk of [0.05, 0.2]) {
      const { gate: alarms, alone } = falseAlarms(coins, USES / 10, { risk, seeds: 40 });
      tell(`gate-30-coins-false-alarms-at-${risk}`, percent(alarms, USES / 10), '%');
      tell(`gate-30-coins-mcnemar-alone-at-${risk}`, percent(alone, USES / 10), '%');
    }
    const looks = [10, 20, 30, 40];
    for (const build of [realistic, coins]) {
      const name = build === coins ? '30-coins-' : '';
      tell(
        `gate-${name}four-looks-at-0.05`,
        percent(falseAlarmsOfMany(build, USES / 10, { risk: 0.05, looks }), USES / 10),
        '%',
      );
    }
    for (const seeds of [SEEDS, 15, 20]) {
      let seen = 0;
      for (let use = 0; use < USES / 10; use += 1)
        if (gateCampaigns(...sides(realistic, fixed, use, seeds), { risk: 0.05 }).verdict === 'violation') seen += 1;
      tell(`gate-loss-seen-with-${seeds}-seeds`, percent(seen, USES / 10), '%');
    }
  },
};
