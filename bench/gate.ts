import type { Bench } from './bench.ts';
import {
  coins,
  compareWithItself,
  falseAlarmsOfMany,
  fixed,
  gateCampaigns,
  realistic,
  settled,
  sides,
} from './campaigns.ts';

const USES = 10_000;
const SEEDS = 10;

/** The gate on campaigns of three scenarios with ten seeds and six findings each: how often it fails where nothing has changed, and sees what has. */
export const gate: Bench = {
  about: "the gate's rates: false alarms in 10,000 comparisons of a build with itself, and changes that are seen",
  real: false,
  measure(tell) {
    const percent = (count: number, of: number): number => (100 * count) / of;
    for (const risk of [0.05, 0.2]) {
      const { failed, passed, alone } = compareWithItself(realistic, USES, risk, { seeds: SEEDS });
      tell(`gate-false-alarms-at-${risk}`, percent(failed, USES), '%');
      tell(`gate-with-itself-passed-at-${risk}`, percent(passed, USES), '%');
      tell(`gate-mcnemar-alone-at-${risk}`, percent(alone, USES), '%');
    }
    const few = USES / 10;
    for (const [build, name] of [
      [settled, 'settled'],
      [realistic, 'realistic'],
    ] as const)
      for (const seeds of [SEEDS, 30])
        tell(
          `gate-with-itself-${name}-passed-with-${seeds}-seeds`,
          percent(compareWithItself(build, few, 0.05, { seeds }).passed, few),
          '%',
        );
    for (const risk of [0.05, 0.2]) {
      const { failed, alone, unadjusted } = compareWithItself(coins, few, risk, { seeds: 40 });
      tell(`gate-30-coins-false-alarms-at-${risk}`, percent(failed, few), '%');
      tell(`gate-30-coins-unadjusted-at-${risk}`, percent(unadjusted, few), '%');
      tell(`gate-30-coins-mcnemar-alone-at-${risk}`, percent(alone, few), '%');
    }
    // What a side may have been through that is no change of the build.
    const thrice = compareWithItself(realistic, few, 0.05, { seeds: 30 }, { seeds: 30, tries: 3 });
    tell('gate-false-alarms-candidate-tried-three-times', percent(thrice.failed, few), '%');
    const busy = compareWithItself(realistic, few, 0.05, { seeds: 40 }, { seeds: 40, silent: 60 });
    tell('gate-false-alarms-candidate-mostly-not-whole', percent(busy.failed, few), '%');
    const looks = [10, 20, 30, 40];
    for (const build of [realistic, coins]) {
      const name = build === coins ? '30-coins-' : '';
      tell(`gate-${name}four-looks-at-0.05`, percent(falseAlarmsOfMany(build, few, { risk: 0.05, looks }), few), '%');
    }
    for (const seeds of [SEEDS, 15, 20]) {
      let seen = 0;
      for (let use = 0; use < few; use += 1)
        if (gateCampaigns(...sides(realistic, fixed, use, { seeds }), { risk: 0.05 }).verdict === 'violation')
          seen += 1;
      tell(`gate-loss-seen-with-${seeds}-seeds`, percent(seen, few), '%');
    }
  },
};
