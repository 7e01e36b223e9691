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
    `  ${plural(needed.runs, 'seed')}, the same on both sides, show the change with a probability of ${percent(needed.power)} %,`,
    '  looked at once, when all of them have run',
    ...(after < before && after > 0 ? ['  (as "still broken, seldomer": what is gone is in no run at all)'] : []),
    '',
  ].join('\n');
}

/** Of a probability that is not quite 1, so many digits that it does not seem to be. */
function percent(rate: number): string {
  const short = Number((rate * 100).toPrecision(3));
  return short === 100 && rate < 1 ? 'more than 99.9' : String(short);
}
