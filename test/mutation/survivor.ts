/** A change to a checker that no test notices. Told by what it does to the text, so that it is known again when lines move. */
export interface Survivor {
  /** From the root of the repository. */
  readonly file: string;
  /** The line as it is. Several are put on one, and what is between the first and the last is left out. */
  readonly line: string;
  /** The line with the change. */
  readonly becomes: string;
}

interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** What was put in the place of a stretch of text; `end` is the first column behind it. */
export interface Replacement {
  /** What kind of change, in Stryker's words. */
  readonly mutatorName: string;
  readonly start: Position;
  readonly end: Position;
  readonly replacement: string;
}

/** @returns the change as a survivor of the file whose text is given. */
export function survivorOf(
  file: string,
  text: string,
  { mutatorName, start, end, replacement }: Replacement,
): Survivor {
  const lines = text.split('\n').slice(start.line - 1, end.line);
  const head = lines[0]?.slice(0, start.column - 1) ?? '';
  const tail = lines.at(-1)?.slice(end.column - 1) ?? '';
  const before = lines.join('\n');
  // An `&&` that became `||`, or the other way round, binds as it did, which shows only with brackets.
  const whole = head.endsWith('(') && tail.startsWith(')');
  const now = mutatorName === 'LogicalOperator' && !whole ? `(${replacement})` : replacement;
  const after = `${head}${now}${tail}`;
  const [line, becomes] = [shortened(before), shortened(after)];
  return line === becomes ? { file, line: onOneLine(before), becomes: onOneLine(after) } : { file, line, becomes };
}

/** @returns text with its white space as it is in a survivor's line. */
export function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function shortened(text: string): string {
  const lines = text.split('\n');
  const kept = lines.length > 2 ? [lines[0], '…', lines.at(-1)] : lines;
  return onOneLine(kept.join(' '));
}
