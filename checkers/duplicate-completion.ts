import { keyOf } from '../history/task-key.ts';
import { askedBetween } from './asked.ts';
import type { Checker } from './checker.ts';
import type { Execution } from './executions.ts';
import { type Finding, none } from './finding.ts';
import { dispatchPhrase, executionPhrase, inOrder } from './phrases.ts';
import { reruns } from './requests.ts';
import type { Situation } from './situation.ts';
import { Told } from './told.ts';

/**
 * Two executions of one task key both ended with success, and nobody asked for the second.
 *
 * In events: two `execution.end` with exit code 0 of one task key. Retries follow failures and so excuse nothing; neither does a
 * failover. A user's command to run the workflow again excuses the pair where it was written between the two starts, or waited and was taken there, and makes it
 * `possible` where the clocks leave open whether it was; so does a gap in the audit, which may hide such a command.
 *
 * Proves that the task's work was done to its end twice. Does not show a second execution that failed or was killed after doing
 * most of its work: that is for `overlapping-executions` and `orphan-execution`.
 *
 * Cost: each success is compared with the other successes of its task key.
 *
 * Upstream: apache/dolphinscheduler#16759, #10842, #16481, #16942, #17342.
 */
export function duplicateCompletion(situation: Situation): Checker {
  const told = new Told();

  function judgePair(first: Execution, second: Execution): Finding | undefined {
    const asked = askedBetween(situation, [first, second], reruns);
    if (asked === 'yes') return undefined;
    const dispatch = dispatchPhrase(situation, first, second);
    const both = `${executionPhrase(situation, first)} and ${executionPhrase(situation, second)} both ended with success`;
    const doubt = asked === 'unclear' ? ', though a user may have asked for the second' : '';
    return {
      anomaly: 'duplicate-completion',
      proof: asked === 'unclear' ? 'possible' : 'proved',
      subject: `${keyOf(first)} ${first.name} ${second.name}`,
      workflow: first.workflow,
      task: first.task,
      executions: [first.name, second.name],
      events: inOrder([first.start, first.last, second.start, second.last, ...dispatch.events]),
      from: Math.min(first.last.at, second.last.at),
      to: Math.max(first.last.at, second.last.at),
      sentence: `${situation.keyName(first)}: ${both}${doubt}${dispatch.clause}`,
    };
  }

  function successPairs(executions: readonly Execution[]): readonly Finding[] {
    const successes = executions.filter((execution) => execution.exitCode === 0);
    return successes
      .flatMap((first, index) => successes.slice(index + 1).map((second) => judgePair(first, second)))
      .filter((candidate) => candidate !== undefined);
  }

  return {
    reads: ['execution.end'],
    observe(event) {
      const execution = situation.executions.of(event);
      if (!execution) return none;
      return successPairs(situation.executions.ofTask(execution)).flatMap((candidate) => told.tell(candidate));
    },
    // Again at the end: a command written within the clocks' error of the second start may have come after both successes.
    finish() {
      return [...situation.executions.byTask()].flatMap(successPairs).flatMap((candidate) => told.tell(candidate));
    },
  };
}
