import { plural } from './counts.ts';
import { painter, type Style } from './paint.ts';
import { wrap } from './wrap.ts';

interface Diagnosis {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly says: string;
  readonly fix?: string;
}

const styles: Record<Diagnosis['state'], Style> = { ok: 'green', warning: 'yellow', wrong: ['bold', 'red'] };

/** What the doctor found, for the terminal, ending in a newline. `width` is in columns. */
export function diagnosesInWords(
  diagnoses: readonly Diagnosis[],
  { color, width = 100 }: { readonly color: boolean; readonly width?: number },
): string {
  const paint = painter(color);
  const indent = ' '.repeat(9);
  const lines = diagnoses.flatMap(({ name, state, says, fix }) => {
    const [first = '', ...rest] = wrap(`${name}: ${says}`, Math.max(40, width), indent);
    const head = `${paint(styles[state], state.padEnd(8))} ${first.trimStart()}`;
    return [head, ...rest, ...(fix === undefined ? [] : [`${indent}→ ${fix}`])];
  });
  const count = (state: Diagnosis['state']): number => diagnoses.filter((each) => each.state === state).length;
  const [wrong, warnings] = [count('wrong'), count('warning')];
  const end =
    wrong > 0
      ? `${plural(wrong, 'thing')} ${wrong === 1 ? 'is' : 'are'} wrong: runs cannot work.`
      : `Runs can work${warnings > 0 ? `; ${plural(warnings, 'warning')}` : ''}.`;
  return `${[...lines, '', end].join('\n')}\n`;
}
