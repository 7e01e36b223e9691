import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LEDGER_FILE, readLedger } from '../../../harness/ledger/ledger-file.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import {
  ATTEMPT_HEADER,
  clientOptions,
  DIGEST_HEADER,
  MOST_BYTES,
  SHARD_HEADER,
} from '../../../harness/swarm/channel.ts';
import { type Collector, openCollector } from '../../../harness/swarm/collector.ts';
import { askWork, type Destination, handOver, PATIENCE_HOURS, untilAnswered } from '../../../harness/swarm/courier.ts';
import { Fence } from '../../../harness/swarm/fence.ts';
import { Intake } from '../../../harness/swarm/intake.ts';
import { jobName } from '../../../harness/swarm/names.ts';
import { packRun } from '../../../harness/swarm/packed-run.ts';
import { ledgerRecord } from './records.ts';

const host = '127.0.0.1';
const key = randomBytes(32);
const campaign = { name: 'night.yaml', files: { 'night.yaml': 'name: night\n' } };

let root = '';
let collector: Collector;
let destination: Destination;
let taken: string[] = [];
let complaints: string[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'doublerun-collector-'));
  taken = [];
  complaints = [];
  await listen();
});
afterEach(async () => {
  await collector.close();
  rmSync(root, { recursive: true, force: true });
});

async function listen(port = 0): Promise<void> {
  const intake = new Intake(root, 'night');
  collector = await openCollector({
    ...{ address: host, port, key, campaign, intake },
    fence: new Fence({}, () => undefined),
    taken: ({ run }) => taken.push(run ?? '-'),
    complain: (line) => complaints.push(line),
  });
  destination = { shard: 1, attempt: 0, host, port: collector.port, key };
}

function packed(record: LedgerRecord, events = 'one\n'): Promise<Buffer> {
  const files = record.run === undefined ? new Map<string, Buffer>() : new Map([['events.jsonl', Buffer.from(events)]]);
  return packRun({ record, files });
}

function records(): readonly LedgerRecord[] {
  return readLedger(join(root, LEDGER_FILE)).records;
}

test('a run that is handed over is in the folder and in the ledger, and known to who asks next', async () => {
  expect(await askWork(destination)).toEqual({ campaign, records: [] });
  await handOver(destination, await packed(ledgerRecord()));
  expect(records()).toEqual([ledgerRecord()]);
  expect(readFileSync(join(root, 'blip/20261123T194837Z-3/events.jsonl'), 'utf8')).toBe('one\n');
  expect(await askWork(destination)).toEqual({ campaign, records: [ledgerRecord()] });
  expect(readdirSync(join(root, '.swarm'))).toEqual([]);
});

test('the same run twice is once, by another process that collects too', async () => {
  const archive = await packed(ledgerRecord());
  await handOver(destination, archive);
  await handOver(destination, archive);
  await collector.close();
  await listen(destination.port);
  await handOver(destination, archive);
  expect(records()).toHaveLength(1);
  expect(readdirSync(join(root, 'blip'))).toEqual(['20261123T194837Z-3']);
  expect(taken).toEqual(['blip/20261123T194837Z-3']);
});

test('two runs of the same name, as two nodes give in one second, are two', async () => {
  await handOver(destination, await packed(ledgerRecord({ unit: 'a', version: '3.1.1' })));
  await handOver(destination, await packed(ledgerRecord({ unit: 'b', version: '3.2.2' }), 'two\n'));
  expect(records().map(({ run, campaign: of }) => [run, of?.unit])).toEqual([
    ['blip/20261123T194837Z-3', 'a'],
    ['blip/20261123T194837Z-3-2', 'b'],
  ]);
  expect(readFileSync(join(root, 'blip/20261123T194837Z-3-2/events.jsonl'), 'utf8')).toBe('two\n');
});

test('a run whose taking was broken off before its line was written is taken once', async () => {
  await handOver(destination, await packed(ledgerRecord()));
  rmSync(join(root, LEDGER_FILE));
  await collector.close();
  await listen(destination.port);
  await handOver(destination, await packed(ledgerRecord()));
  expect(records().map(({ run }) => run)).toEqual(['blip/20261123T194837Z-3']);
  expect(readdirSync(join(root, 'blip'))).toEqual(['20261123T194837Z-3']);
});

