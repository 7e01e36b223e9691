import { Terminal } from '@xterm/headless';

/** A terminal that nobody sees: xterm's own, so that whatever is written to it does what it does in terminals. */
export class SilentTerminal {
  readonly #terminal: Terminal;

  constructor(columns: number, rows = 24) {
    this.#terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true, scrollback: 1_000 });
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  write(text: string): void {
    this.#terminal.write(text);
  }

  /** All of it, what has scrolled away too, after what was written: rows, without the empty ones below the cursor. */
  async text(): Promise<string> {
    await new Promise<void>((resolve) => this.#terminal.write('', resolve));
    const { active } = this.#terminal.buffer;
    const last = active.baseY + active.cursorY;
    return Array.from({ length: last + 1 }, (_, y) => active.getLine(y)?.translateToString(true).trimEnd()).join('\n');
  }

  /** As when somebody draws the window smaller: lines that are too long become several. */
  async narrow(columns: number): Promise<void> {
    await this.text();
    this.#terminal.resize(columns, this.rows);
  }
}
