import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { parseJson } from '../../history/json.ts';
import { reasonOf } from '../../history/reason.ts';
import { digestOf } from '../bundle/archive.ts';
import { ledgerRecordSchema } from '../ledger/record.ts';
import { campaignFilesSchema } from './campaign-files.ts';
import { ATTEMPT_HEADER, clientOptions, DIGEST_HEADER, SHARD_HEADER } from './channel.ts';
import type { Work } from './collector.ts';

/** Silence after which a connection is given up, ms. */
const SILENCE_MS = 60_000;
const EVERY_MS = 5_000;

/** Whoever collects may be started again meanwhile, by hand, in the morning; what nobody takes for so long is lost. */
export const PATIENCE_HOURS = 12;

/** Where a task's results go, and whose they are. */
export interface Destination {
  /** From 1 on. */
  readonly shard: number;
  readonly attempt: number;
  readonly host: string;
  readonly port: number;
  readonly key: Buffer;
}

/** The collector's answer was no. To ask again would change nothing. */
export class RefusedError extends Error {
  readonly code = 'COLLECTOR_REFUSED';

  constructor(message: string) {
    super(message);
    this.name = 'RefusedError';
  }
}

const workSchema: z.ZodType<Work> = z.object({
  campaign: campaignFilesSchema,
  records: z.array(ledgerRecordSchema),
});

/** Asks what there is to do. @throws RefusedError, and the network's errors. */
export async function askWork(destination: Destination): Promise<Work> {
  const { status, text } = await asked(destination, 'GET', '/work');
  const work = workSchema.safeParse(parseJson(text));
  if (status === 200 && work.success) return work.data;
  throw new RefusedError(`the collector has no work (${status}): ${text.slice(0, 200)}`);
}

/** Hands over a packed run. Twice is once. @throws RefusedError, and the network's errors. */
export async function handOver(destination: Destination, archive: Buffer): Promise<void> {
  const { status, text } = await asked(destination, 'POST', '/runs', archive);
  if (status === 200 || status === 201) return;
  throw new RefusedError(`the collector did not take a run (${status}): ${text.slice(0, 200)}`);
}

/**
 * Calls until it gets an answer: whoever collects may be away for a while, and be started again.
 * @throws RefusedError, the signal's reason, and after `forMs` what the last call threw.
 */
export async function untilAnswered<T>(
  call: () => Promise<T>,
  { forMs, everyMs = EVERY_MS, signal, complain }: Patience,
): Promise<T> {
  const until = performance.now() + forMs;
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (error instanceof RefusedError || performance.now() >= until) throw error;
      if (failures === 0) complain(`the collector does not answer (${reasonOf(error)}); asking on`);
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

export interface Patience {
  readonly forMs: number;
  readonly everyMs?: number;
  readonly signal: AbortSignal;
  readonly complain: (line: string) => void;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** @throws Error where the collector has a trouble of its own: that may pass. */
async function asked(...[destination, method, path, body]: Parameters<typeof ask>): Promise<Reply> {
  const reply = await ask(destination, method, path, body);
  if (reply.status >= 500) throw new Error(`the collector has a trouble: ${reply.text.slice(0, 200)}`);
  return reply;
}

function ask(
  { host, port, key, shard, attempt }: Destination,
  method: string,
  path: string,
  body?: Buffer,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = {
      [SHARD_HEADER]: shard,
      [ATTEMPT_HEADER]: attempt,
      ...(body ? { 'Content-Length': body.length, [DIGEST_HEADER]: digestOf(body) } : {}),
    };
    const call = request({ ...clientOptions(key), host, port, method, path, headers, timeout: SILENCE_MS });
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    call.on('timeout', () => call.destroy(new Error(`no answer within ${SILENCE_MS / 1_000} s`)));
    call.on('error', reject);
    call.end(body);
  });
}
