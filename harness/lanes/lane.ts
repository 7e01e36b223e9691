import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processName } from '../../cluster/labels.ts';
import { EXIT } from '../exit.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { type LaneOptions, type LaneOrder, laneMessageSchema } from './message.ts';

const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Time for a lane to heal, collect and remove its cluster, ms. */
const END_MS = 150_000;
/** Codes with which a lane ends that has come to its own end. */
const IN_ORDER: ReadonlySet<number> = new Set([EXIT.pass, EXIT.usage, EXIT.interrupted]);
/** No run takes so long, boot and all: each of its waits has a shorter deadline, ms. */
const RUN_MS = 45 * 60_000;

/**
 * What became of an order. `died`: the process ended in the middle, and did not tell of it. `refused`: it makes no sense, whatever the run.
 * `stopped`: it was asked to end.
 */
export type LaneAnswer =
  | { readonly kind: 'ran'; readonly record: LedgerRecord; readonly cpuSeconds: number; readonly memoryBytes: number }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'died'; readonly reason: string }
  | { readonly kind: 'stopped' };

/** How a lane ended. `in order`: it came to its own end, and has removed its cluster. `cut off`: nobody knows what it has left. */
export type LaneEnd = 'in order' | 'cut off';

/** A lane, as whoever has started it sees it. */
export interface Lane {
  /** What the engine's labels call its cluster. */
  readonly cluster: string;
  /** CPU time that its own process has had up to its last answer, s. */
  readonly cpuSeconds: number;
  /** Does one run. `onCluster` is called when the cluster for it stands. One at a time. */
  run(order: LaneOrder, onCluster: () => void): Promise<LaneAnswer>;
  /** Asks it to end, and waits until it has, and its cluster with it. Twice is once. */
  end(): Promise<LaneEnd>;
}

export interface LaneProcessOptions {
  /** What the process runs. */
  readonly program?: string;
  /** Time to end in, ms. */
  readonly endMs?: number;
}

/** A lane's process. */
export class LaneProcess implements Lane {
  readonly #process: ChildProcess;
  readonly #ended: Promise<{ readonly how: string; readonly end: LaneEnd }>;
  readonly #name: string;
  readonly #log: string;
  readonly #endMs: number;
  #answer: ((answer: LaneAnswer) => void) | undefined;
  #onCluster: () => void = () => undefined;
  #stopping = false;
  #babbled: string | undefined;
  #cpuSeconds = 0;

  /** @param log where it writes what it does; what is there stays. */
  constructor(options: LaneOptions, log: string, { program = PROGRAM, endMs = END_MS }: LaneProcessOptions = {}) {
    const file = openSync(log, 'a');
    try {
      this.#process = fork(program, [JSON.stringify(options)], { stdio: ['ignore', file, file, 'ipc'] });
    } finally {
      closeSync(file);
    }
    this.#name = options.name;
    this.#endMs = endMs;
    this.#ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) =>
        resolve({
          how: signal ? `killed by ${signal}` : `over, with code ${code}`,
          end: code !== null && IN_ORDER.has(code) ? 'in order' : 'cut off',
        }),
      );
      this.#process.once('error', (error) => resolve({ how: error.message, end: 'cut off' }));
    });
    // Records are handed on, and where somebody's folders are is nobody's business.
    this.#log = relative(options.runs, log);
    void this.#ended.then(({ how }) => this.#settle(this.#endedHow(how)));
    this.#process.on('message', (message) => this.#hear(message));
  }

  get cluster(): string {
    return `${this.#name}@${processName(this.#process.pid)}`;
  }

  get cpuSeconds(): number {
    return this.#cpuSeconds;
  }

  async run(order: LaneOrder, onCluster: () => void): Promise<LaneAnswer> {
    const answer = new Promise<LaneAnswer>((resolve) => {
      this.#answer = resolve;
    });
    this.#onCluster = onCluster;
    const late = setTimeout(() => this.#process.kill('SIGKILL'), RUN_MS);
    // A lane that has just died says so by its end.
    if (this.#process.connected) this.#process.send(order, () => undefined);
    else void this.#ended.then(({ how }) => this.#settle(this.#endedHow(how)));
    return answer.finally(() => clearTimeout(late));
  }

  async end(): Promise<LaneEnd> {
    this.#stopping = true;
    if (this.#process.connected) this.#process.disconnect();
    const late = setTimeout(() => this.#process.kill('SIGKILL'), this.#endMs);
    const { end } = await this.#ended;
    clearTimeout(late);
    return end;
  }

  #endedHow(how: string): LaneAnswer {
    if (this.#babbled !== undefined) return { kind: 'died', reason: this.#babbled };
    if (this.#stopping) return { kind: 'stopped' };
    return { kind: 'died', reason: `its lane was ${how}; ${this.#log} has more` };
  }

  /** One that says what nobody understands cannot be trusted with a run. */
  #hear(said: unknown): void {
    const message = laneMessageSchema.safeParse(said);
    if (!message.success) {
      this.#babbled = `its lane said what is no message; ${this.#log} has more`;
      this.#process.kill('SIGKILL');
    } else if (message.data.kind === 'cluster') this.#onCluster();
    else this.#settle(message.data);
  }

  /** The first answer counts. */
  #settle(answer: LaneAnswer): void {
    if (answer.kind === 'ran') this.#cpuSeconds = answer.cpuSeconds;
    this.#answer?.(answer);
    this.#answer = undefined;
  }
}
