import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { replay } from './replay.ts';
import { failurePhrase, type Tally, tally, unchecked } from './tally.ts';

/**
 * `npm run oracle [-- <histories> [<first seed>]]`: holds the checkers against the model. `npm run oracle -- --seed <seed>`: tells
 * one history, what is true of it and what was found. Exit 1 where an anomaly was missed or a finding is false.
 */

const DAILY = 20_000;
const SHOWN = 20;

interface Share {
  readonly first: number;
  readonly histories: number;
}

function run(share: Share): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function main(histories: number, first: number): Promise<void> {
  const start = performance.now();
  const threads = Math.min(cpus().length, histories);
  const each = Math.ceil(histories / threads);
  const shares = Array.from({ length: threads }, (_, index) => ({
    first: first + index * each,
    histories: Math.min(each, histories - index * each),
  }));
  const tallies = await Promise.all(shares.map(run));
  const seconds = (performance.now() - start) / 1_000;
  const failures = tallies.flatMap((part) => part.failures).toSorted((a, b) => a.seed - b.seed);
  const events = tallies.reduce((sum, part) => sum + part.events, 0);
  const rate = Math.round(histories / seconds);
  const lines = [
    `${histories} histories, ${events} events, seeds ${first} to ${first + histories - 1}: ${seconds.toFixed(1)} s, ${rate}/s`,
    row('anomaly', 'planted', 'found', 'missed', 'false'),
    ...[...(tallies[0]?.counts.keys() ?? [])].map((anomaly) => rowOf(anomaly, tallies)),
    ...unchecked().map((anomaly) => `${anomaly}: planted, but skipped: no checker looks for it`),
    ...failures.slice(0, SHOWN).map(failurePhrase),
    ...(failures.length > SHOWN ? [`and ${failures.length - SHOWN} more`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

function row(name: string, ...columns: readonly (string | number)[]): string {
  return name.padEnd(26) + columns.map((column) => `${column}`.padStart(10)).join('');
}

function rowOf(anomaly: string, tallies: readonly Tally[]): string {
  const fields = ['planted', 'found', 'missed', 'false'] as const;
  const sums = fields.map((field) => tallies.reduce((sum, { counts }) => sum + (counts.get(anomaly)?.[field] ?? 0), 0));
  return row(anomaly, ...sums);
}

if (isMainThread) {
  const [option, value] = process.argv.slice(2);
  if (option === '--seed') process.stdout.write(replay(Number(value)));
  else await main(Number(option ?? process.env['DOUBLERUN_HISTORIES'] ?? DAILY), Number(value ?? 1));
} else {
  const { first, histories } = workerData as Share;
  parentPort?.postMessage(tally(first, histories));
}
