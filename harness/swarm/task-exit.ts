import { EXIT } from '../exit.ts';

/**
 * With which code a task ends: 0 where its shard was run to the end, whatever the runs say, as that is in their records; anything else has Swarm start
 * it again. A shard whose runs are broken has been run; one that has run nothing has not.
 * @param code the campaign's. @param runs how many the task has run.
 */
export function exitOfTask(code: number, runs: number): number {
  const verdicts: readonly number[] = [EXIT.pass, EXIT.violation, EXIT.inconclusive];
  return verdicts.includes(code) || (code === EXIT.broken && runs > 0) ? 0 : code;
}
