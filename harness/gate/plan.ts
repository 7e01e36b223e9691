import { plural } from '../../report/counts.ts';
import { pairedRunsNeeded } from '../statistics/paired-power.ts';

interface Plan {
  readonly before: number;
  readonly after: number;
  readonly risk: number;
  readonly power: number;
  readonly findings: number;
}

/** In words, ending in a newline: how many runs on each side a change takes to be seen. */
export function planInWords({ before, after, risk, power, findings }: Plan): string {
  const change = `A finding seen in ${percent(before)} % of the runs before and ${percent(after)} % after`;
  const among = `among ${plural(findings, 'finding')} that are looked at, with a false alarm in at most ${percent(risk)} % of all uses`;
  const needed = pairedRunsNeeded({ before, after, alpha: risk, family: findings }, power);
  if (needed.kind === 'too-many')
    return `${change} (${among}):\n  not with ${needed.ceiling} runs on each side, which see it with a probability of ${percent(needed.power)} %\n`;
  return [
    `${change} (${among}):`,
    `  ${plural(needed.runs, 'seed')} on each side see it with a probability of ${percent(needed.power)} %`,
    `  the same seeds on both sides; ${needed.mean.toFixed(0)} on average until it is seen`,
    '',
  ].join('\n');
}

function percent(rate: number): string {
  return String(Number((rate * 100).toPrecision(3)));
}
