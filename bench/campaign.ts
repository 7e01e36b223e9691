import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEDGER_FILE, readLedger } from '../harness/ledger/ledger-file.ts';
import type { Bench } from './bench.ts';
import { doublerun } from './doublerun.ts';

const SCENARIO = 'failover-16759';
const FRESH_RUNS = 3;
const CAMPAIGN_RUNS = 20;
const SECONDS_PER_HOUR = 3_600;

/** Runs an hour on clusters of their own, one after the other, and those of a campaign, its boots and its first, slow ones included. */
export const campaign: Bench = {
  about: 'runs an hour: a campaign against a fresh cluster for each run (needs an engine, 10 minutes)',
  real: true,
  async measure(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'doublerun-bench-'));
    try {
      let seconds = 0;
      // Each has a violation to show.
      for (let seed = 1; seed <= FRESH_RUNS; seed += 1) {
        const words = ['run', SCENARIO, '--seed', String(seed), '--runs', join(folder, 'fresh')];
        seconds += (await doublerun(words, [1])).seconds;
      }
      const fresh = (FRESH_RUNS * SECONDS_PER_HOUR) / seconds;
      tell('runs-an-hour-fresh', fresh, 'runs');
      const file = join(folder, 'bench.yaml');
      writeFileSync(
        file,
        `name: bench\nversions: [3.1.1]\nscenarios: [${SCENARIO}]\nseeds: { count: ${CAMPAIGN_RUNS} }\ncanary: false\n`,
      );
      const runs = join(folder, 'campaign');
      const cost = await doublerun(['campaign', file, '--runs', runs], [1]);
      const said = readLedger(join(runs, LEDGER_FILE)).records.filter(({ verdict }) => verdict === 'violation').length;
      const rate = (said * SECONDS_PER_HOUR) / cost.seconds;
      tell('runs-an-hour-campaign', rate, 'runs');
      tell('runs-an-hour-campaign-to-fresh', rate / fresh, 'ratio');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
