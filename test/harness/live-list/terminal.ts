const ESCAPE = '\u001b';
const parts = RegExp(`${ESCAPE}\\[\\d*[AKJ]|${ESCAPE}\\[[\\d;]*m|.`, 'gsu');
const sequence = RegExp(`^${ESCAPE}\\[(\\d*)([AKJm])`);

/** What a terminal shows of what was written to it: text, line ends, and the three sequences that a screen uses. Lines wrap, as in terminals. */
export class FakeTerminal {
  columns: number;
  rows: number;
  readonly #lines: string[][] = [[]];
  #x = 0;
  #y = 0;

  constructor(columns: number, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  /** All of it, what has scrolled away too. */
  get text(): string {
    return this.#lines.map((line) => line.join('').trimEnd()).join('\n');
  }

  write(text: string): void {
    for (const [part] of text.matchAll(parts)) this.#take(part);
  }

  /** Narrower: lines that are too long become several, and the cursor stays at its text. */
  narrow(columns: number): void {
    this.columns = columns;
    const before = this.#lines.splice(0);
    let y = 0;
    for (const [index, line] of before.entries()) {
      if (index === this.#y) y = this.#lines.length;
      for (let at = 0; at === 0 || at < line.length; at += columns) this.#lines.push(line.slice(at, at + columns));
    }
    this.#y = y;
  }

  #take(part: string): void {
    const [, count, kind] = sequence.exec(part) ?? [];
    if (kind === 'A') this.#y = Math.max(this.#top, this.#y - Number(count || 1));
    else if (kind === 'K' || kind === 'J') this.#clear(kind);
    else if (part === '\r') this.#x = 0;
    else if (part === '\n') this.#down();
    else if (!part.startsWith(ESCAPE)) this.#put(part);
  }

  /** What has scrolled away cannot be reached. */
  get #top(): number {
    return Math.max(0, this.#lines.length - this.rows);
  }

  #clear(kind: string): void {
    this.#lines[this.#y]?.splice(this.#x);
    if (kind === 'J') this.#lines.splice(this.#y + 1);
  }

  #down(): void {
    this.#x = 0;
    this.#y += 1;
    if (this.#y >= this.#lines.length) this.#lines.push([]);
  }

  #put(letter: string): void {
    if (this.#x >= this.columns) this.#down();
    const line = this.#lines[this.#y] ?? [];
    while (line.length < this.#x) line.push(' ');
    line[this.#x] = letter;
    this.#x += 1;
  }
}
