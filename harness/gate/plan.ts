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
  const among = `${findings === 1 ? 'the only one' : `one of ${findings}`} that ${findings === 1 ? 'is' : 'are'} looked at; false alarms in at most ${percent(risk)} % of uses`;
  const needed = pairedRunsNeeded({ before, after, alpha: risk, family: findings }, power);
  if (needed.kind === 'too-many')
    return `${change} (${among}):\n  not with ${needed.ceiling} runs on each side, which show it with a probability of ${percent(needed.power)} %\n`;
  return [
    `${change} (${among}):`,
    `  ${plural(needed.runs, 'seed')}, the same on both sides, show the change with a probability of ${percent(needed.power)} %;`,
    `  looked at after each pair, it takes ${needed.mean.toFixed(0)} of them on average`,
    '',
  ].join('\n');
}

function percent(rate: number): string {
  return String(Number((rate * 100).toPrecision(3)));
}
