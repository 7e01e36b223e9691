import { type Micros, toSeconds } from '../history/time.ts';
import type { Checker, HistoryEnd } from './checker.ts';
import type { Finding } from './finding.ts';
import { delayedUntil, mayRun, quietSince } from './grace.ts';
import { inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';
import type { WorkflowStory } from './workflows.ts';

/**
 * After heal and grace, a workflow without a final state.
 *
 * In events: the run ended at its `deadline`, and the latest `row` of a workflow instance is not final. `proved` where the end came
 * at least the grace after the last `fault.healed` and after the last submission, every fault that began was verified healed, the
 * audit has no gap and nothing of the workflow and its sub-workflows can have been running any more, nor have waited out its delay within the grace; otherwise
 * `possible`. A run that ended in another way shows nothing. The grace is a promise and not a measurement: it is compared as it is, without the clocks' error.
 *
 * Proves that the scheduler had not brought the workflow to an end by then. Can't tell stuck for ever from slower than the grace.
 *
 * Cost: nothing until the end, then one look at each workflow.
 *
 * Upstream: apache/dolphinscheduler#15573, #14064 (READY_STOP for ever), #17732, #17733, #18197, #18623.
 */
export function stuckWorkflow(situation: Situation): Checker {
  function finding({ latest }: WorkflowStory, since: Micros | undefined, end: HistoryEnd): Finding {
    const { workflow } = latest;
    const from = Math.max(since ?? Number.POSITIVE_INFINITY, delayedUntil(situation, workflow));
    const waited = end.at >= from + situation.begin.grace;
    const proved = waited && !situation.hasGap('audit') && !mayRun(situation, workflow, end.at);
    const state = `was still ${latest.state} when the run ended at ${situation.when(end.at)}`;
    const owner = latest.owner === null ? 'with no owner' : `owned by ${latest.owner}`;
    const grace = since === undefined ? '' : `, ${toSeconds(end.at - since)} s after the last heal or submission`;
    return {
      anomaly: 'stuck-workflow',
      proof: proved ? 'proved' : 'possible',
      subject: `${workflow}`,
      workflow,
      executions: [],
      events: inOrder(end.run ? [latest, end.run] : [latest]),
      from: latest.at,
      to: end.at,
      sentence: `workflow ${workflow} ${state}, ${owner}${grace}${proved ? '' : '; it may not have had its time'}`,
    };
  }

  return {
    finish(end) {
      if (!end.complete || end.run?.outcome !== 'deadline') return [];
      const since = quietSince(situation);
      return [...situation.workflows.all()]
        .filter(({ latest }) => !latest.final)
        .map((story) => finding(story, since, end));
    },
  };
}
