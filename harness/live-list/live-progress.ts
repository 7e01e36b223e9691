import type { Finding } from '../../checkers/finding.ts';
import type { Say } from '../../cluster/wait.ts';
import { nowMicros } from '../../history/time.ts';
import { painter } from '../../report/paint.ts';
import type { Progress, ShownRun } from '../progress.ts';
import { wantsColor } from '../terminal.ts';
import { seconds } from './faults.ts';
import { type LiveRun, liveLines } from './lines.ts';
import { Screen, type Terminal } from './screen.ts';
import { line } from './text.ts';

/** Taken before anybody has it held: what a list draws is not to be held by itself. */
const draw = process.stderr.write.bind(process.stderr);
const terminal: Terminal = {
  get columns() {
    return process.stderr.columns;
  },
  get rows() {
    return process.stderr.rows;
  },
  write: (text) => draw(text),
};

/** Between two drawings, ms. */
const EVERY_MS = 250;

interface Step {
  readonly title: string;
  readonly began: number;
  said: string;
  state: 'going on' | 'done' | 'failed';
  ended: number;
}

/**
 * A list on a terminal that is drawn anew four times a second: the steps, and what goes on in the run that they are of. Between two steps it stands still;
 * whoever writes then, writes below it, and the next step begins a new list.
 * @param whole whether the run's own lines stay when it is over; of many runs one line each stays.
 */
export class LiveProgress implements Progress {
  readonly #screen = new Screen(terminal);
  readonly #whole: boolean;
  #steps: Step[] = [];
  #run: LiveRun | undefined;
  #findings: Finding[] = [];
  #release: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor({ whole }: { readonly whole: boolean }) {
    this.#whole = whole;
  }

  async step<T>(title: string, work: (say: Say) => Promise<T>): Promise<T> {
    const step: Step = { title, began: performance.now(), said: '', state: 'going on', ended: 0 };
    this.#begin(step);
    try {
      const value = await work((text) => {
        step.said = text;
      });
      step.state = 'done';
      return value;
    } catch (error) {
      step.state = 'failed';
      throw error;
    } finally {
      step.ended = performance.now();
      this.#draw();
      if (this.#steps.every(({ state }) => state !== 'going on')) this.#rest();
    }
  }

  show(run: ShownRun): (findings: readonly Finding[]) => void {
    this.#findings = [];
    this.#run = { ...run, findings: this.#findings };
    return (findings) => this.#findings.push(...findings);
  }

  #begin(step: Step): void {
    this.#steps.push(step);
    if (!this.#release) this.#release = hold(this.#screen, () => this.#settle());
    this.#timer ??= setInterval(() => this.#draw(), EVERY_MS).unref();
    this.#draw();
  }

  /** Nothing goes on: the list stands still, with a cursor below it. */
  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!this.#whole) this.#run = undefined;
    this.#draw();
  }

  /** Somebody writes while nothing goes on: the list is history. @returns whether it is. */
  #settle(): boolean {
    if (this.#timer) return false;
    this.#screen.leave(this.#lines());
    this.#release?.();
    this.#release = undefined;
    this.#steps = [];
    return true;
  }

  #draw(): void {
    this.#screen.draw(this.#lines());
  }

  #lines(): readonly string[] {
    const { width } = this.#screen;
    const color = wantsColor(process.stderr);
    const paint = painter(color);
    const steps = this.#steps.map(({ title, began, ended, said, state }) => {
      const took = seconds(((state === 'going on' ? performance.now() : ended) - began) * 1_000);
      const [mark, style] = ({ 'going on': ['❯', 'cyan'], done: ['✔', 'green'], failed: ['✗', 'red'] } as const)[state];
      const words = state === 'going on' && said !== '' ? `  ${said.split('\n', 1)[0]}` : '';
      return line(
        [{ text: `${mark} `, style }, { text: title }, { text: `  ${took}${words}`, style: 'dim' }],
        width,
        paint,
      );
    });
    return [...(this.#run ? liveLines(this.#run, nowMicros(), { width, color }) : []), ...steps];
  }
}

/** Has all that others write to the terminal go above the list; `settled` is asked first whether the list is over. @returns what ends that. */
function hold(screen: Screen, settled: () => boolean): () => void {
  const held = [process.stdout, process.stderr]
    .filter(({ isTTY }) => isTTY)
    .map((stream) => ({ stream, write: stream.write }));
  let isInside = false;
  for (const { stream, write } of held) {
    stream.write = ((...parameters: Parameters<typeof write>) => {
      if (isInside || settled()) return write.apply(stream, parameters);
      isInside = true;
      let taken = true;
      try {
        screen.above(() => {
          taken = write.apply(stream, parameters);
        });
      } finally {
        isInside = false;
      }
      return taken;
    }) as typeof write;
  }
  return () => {
    for (const { stream, write } of held) stream.write = write;
  };
}
