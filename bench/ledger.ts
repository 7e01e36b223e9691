import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEDGER_FILE, linesOfLedger } from '../harness/ledger/ledger-file.ts';
import { lineOf } from '../harness/ledger/line.ts';
import type { LedgerRecord, ProvedRecord } from '../harness/ledger/record.ts';
import { type Draw, drawsFor } from '../harness/random.ts';
import { MICROS_PER_SECOND } from '../history/time.ts';
import { type Bench, median } from './bench.ts';

const RUNS = 100_000;
const TIMES = 5;
const BYTES_PER_MB = 1e6;
const cli = join(import.meta.dirname, '..', 'harness', 'cli.ts');

/** The command `stats` over 100,000 runs, from the start of its process to its end. */
export const ledger: Bench = {
  about: 'the command stats over a ledger of 100,000 runs, as a whole and without the start of its process',
  real: false,
  measure(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'doublerun-ledger-'));
    try {
      const file = join(folder, LEDGER_FILE);
      writeFileSync(file, `${[...syntheticLedger(RUNS)].map(lineOf).join('\n')}\n`);
      tell('ledger-100k-file', statSync(file).size / BYTES_PER_MB, 'MB');
      const start = secondsOf(['list', 'anomalies']);
      const whole = secondsOf(['stats', folder]);
      tell('ledger-100k-start', start, 's');
      tell('ledger-100k-stats', whole, 's');
      // What JSON.parse alone takes for the same lines: 1 is no better than it.
      tell('ledger-100k-read-to-parse', secondsToRead(file) / secondsToParse(file), 'ratio');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** The median, of a process that was never in this one's cache. */
function secondsOf(options: readonly string[]): number {
  const times = Array.from({ length: TIMES }, () => {
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [cli, ...options], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${options.join(' ')} ended with ${status}: ${stderr}`);
    return (performance.now() - began) / 1_000;
  });
  return median(times);
}

function secondsToRead(file: string): number {
  return cpuSecondsOf(() => {
    for (const { record } of linesOfLedger(file))
      if (!record) throw new Error('a line that was written cannot be read');
  });
}

function secondsToParse(file: string): number {
  return cpuSecondsOf(() => {
    for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') JSON.parse(line);
  });
}

function cpuSecondsOf(work: () => void): number {
  const times = Array.from({ length: TIMES }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / MICROS_PER_SECOND;
  });
  return median(times);
}

const NIGHT_RUNS = 250;
const DAY_MS = 86_400_000;
const cells = ['3.1.1', '3.2.0', '3.2.1', '3.2.2'].flatMap((version) =>
  (['waiting', 'stop'] as const).flatMap((strategy) =>
    [...'abcdefghij'].map((name) => ({ version, strategy, scenario: `scenario-of-some-length-${name}` })),
  ),
);
const findings = ['overlapping-executions', 'duplicate-completion', 'orphan-execution', 'double-dispatch'] as const;

/** Nights of 250 runs on 80 cells with seeds that come again, which find up to four things; the same on every machine. */
function* syntheticLedger(runs: number): Generator<LedgerRecord> {
  const draw = drawsFor(1, 'ledger');
  for (let index = 0; index < runs; index += 1) {
    const cell = cells[index % cells.length];
    if (!cell) throw new Error('no cell');
    const { scenario, version, strategy } = cell;
    const seed = draw(1, 200);
    const at = new Date(DAY_MS * (20_000 + Math.floor(index / NIGHT_RUNS)) + (index % NIGHT_RUNS) * 90_000);
    const found = findings.slice(0, draw(0, findings.length));
    const name = `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z-${seed}`;
    yield {
      at: at.toISOString(),
      seconds: draw(30_000, 120_000) / 1_000,
      run: `${scenario}/${name}`,
      scenario,
      seed,
      plan: `${String(index % cells.length).padStart(8, '0')}${String(seed).padStart(8, '0')}`,
      stimulus: hex(draw),
      version,
      strategy,
      fixes: [],
      faults: ['refuse'],
      roles: ['master'],
      contract: ['exactly-once', 'single-owner'],
      verdict: found.length > 0 ? 'violation' : 'pass',
      whole: draw(1, 20) > 1,
      proved: found.map((anomaly): ProvedRecord => ({ anomaly, task: 'long', faults: ['refuse'], violation: true })),
      doubts: [],
      expects: { anomaly: 'overlapping-executions', task: 'long' },
      ...(found.length > 0 ? { secondsUntil: draw(1_000, 30_000) / 1_000 } : {}),
      campaign: { name: 'nightly', unit: `${scenario}/${version}/${strategy}/${seed}` },
      doublerun: '0.1.0',
    };
  }
}

function hex(draw: Draw): string {
  return Array.from({ length: 2 }, () => draw(0, 0xffff_ffff).toString(16).padStart(8, '0')).join('');
}
