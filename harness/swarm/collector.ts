import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { reasonOf } from '../../history/reason.ts';
import { digestOf } from '../bundle/archive.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import type { CampaignFiles } from './campaign-files.ts';
import { ATTEMPT_HEADER, DIGEST_HEADER, MOST_BYTES, SHARD_HEADER, serverOptions } from './channel.ts';
import type { Fence } from './fence.ts';
import type { Intake } from './intake.ts';
import { PackedRunError, unpackRun } from './packed-run.ts';

/** What a task needs to begin. */
export interface Work {
  readonly campaign: CampaignFiles;
  /** Of the campaign, whoever had them run: what is done is not done again. */
  readonly records: readonly LedgerRecord[];
}

export interface CollectorOptions {
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly key: Buffer;
  readonly campaign: CampaignFiles;
  readonly intake: Intake;
  readonly fence: Fence;
  /** Hears of each run that was taken and was not there yet. */
  readonly taken: (record: LedgerRecord) => void;
  /** Takes what went wrong, a line each. */
  readonly complain: (line: string) => void;
}

export interface Collector {
  readonly port: number;
  /** Ends it, whoever is connected. */
  close(): Promise<void>;
}

/** What is answered: a status, and a value as JSON. */
interface Answer {
  readonly status: 200 | 201 | 400 | 404 | 409 | 411 | 413 | 500;
  readonly value: unknown;
}

/**
 * Listens for the tasks of a job: `GET /work` says what there is to do and what is done, `POST /runs` hands over a run. Only those who have the key
 * get so far as to ask. Those of an attempt at a shard that was given up are refused (409).
 * @throws what listening throws: `EADDRINUSE`, `EADDRNOTAVAIL`.
 */
export async function openCollector(options: CollectorOptions): Promise<Collector> {
  const { address, port, key, complain } = options;
  const server = createServer(serverOptions(key), (request, response) => {
    answer(request, options).then(
      (given) => send(response, given),
      (error: unknown): void => {
        complain(`${request.method} ${request.url}: ${reasonOf(error)}`);
        if (response.headersSent) {
          response.destroy();
          return;
        }
        // What is wrong here may be right the next time; what was sent will not be.
        const status = error instanceof PackedRunError ? 400 : 500;
        send(response, { status, value: { error: reasonOf(error) } });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, options: CollectorOptions): Promise<Answer> {
  const { intake, campaign, taken, fence } = options;
  const [shard, attempt] = [SHARD_HEADER, ATTEMPT_HEADER].map((header) => Number(request.headers[header]));
  if (!isCount(shard) || !isCount(attempt)) return { status: 400, value: { error: 'whose it is has to be said' } };
  const superseded: Answer = { status: 409, value: { error: `shard ${shard} was begun anew elsewhere` } };
  if (!fence.admits(shard, attempt)) return superseded;
  switch (`${request.method} ${request.url}`) {
    case 'GET /work':
      return { status: 200, value: { campaign, records: intake.records() } satisfies Work };
    case 'POST /runs': {
      const length = Number(request.headers['content-length'] ?? Number.NaN);
      if (!Number.isSafeInteger(length)) return { status: 411, value: { error: 'how long it is has to be said' } };
      if (length > MOST_BYTES) return { status: 413, value: { error: `more than ${MOST_BYTES} bytes` } };
      const archive = await bodyOf(request);
      // A connection that breaks off ends a body early; what is not what was meant to be sent is never taken.
      if (archive.length !== length || digestOf(archive) !== request.headers[DIGEST_HEADER])
        throw new PackedRunError('it did not arrive whole');
      const run = await unpackRun(archive);
      // From here to the end without a wait: two runs are never taken at once, and none after its shard was begun anew.
      if (!fence.admits(shard, attempt)) return superseded;
      const got = intake.take(run);
      if (got.kind === 'new') taken(got.record);
      return { status: got.kind === 'new' ? 201 : 200, value: { kind: got.kind } };
    }
    default:
      return { status: 404, value: { error: 'there is nothing here' } };
  }
}

function isCount(number: number | undefined): number is number {
  return number !== undefined && Number.isSafeInteger(number) && number >= 0;
}

/** Node lets no more through than the length that was said. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, value }: Answer): void {
  const text = JSON.stringify(value);
  // What else was sent is not read.
  const ends = status >= 400 ? { Connection: 'close' } : {};
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...ends,
  });
  response.end(text);
}
