import { painter } from './paint.ts';
import { plain, wrap } from './wrap.ts';

interface Row {
  readonly name: string;
  /** What stands beside the name, a column each. */
  readonly short: readonly string[];
  /** Sentences below it. */
  readonly about: readonly string[];
}

/** A list for the terminal, ending in a newline. `width` is in columns. */
export function rowsInWords(
  rows: readonly Row[],
  { color, width = 100 }: { readonly color: boolean; readonly width?: number },
): string {
  const paint = painter(color);
  const cells = rows.map(({ name, short }) => [name, ...short].map(plain));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(({ about }, index) => {
      const [name = '', ...short] = (cells[index] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0));
      const sentences = about.flatMap((text) => wrap(text, Math.max(40, width), '    '));
      return `${[`${paint('bold', name)}  ${short.join('  ')}`.trimEnd(), ...sentences].join('\n')}\n`;
    })
    .join('');
}
