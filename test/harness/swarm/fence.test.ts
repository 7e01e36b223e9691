import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from '../../../harness/bundle/archive.ts';
import { LEDGER_FILE, readLedger } from '../../../harness/ledger/ledger-file.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { ATTEMPT_HEADER, clientOptions, DIGEST_HEADER, SHARD_HEADER } from '../../../harness/swarm/channel.ts';
import { type Collector, openCollector } from '../../../harness/swarm/collector.ts';
import { askWork, type Destination, handOver } from '../../../harness/swarm/courier.ts';
import { Fence } from '../../../harness/swarm/fence.ts';
import { Intake } from '../../../harness/swarm/intake.ts';
import { keepAttempts, readJobState, writeJobState } from '../../../harness/swarm/job-state.ts';
import { packRun } from '../../../harness/swarm/packed-run.ts';
import { ledgerRecord } from './records.ts';

const host = '127.0.0.1';
const key = randomBytes(32);

let root = '';
let collector: Collector;
/** Of the first attempt at a shard. */
let destination: Destination;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'doublerun-fence-'));
  writeJobState(root, 'job', { work: 'w', image: 'i', host, port: 0, key: key.toString('hex'), attempts: {} });
  await listen();
});
afterEach(async () => {
  await collector.close();
  rmSync(root, { recursive: true, force: true });
});

async function listen(port = 0): Promise<void> {
  collector = await openCollector({
    ...{ address: host, port, key, campaign: { name: 'night.yaml', files: {} }, intake: new Intake(root, 'night') },
    fence: new Fence(readJobState(root, 'job')?.attempts ?? {}, (attempts) => keepAttempts(root, 'job', attempts)),
    taken: () => undefined,
    complain: () => undefined,
  });
  destination = { shard: 1, attempt: 0, host, port: collector.port, key };
}

function packed(record: LedgerRecord): Promise<Buffer> {
  return packRun({ record, files: new Map([['events.jsonl', Buffer.from('one\n')]]) });
}

function records(): readonly LedgerRecord[] {
  return readLedger(join(root, LEDGER_FILE)).records;
}

test('a task of a lost node that comes back delivers nothing, whoever collects by then', async () => {
  const [second, other] = [
    { ...destination, attempt: 1 },
    { ...destination, shard: 2 },
  ];
  const archive = await packed(ledgerRecord());
  expect((await askWork(second)).records).toEqual([]);
  await expect(handOver(destination, archive)).rejects.toMatchObject({
    code: 'COLLECTOR_REFUSED',
    message: 'the collector did not take a run (409): {"error":"shard 1 was begun anew elsewhere"}',
  });
  await expect(askWork(destination)).rejects.toThrow('409');
  await collector.close();
  await listen(destination.port);
  await expect(handOver(destination, archive)).rejects.toThrow('409');
  expect(existsSync(join(root, LEDGER_FILE))).toBe(false);
  await handOver(second, archive);
  await handOver(other, await packed(ledgerRecord({ unit: 'b' })));
  expect(records()).toHaveLength(2);
});

test('a task that was begun anew while a run of it arrives is refused it', async () => {
  const archive = await packed(ledgerRecord());
  const slow = request({
    ...{ ...clientOptions(key), host, port: collector.port, method: 'POST', path: '/runs' },
    headers: {
      [SHARD_HEADER]: 1,
      [ATTEMPT_HEADER]: 0,
      'content-length': archive.length,
      [DIGEST_HEADER]: digestOf(archive),
    },
  });
  const status = new Promise((resolve) => slow.on('response', (response) => resolve(response.statusCode)));
  await new Promise((resolve) => slow.write(archive.subarray(0, 100), resolve));
  await askWork({ ...destination, attempt: 1 });
  slow.end(archive.subarray(100));
  expect(await status).toBe(409);
  expect(existsSync(join(root, LEDGER_FILE))).toBe(false);
});

test.each([{ attempt: Number.NaN }, { attempt: -1 }, { shard: 1.5 }])(
  'who does not say whose it is gets nothing: %j',
  async (changed) => {
    await expect(askWork({ ...destination, ...changed })).rejects.toThrow('(400)');
  },
);
