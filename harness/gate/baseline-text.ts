import type { Baseline } from './baseline.ts';

/** A baseline as its file has it: a line for each run and for each list of seeds, so that a person can read what a change of it changes. */
export function textOfBaseline(baseline: Baseline): string {
  return `${linesOf(baseline, '')}\n`;
}

/** JSON, in which what holds no list and no object of its own is one line. */
function linesOf(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  const [open, close] = isList ? '[]' : '{}';
  const isFlat = entries.every(([, each]) => typeof each !== 'object' || each === null);
  const inner = isFlat ? '' : `${indent}  `;
  const texts = entries.map(([key, each]) => `${isList ? '' : `${JSON.stringify(key)}: `}${linesOf(each, inner)}`);
  if (!isFlat) return `${open}\n${texts.map((text) => `${inner}${text}`).join(',\n')}\n${indent}${close}`;
  return isList || texts.length === 0 ? `${open}${texts.join(', ')}${close}` : `${open} ${texts.join(', ')} ${close}`;
}
