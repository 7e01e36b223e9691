import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processName } from '../../cluster/labels.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { type LaneMessage, type LaneOptions, type LaneOrder, laneMessageSchema } from './message.ts';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Time for a lane to heal, collect and remove its cluster, ms. */
const END_MS = 150_000;
/** No run takes so long, boot and all: each of its waits has a shorter deadline, ms. */
const RUN_MS = 45 * 60_000;

/**
 * What became of an order. `died`: the process ended in the middle, and nothing was written down. `refused`: it makes no sense, whatever the run.
 * `stopped`: it was asked to end.
 */
export type LaneAnswer =
  | { readonly kind: 'ran'; readonly record: LedgerRecord; readonly cpuSeconds: number; readonly memoryBytes: number }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'died'; readonly reason: string }
  | { readonly kind: 'stopped' };

/** A lane's process, as the campaign that has started it sees it. */
export class Lane {
  readonly #process: ChildProcess;
  readonly #ended: Promise<string>;
  readonly #name: string;
  readonly #log: string;
  #answer: ((answer: LaneAnswer) => void) | undefined;
  #onCluster: () => void = () => undefined;
  #stopping = false;
  #cpuSeconds = 0;

  /** @param log where it writes what it does; what is there stays. */
  constructor(options: LaneOptions, log: string) {
    const file = openSync(log, 'a');
    this.#process = fork(program, [JSON.stringify(options)], { stdio: ['ignore', file, file, 'ipc'] });
    closeSync(file);
    this.#name = options.name;
    this.#ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `over, with code ${code}`));
      this.#process.once('error', (error) => resolve(error.message));
    });
    // Records are handed on, and where somebody's folders are is nobody's business.
    this.#log = relative(options.runs, log);
    void this.#ended.then((how) => this.#settle(this.#endedHow(how)));
    this.#process.on('message', (message) => this.#hear(laneMessageSchema.parse(message)));
  }

  /** What the engine's labels call its cluster. */
  get cluster(): string {
    return `${this.#name}@${processName(this.#process.pid)}`;
  }

  /** CPU time that its own process has had up to its last answer, s. */
  get cpuSeconds(): number {
    return this.#cpuSeconds;
  }

  /** Does one run. `onCluster` is called when the cluster for it stands. One at a time. */
  async run(order: LaneOrder, onCluster: () => void): Promise<LaneAnswer> {
    const answer = new Promise<LaneAnswer>((resolve) => {
      this.#answer = resolve;
    });
    this.#onCluster = onCluster;
    const late = setTimeout(() => this.#process.kill('SIGKILL'), RUN_MS);
    // A lane that has just died says so by its end.
    if (this.#process.connected) this.#process.send(order, () => undefined);
    else void this.#ended.then((how) => this.#settle(this.#endedHow(how)));
    return answer.finally(() => clearTimeout(late));
  }

  /** Asks it to end, and waits until it has, and its cluster with it. Twice is once. */
  async end(): Promise<void> {
    this.#stopping = true;
    if (this.#process.connected) this.#process.disconnect();
    const late = setTimeout(() => this.#process.kill('SIGKILL'), END_MS);
    await this.#ended;
    clearTimeout(late);
  }

  #endedHow(how: string): LaneAnswer {
    if (this.#stopping) return { kind: 'stopped' };
    return { kind: 'died', reason: `its lane was ${how}; ${this.#log} has more` };
  }

  #hear(message: LaneMessage): void {
    if (message.kind === 'cluster') this.#onCluster();
    else this.#settle(message);
  }

  /** The first answer counts. */
  #settle(answer: LaneAnswer): void {
    if (answer.kind === 'ran') this.#cpuSeconds = answer.cpuSeconds;
    this.#answer?.(answer);
    this.#answer = undefined;
  }
}
