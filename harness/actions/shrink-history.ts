import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { judge } from '../../checkers/judge.ts';
import { chooseFinding } from '../choose-finding.ts';
import { historyFile, loadHistory } from '../load-history.ts';
import { smallestHistory } from '../shrink/history.ts';

/**
 * Writes, beside a stored history, the fewest of its events on which the checker says the same; says where.
 * @throws UsageError
 */
export async function shrinkHistory(path: string, number: number | undefined): Promise<void> {
  const { events, torn } = await loadHistory(path);
  const finding = chooseFinding(judge(events, { torn }), number);
  const { anomaly, proof, sentence } = finding;
  const small = smallestHistory(events, finding, { torn });
  // One checker alone says what all together say: they share the situation and nothing else.
  if (!small) throw new Error(`the checker ${anomaly} does not say the same alone as it says with all others`);
  const file = join(dirname(historyFile(path)), `events-${anomaly}${number === undefined ? '' : `-${number}`}.jsonl`);
  writeFileSync(file, small.events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  process.stdout.write(`${anomaly}, ${proof}: ${sentence}
${small.events.length} of ${events.length} events show it${small.complete ? '; without any one of them it is not shown' : '; the limit on what is read ended the search, fewer may do'}
history ${relative(process.cwd(), file)}
check   ./doublerun check ${relative(process.cwd(), file)}
`);
}
