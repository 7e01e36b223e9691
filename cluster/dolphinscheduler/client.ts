import { z } from 'zod';
import type { Journal } from '../../history/journal.ts';
import { parseJson } from '../../history/json.ts';
import { reasonOf } from '../../history/reason.ts';
import { nowMicros } from '../../history/time.ts';
import type { Call, Family } from './family.ts';

/** Time for one answer of the API, ms. */
const ANSWER_MS = 15_000;

/**
 * A call that did not succeed. `CALL_FAILED`: the scheduler said no, it did not happen. `CALL_UNKNOWN`: nobody knows whether it did.
 */
export class CallError extends Error {
  readonly code: 'CALL_FAILED' | 'CALL_UNKNOWN';

  constructor(code: CallError['code'], operation: string, reason: string) {
    super(`DolphinScheduler, ${operation}: ${reason}`);
    this.name = 'CallError';
    this.code = code;
  }
}

const replySchema = z.object({ code: z.number(), msg: z.string().nullish(), data: z.unknown() });

type Refusal = { readonly type: 'call.fail' | 'call.info'; readonly reason: string };
type Outcome = { readonly type: 'call.ok'; readonly data: unknown } | Refusal;

/** Speaks to the API server, and writes every call and how it ended into the journal of the run that it is made for. */
export class SchedulerClient {
  readonly #base: () => Promise<string>;
  readonly #family: Family;
  readonly #journal: Pick<Journal, 'append'> | undefined;
  #session = '';
  #calls = 0;

  /**
   * @param base address of the API: `http://127.0.0.1:40123/dolphinscheduler`; asked for at every call, since a container that starts again has another
   * port. Without a journal nothing is written down.
   */
  constructor(base: () => Promise<string>, family: Family, journal?: Journal) {
    this.#base = base;
    this.#family = family;
    this.#journal = journal;
  }

  get calls(): Family['calls'] {
    return this.#family.calls;
  }

  /** @returns whether the API takes calls. Not recorded: nothing is asked of the scheduler. */
  async ready(signal: AbortSignal): Promise<boolean> {
    const response = await fetch((await this.#base()) + this.calls.ready(), { signal });
    await response.arrayBuffer();
    return response.ok;
  }

  /** @throws CallError */
  async logIn(): Promise<void> {
    this.#session = await this.call(this.calls.login());
  }

  /**
   * Makes one call and waits at most 15 s for its answer.
   * @throws CallError
   */
  async call<T>({ operation, request, read, secret, poll, ...http }: Call<T>): Promise<T> {
    const journal = poll ? undefined : this.#journal;
    const call = this.#calls;
    if (journal) this.#calls += 1;
    const common = { source: 'client', call, operation } as const;
    journal?.append({ ...common, at: nowMicros(), type: 'call.invoke', request });
    const outcome = understand(await this.#send(http), read);
    if (outcome.type !== 'call.ok') {
      journal?.append({ ...common, at: nowMicros(), ...outcome });
      throw new CallError(outcome.type === 'call.fail' ? 'CALL_FAILED' : 'CALL_UNKNOWN', operation, outcome.reason);
    }
    const response = secret ? null : (outcome.data ?? null);
    journal?.append({ ...common, at: nowMicros(), type: 'call.ok', response });
    return outcome.value;
  }

  async #send({ method, path, form }: Pick<Call<unknown>, 'method' | 'path' | 'form'>): Promise<Outcome> {
    let base: string;
    try {
      base = await this.#base();
    } catch (error) {
      return { type: 'call.fail', reason: reasonOf(error) };
    }
    try {
      const response = await fetch(base + path, {
        method,
        headers: { sessionId: this.#session },
        signal: AbortSignal.timeout(ANSWER_MS),
        ...(form ? { body: new URLSearchParams(form) } : {}),
      });
      const text = await response.text();
      if (response.status === 401) return { type: 'call.fail', reason: 'not logged in (HTTP 401)' };
      const reply = replySchema.safeParse(parseJson(text));
      if (!reply.success) return { type: 'call.info', reason: `HTTP ${response.status}: ${text.slice(0, 200)}` };
      // Errors come with HTTP 200 and a code of their own.
      const { code, msg, data } = reply.data;
      if (code !== 0) {
        const type = this.#family.refusals.has(code) ? 'call.fail' : 'call.info';
        return { type, reason: `${msg ?? 'refused'} (code ${code})` };
      }
      return { type: 'call.ok', data };
    } catch (error) {
      return unanswered(error);
    }
  }
}

/** A yes whose content is not what this version answers: something happened, but nobody can say what. */
function understand<T>(
  outcome: Outcome,
  read: (data: unknown) => T,
): Refusal | { type: 'call.ok'; data: unknown; value: T } {
  if (outcome.type !== 'call.ok') return outcome;
  try {
    return { ...outcome, value: read(outcome.data) };
  } catch (error) {
    return { type: 'call.info', reason: `an answer of another shape than expected: ${reasonOf(error)}` };
  }
}

/** A connection that was refused carried nothing; any other failure may have come after the request had arrived. */
function unanswered(error: unknown): Outcome {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  if (cause?.code === 'ECONNREFUSED') return { type: 'call.fail', reason: 'connection refused' };
  const message = reasonOf(error);
  return { type: 'call.info', reason: cause?.message ? `${message}: ${cause.message}` : message };
}
