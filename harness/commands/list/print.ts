import { rowsInWords } from '../../../report/rows.ts';
import { outputStyle } from '../../terminal.ts';

/** One thing of a list: what it is called, what is short enough to stand beside that, and what there is to say of it. */
export interface Listed {
  readonly name: string;
  readonly short: readonly string[];
  readonly about: readonly string[];
}

/** Prints what a list holds: as it is for machines, or in words. */
export function printList<Item>(
  items: readonly Item[],
  json: true | undefined,
  inWords: (item: Item) => Listed,
  end: string,
): void {
  process.stdout.write(
    json ? `${JSON.stringify(items, undefined, 2)}\n` : `${rowsInWords(items.map(inWords), outputStyle())}\n${end}\n`,
  );
}