test('what a killed process was taking in goes when the next one begins, and no other', async () => {
  await collector.close();
  const left = [`incoming-${jobName('night')}-abcdef`, `incoming-${jobName('day')}-abcdef`];
  for (const name of left) mkdirSync(join(root, '.swarm', name, 'blip'), { recursive: true });
  await listen();
  expect(readdirSync(join(root, '.swarm'))).toEqual(left.slice(1));
});

test('a record of a run without a directory is kept', async () => {
  const { run: _, ...without } = ledgerRecord({ verdict: 'broken', whole: false, reason: 'its lane was killed' });
  await handOver(destination, await packed(without));
  expect(records()).toEqual([without]);
});

test('runs of another campaign are refused, and the sender is told', async () => {
  const other = ledgerRecord({ campaign: { name: 'day', unit: 'a' } });
  await expect(handOver(destination, await packed(other))).rejects.toThrow('it belongs to the campaign day');
  expect(existsSync(join(root, LEDGER_FILE))).toBe(false);
});

test('who has another key gets no answer, and leaves nothing', async () => {
  const stranger = { ...destination, key: randomBytes(32) };
  await expect(askWork(stranger)).rejects.toThrow(/bad record mac|socket|EPROTO|reset/i);
  await expect(handOver(stranger, await packed(ledgerRecord()))).rejects.toThrow();
  await expect(fetch(`http://${host}:${collector.port}/work`)).rejects.toThrow();
  expect(readdirSync(root)).toEqual([]);
});

/** Sends a body as nobody of ours does. @returns the status, or that the connection ended without one. */
function post(headers: Record<string, string | number>, body: Buffer, cut = false): Promise<number | 'cut'> {
  return new Promise((resolve) => {
    const call = request({
      ...clientOptions(key),
      host,
      port: collector.port,
      method: 'POST',
      path: '/runs',
      headers: { [SHARD_HEADER]: 1, [ATTEMPT_HEADER]: 0, ...headers },
    });
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', () => resolve('cut'));
    if (!cut) call.end(body);
    else call.write(body, () => setTimeout(() => call.destroy(), 50));
  });
}

test('half a run is never taken: cut off, changed on its way, or of unknown length', async () => {
  const archive = await packed(ledgerRecord());
  const digest = { [DIGEST_HEADER]: '0'.repeat(64) };
  expect(await post({ 'content-length': archive.length, ...digest }, archive)).toBe(400);
  expect(await post({ 'content-length': archive.length, ...digest }, archive.subarray(0, 100), true)).toBe('cut');
  expect(await post({ 'transfer-encoding': 'chunked', ...digest }, archive)).toBe(411);
  expect(readdirSync(root)).toEqual([]);
  expect(taken).toEqual([]);
});

test('more than a run can have is refused before it is sent', async () => {
  expect(await post({ 'content-length': MOST_BYTES + 1 }, Buffer.alloc(1), true)).toBe(413);
});

test('a task waits for a collector that is away, and hands over when it is back', async () => {
  await collector.close();
  const said: string[] = [];
  const waiting = untilAnswered(async () => handOver(destination, await packed(ledgerRecord())), {
    ...{ forMs: 20_000, everyMs: 50, signal: new AbortController().signal },
    complain: (line) => said.push(line),
  });
  await expect.poll(() => said.length).toBe(1);
  await listen(destination.port);
  await waiting;
  expect(records()).toHaveLength(1);
  expect(said[0]).toMatch(/ECONNREFUSED.*asking on/);
});

test('tasks wait a night for whoever collects, and the page says how long', () => {
  expect(PATIENCE_HOURS).toBeGreaterThanOrEqual(12);
  const page = readFileSync(join(import.meta.dirname, '../../../docs/nightly.md'), 'utf8');
  expect(page).toContain(`job goes on for ${PATIENCE_HOURS} hours, and the same command takes it up`);
});

test('nobody asks on what was refused, nor longer than was said', async () => {
  const patience = { forMs: 60_000, everyMs: 10, signal: new AbortController().signal, complain: () => undefined };
  await expect(untilAnswered(() => handOver(destination, Buffer.from('none')), patience)).rejects.toThrow(
    'the collector did not take a run (400)',
  );
  await collector.close();
  await expect(untilAnswered(() => askWork(destination), { ...patience, forMs: 30 })).rejects.toThrow('ECONNREFUSED');
  await listen();
});
