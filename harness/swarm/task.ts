import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readSources } from '../../cluster/images/told-sources.ts';
import { reasonOf } from '../../history/reason.ts';
import { loadCampaign } from '../campaign/load.ts';
import { type Shard, shardText } from '../campaign/shard.ts';
import { EXIT } from '../exit.ts';
import { appendToLedger, LEDGER_FILE, readLedger } from '../ledger/ledger-file.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { InterruptError } from '../usage-error.ts';
import type { CampaignFiles } from './campaign-files.ts';
import { KEY_FILE } from './channel.ts';
import { askWork, type Destination, handOver, PATIENCE_HOURS, type Patience, untilAnswered } from './courier.ts';
import { shardOfSlot } from './names.ts';
import { packRun, readRunFiles } from './packed-run.ts';
import { recordsForShard } from './shard-records.ts';
import { readTaskEnvironment } from './task-environment.ts';
import { exitOfTask, isSpent, unitsLeft } from './task-exit.ts';

/** What a task of a job runs: one shard of a campaign on its node's engine. Runs go to the collector, each as soon as it is there. */

const program = fileURLToPath(new URL('../cli.ts', import.meta.url));

/** How often the ledger is looked at, ms. */
const LOOK_MS = 1_000;

async function main(): Promise<number> {
  const told = readTaskEnvironment(process.env);
  const interrupted = new AbortController();
  const { signal } = interrupted;
  const shard: Shard = { index: shardOfSlot(told.DOUBLERUN_SLOT), of: told.DOUBLERUN_SHARDS };
  const named = shardText(shard);
  const destination: Destination = {
    shard: shard.index,
    attempt: told.DOUBLERUN_ATTEMPT,
    host: told.DOUBLERUN_COLLECTOR_HOST,
    port: told.DOUBLERUN_COLLECTOR_PORT,
    key: Buffer.from(readFileSync(KEY_FILE, 'utf8').trim(), 'hex'),
  };
  const patience: Patience = { forMs: PATIENCE_HOURS * 3_600_000, signal, complain: say };
  // The first process of a container gets no signal that it does not ask for. The campaign gets it from here: it has a cluster to remove.
  const interrupt = (): void => interrupted.abort(new InterruptError());
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);

  const { campaign, records: all } = await untilAnswered(() => askWork(destination), patience);
  const records = recordsForShard(all, named);
  const folder = mkdtempSync(join(tmpdir(), 'doublerun-task-'));
  const runs = join(folder, 'runs');
  const file = writeCampaign(join(folder, 'campaign'), campaign);
  mkdirSync(runs);
  // What is done is not done again.
  for (const record of records) appendToLedger(join(runs, LEDGER_FILE), record);
  say(`shard ${named}: ${records.length} runs of the campaign are done`);

  const began = performance.now();
  const code = runCampaign(file, ['--shard', named, '--lanes', '1', '--runs', runs], signal);
  let sent = records.length;
  const deliver = async (): Promise<void> => {
    for (const record of readLedger(join(runs, LEDGER_FILE)).records.slice(sent)) {
      await send(runs, record, destination, patience);
      sent += 1;
    }
  };
  try {
    for (let over = false; !over; ) {
      over = await Promise.race([code.then(() => true), sleep(LOOK_MS, false)]);
      await deliver();
    }
  } finally {
    // Whatever went wrong here: the campaign has a cluster, and removes it.
    interrupt();
    await code;
  }
  const asked = loadCampaign(file);
  const part = { shard, sources: readSources(told.DOUBLERUN_SOURCES) };
  const left = unitsLeft(asked, part, readLedger(join(runs, LEDGER_FILE)).records);
  const spent = isSpent(asked.budget, sent - records.length, performance.now() - began);
  const ended = exitOfTask({ code: await code, left, spent });
  if (ended === EXIT.broken)
    say(`shard ${named}: ${left} units could not be run here; it is to be begun anew elsewhere`);
  return ended;
}

async function send(runs: string, record: LedgerRecord, destination: Destination, patience: Patience): Promise<void> {
  const files = record.run === undefined ? new Map<string, Buffer>() : readRunFiles(join(runs, record.run));
  const archive = await packRun({ record, files });
  await untilAnswered(() => handOver(destination, archive), patience);
}

/** @returns the campaign's file. */
function writeCampaign(folder: string, { name, files }: CampaignFiles): string {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return join(folder, name);
}

/** @returns the campaign's exit code, once it has ended. */
function runCampaign(file: string, options: readonly string[], signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [program, 'campaign', file, ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? EXIT.broken));
  });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  say(`doublerun: ${reasonOf(error)}`);
  process.exitCode = error instanceof InterruptError ? EXIT.interrupted : EXIT.broken;
}
