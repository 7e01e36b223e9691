import { keyOf } from '../history/task-key.ts';
import { toSeconds } from '../history/time.ts';
import type { Checker } from './checker.ts';
import type { Execution } from './executions.ts';
import { type Finding, none } from './finding.ts';
import { dispatchPhrase, executionPhrase, inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';
import { Told } from './told.ts';

/**
 * Two executions of one task key alive at the same moment.
 *
 * In events: an execution is alive on the closed interval from its `execution.start` to its last `execution.beat` or
 * `execution.end`; a process that was frozen and beat again was alive throughout. Killed outright it leaves no end, and ended at
 * most one beat later. `proved` where two such intervals share more than both clock errors; `possible` where they may share a
 * moment under some clock error and some end within the beat. One finding for each pair, told at the first proof and again with
 * its final length.
 *
 * Proves that two processes did the task's work at once, whatever the scheduler believed. Says nothing about who is to blame, and
 * misses overlaps shorter than a beat and the clocks' error.
 *
 * Cost: each sign of life is compared with the other executions of its task key, few in any run.
 *
 * Upstream: apache/dolphinscheduler#16759 (both masters dispatch the next task), #8110 (worker cut from the registry), #6006 and
 * #14646 (killed task lives on), #10842 and #16481 (dispatched twice).
 */
export function overlappingExecutions(situation: Situation): Checker {
  const told = new Told();
  const tolerance = situation.tolerance('witness', 'witness');

  function judgePair(first: Execution, second: Execution): Finding | undefined {
    const from = Math.max(first.start.at, second.start.at);
    const to = Math.min(first.last.at, second.last.at);
    if (to - from > tolerance) return finding('proved', first, second, from, to);
    const atMost = Math.min(situation.latestEnd(first), situation.latestEnd(second));
    if (atMost - from + tolerance < 0) return undefined;
    return finding('possible', first, second, from, Math.max(from, atMost));
  }

  function finding(proof: Finding['proof'], first: Execution, second: Execution, from: number, to: number): Finding {
    const dispatch = dispatchPhrase(situation, first, second);
    const both = `${executionPhrase(situation, first)} and ${executionPhrase(situation, second)}`;
    const verb =
      proof === 'proved'
        ? `overlapped for ${toSeconds(to - from)} s`
        : 'may have overlapped: they are closer together than heartbeats and clocks can tell';
    return {
      anomaly: 'overlapping-executions',
      proof,
      subject: `${keyOf(first)} ${first.name} ${second.name}`,
      workflow: first.workflow,
      task: first.task,
      executions: [first.name, second.name],
      events: inOrder([first.start, second.start, first.last, second.last, ...dispatch.events]),
      from,
      to,
      sentence: `${situation.keyName(first)}: ${both} ${verb}${dispatch.clause}`,
    };
  }

  function pairsWith(execution: Execution): readonly Finding[] {
    const siblings = situation.executions.ofTask(execution);
    const at = siblings.indexOf(execution);
    return siblings.flatMap((sibling, index) => {
      if (index === at) return [];
      return (index < at ? judgePair(sibling, execution) : judgePair(execution, sibling)) ?? [];
    });
  }

  return {
    // A start shares no time with anything yet.
    reads: ['execution.beat', 'execution.end'],
    observe(event) {
      const execution = situation.executions.of(event);
      // Nearly every heartbeat is of a process that is the only one of its task.
      if (!execution || situation.executions.ofTask(execution).length < 2) return none;
      return pairsWith(execution)
        .filter(({ proof, subject }) => proof === 'proved' && (event.type === 'execution.end' || !told.has(subject)))
        .flatMap((candidate) => told.tell(candidate));
    },
    finish() {
      return [...situation.executions.all()].flatMap(pairsWith).flatMap((candidate) => told.tell(candidate));
    },
  };
}
