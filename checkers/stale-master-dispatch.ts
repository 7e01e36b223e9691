import { keyOf } from '../history/task-key.ts';
import type { Checker } from './checker.ts';
import { type DispatchBounds, dispatchBounds } from './dispatch-bounds.ts';
import type { Execution } from './executions.ts';
import type { Finding } from './finding.ts';
import { executionPhrase, inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';

/**
 * An execution began for a dispatch by a master that was no longer the workflow's owner.
 *
 * In events: a master dispatched an execution, as its worker's log line says that received the task (`task-received`), or, where no worker
 * says it, the audit (the writer of its task instance's row DISPATCH, or else of its insert); that master's name had been in the
 * workflow's row, and a `row` with another master's name, written since, took the workflow over. No event is the dispatch itself; it lies between bounds (`dispatchBounds`). `proved` where even the earliest is after
 * the takeover by more than both clock errors, `possible` where only the latest may be, or where the audit has a gap, which may hide
 * that the master took the workflow over again. One that is the owner by the latest bound is never accused.
 *
 * Proves that a master which had lost a workflow went on handing out its tasks, and that a worker took one. Without log lines this
 * is often only possible: an old row may have been sent out late. Does not show a stale dispatch that no worker took, nor harm by
 * itself: where the new owner adopts the process, each task still runs once.
 *
 * Cost: nothing until the end, when all rows DISPATCH are in; then one look at each execution.
 *
 * Upstream: apache/dolphinscheduler#16759 (3.2.2: a thawed master dispatches the successor of a workflow taken over long ago).
 */
export function staleMasterDispatch(situation: Situation): Checker {
  const { audit } = situation.begin.uncertainty;
  const tolerance = situation.tolerance('audit', 'audit');

  function judge(execution: Execution): readonly Finding[] {
    const findings = dispatchBounds(situation, execution).flatMap((bounds) => judgeMaster(execution, bounds));
    return findings.slice(0, 1);
  }

  function judgeMaster(execution: Execution, bounds: DispatchBounds): readonly Finding[] {
    const lost = situation.workflows.lossOf(execution.workflow, bounds.writer, bounds.latest + audit);
    if (!lost) return [];
    const { had, loss } = lost;
    const certain = bounds.sound && bounds.earliest > loss.at + audit && loss.at - had.at > tolerance;
    const proved = certain && !situation.hasGap('audit');
    const taken = `${loss.owner} had taken the workflow over from it at ${situation.when(loss.at)}`;
    const when = proved ? `after ${taken}` : `perhaps after ${taken}`;
    return [
      {
        anomaly: 'stale-master-dispatch',
        proof: proved ? 'proved' : 'possible',
        subject: `${keyOf(execution)} ${execution.name}`,
        workflow: execution.workflow,
        task: execution.task,
        servers: [bounds.writer],
        executions: [execution.name],
        events: inOrder([loss, execution.start, ...bounds.events]),
        from: Math.min(loss.at, execution.start.at),
        to: Math.max(loss.at, execution.start.at),
        sentence: `${situation.keyName(execution)}: ${bounds.writer} dispatched ${executionPhrase(situation, execution)} ${when}`,
      },
    ];
  }

  return {
    finish: () => [...situation.executions.all()].flatMap(judge),
  };
}
