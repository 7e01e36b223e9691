import stringWidth from 'string-width';

/** From the cursor to the end of its line; from the cursor to the end of the screen. */
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** What a screen needs of a terminal. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Where nothing says how wide or high the terminal is. */
const WIDTH = 80;
const HEIGHT = 24;

/**
 * Lines at the end of a terminal that are drawn over and over. What is written by others between two drawings goes above them, if it comes through `above`.
 * The cursor is not hidden and stands below the last line at all times, so that whatever ends the process, a kill too, leaves the terminal in order.
 */
export class Screen {
  readonly #terminal: Terminal;
  /** Lines as they were drawn last. */
  #drawn: readonly string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get width(): number {
    return this.#terminal.columns || WIDTH;
  }

  /** Draws lines in the place of those before. No more than fit the terminal's height: what has scrolled away cannot be drawn over. */
  draw(lines: readonly string[]): void {
    const most = (this.#terminal.rows || HEIGHT) - 1;
    // The first line says which run it is, the last ones what goes on.
    const fitting = lines.length > most ? [...lines.slice(0, 1), '…', ...lines.slice(2 - most || lines.length)] : lines;
    this.#terminal.write(this.#back() + fitting.map((each) => `${each}${CLEAR_LINE}\n`).join('') + CLEAR_BELOW);
    this.#drawn = fitting;
  }

  /** Lets others write: takes the lines away, has them write, draws the lines again below. */
  above(write: () => void): void {
    const lines = this.#drawn;
    if (lines.length > 0) this.#terminal.write(this.#back() + CLEAR_BELOW);
    this.#drawn = [];
    write();
    if (lines.length > 0) this.draw(lines);
  }

  /** Draws lines for the last time, all of them: what comes next goes below. */
  leave(lines: readonly string[]): void {
    this.#terminal.write(`${this.#back()}${CLEAR_BELOW}${lines.map((each) => `${each}\n`).join('')}`);
    this.#drawn = [];
  }

  /** To the beginning of the first line. A terminal that has become narrower since shows some lines as several. */
  #back(): string {
    const rows = this.#drawn.reduce((sum, each) => sum + rowsOf(each, this.width), 0);
    return rows === 0 ? '\r' : `\r\u001b[${rows}A`;
  }
}

function rowsOf(line: string, width: number): number {
  return Math.max(1, Math.ceil(stringWidth(line) / width));
}
