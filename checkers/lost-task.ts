import { keyOf, type TaskKey } from '../history/task-key.ts';
import { type Micros, toSeconds } from '../history/time.ts';
import type { Checker, HistoryEnd } from './checker.ts';
import type { Moment } from './executions.ts';
import { type Finding, none } from './finding.ts';
import { delayedUntil, mayRun, quietSince } from './grace.ts';
import { firstSuccess, hasFailedAtLast, hasSucceeded, isPartial } from './outcomes.ts';
import { executionPhrase, inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';
import type { TaskRow } from './task-rows.ts';
import type { WorkflowStory } from './workflows.ts';

/** States by which a workflow shows that somebody wanted it stopped (WorkflowExecutionStatus), and the commands that ask for it. */
const stopped: ReadonlySet<string> = new Set(['READY_STOP', 'STOP', 'READY_PAUSE', 'PAUSE', 'READY_BLOCK', 'BLOCK']);
const stops: ReadonlySet<string> = new Set(['STOP', 'PAUSE']);
/** States of an attempt by which the scheduler says itself that the task did not get done. */
const givenUp: ReadonlySet<string> = new Set(['FAILURE', 'KILL', 'STOP', 'PAUSE']);

/**
 * After heal and grace, a task key that should have run never did.
 *
 * In events, at the end of a complete history: a task of a workflow's definition has no `execution.start`, nobody forced it to
 * succeed, each of its predecessors did succeed (an `execution.end` with exit code 0, or a row FORCED_SUCCESS), no user asked for a part of
 * the workflow only, and the workflow is over:
 * - SUCCESS; or
 * - FAILURE, though no task failed, by its process or by its row, and nobody asked for the workflow to be stopped; or
 * - not final at the run's `deadline`, under the same conditions. `proved` then only where the end came the grace after the last heal or
 *   submission, as for `stuck-workflow`, and also the grace and both clock errors after the last predecessor's success, and nothing of the
 *   workflow and its sub-workflows can have been running any more, nor have waited out its delay within the grace.
 * A task that runs a sub-workflow has no process, and is never lost itself; for its success stands its own row SUCCESS, or that of the sub-workflow's
 * instance where no other task can have run it.
 * Everywhere `possible` where the witness or the audit has a gap. One finding for each task key; what comes after a lost task is not lost.
 *
 * A lost retry counts as a lost task: the run that should have been never was. In events: the workflow is FAILURE, the task alone has failed,
 * no process of it succeeded or may still run, its latest valid row is FAILURE with fewer retries counted than the definition allows, and it
 * had no more processes than that. Where another task failed as well, a scheduler may rightly stop at that one and drop the retry.
 *
 * Proves that work which was due was never begun. A task that its row calls FAILURE without a process is none: the scheduler
 * could not start it, and says so. Does not show what a second round (REPEAT_RUNNING) left out, nor retries of a stuck workflow.
 *
 * Cost: for each row of a workflow a look at its state; at the end one look at each task of each workflow.
 *
 * Upstream: apache/dolphinscheduler#17732, #17733 (submitted, never dispatched), #15370 (sent to a dead worker), #3616, #2836 (the result of
 * a task comes while its master is down).
 */
export function lostTask(situation: Situation): Checker {
  /** Workflows that were ever marked to be stopped: a master may write RUNNING over it again. */
  const marked = new Set<number>();
  /** The moment from which the grace counts, known at the end. */
  let since: Micros | undefined;

  function wasStopped(workflow: number): boolean {
    const definition = situation.workflows.definitionOf(workflow);
    return marked.has(workflow) || situation.requests.of(workflow, definition, stops).length > 0;
  }

  function hidden(): boolean {
    return situation.hasGap('witness') || situation.hasGap('audit') || situation.executions.unknown.size > 0;
  }

  /** The latest row of each attempt at each task. */
  function rowsByTask(): ReadonlyMap<string, readonly TaskRow[]> {
    const rows = new Map<string, TaskRow[]>();
    for (const row of situation.taskRows.all()) {
      const attempts = rows.get(keyOf(row)) ?? [];
      attempts.push(row);
      rows.set(keyOf(row), attempts);
    }
    return rows;
  }

  function judgeWorkflow(
    story: WorkflowStory,
    rows: ReturnType<typeof rowsByTask>,
    end: HistoryEnd,
  ): readonly Finding[] {
    const { workflow, state, final } = story.latest;
    const keys = situation.tasksOf(workflow).map(({ task }) => ({ workflow, task }));
    if (isPartial(situation, workflow)) return [];
    const rowsOf = (key: TaskKey) => rows.get(keyOf(key)) ?? [];
    const isGivenUp = (key: TaskKey) => rowsOf(key).some((row) => row.valid && givenUp.has(row.state));
    // A sub-workflow's task is run by the master itself: what never ran are the tasks of the sub-workflow.
    const own = keys.filter((key) => situation.runs(key) === undefined);
    const neverRan = own.filter((key) => isDue(key) && situation.executions.ofTask(key).length === 0);
    const lost = () => neverRan.map((key) => lostRun(key, story, rowsOf(key), end));
    if (state === 'SUCCESS') return lost();
    if (wasStopped(workflow)) return [];
    if (!final) return end.run?.outcome === 'deadline' && !keys.some(isGivenUp) ? lost() : [];
    if (state !== 'FAILURE') return [];
    const failed = keys.filter((key) => isGivenUp(key) || hasFailedAtLast(situation, key));
    const [alone, ...others] = failed;
    if (!alone) return lost();
    return others.length === 0 ? lostRetry(alone, story, rowsOf(alone), end) : [];
  }

  function isDue(key: TaskKey): boolean {
    const after = situation.task(key)?.after ?? [];
    return (
      !hasSucceeded(situation, key) && after.every((task) => hasSucceeded(situation, { workflow: key.workflow, task }))
    );
  }

  /** Whether the scheduler had its time to begin what it could begin at a moment. */
  function hadItsTime(workflow: number, ready: Moment, end: HistoryEnd): boolean {
    const { grace } = situation.begin;
    const tolerance = Math.max(situation.tolerance('witness', 'harness'), situation.tolerance('audit', 'harness'));
    const from = Math.max(since ?? Number.POSITIVE_INFINITY, delayedUntil(situation, workflow));
    const waited = end.at - from >= grace && end.at - ready.at >= grace + tolerance;
    return waited && !mayRun(situation, workflow, end.at);
  }

  function lostRun(
    key: TaskKey,
    { inserted, latest }: WorkflowStory,
    rows: readonly TaskRow[],
    end: HistoryEnd,
  ): Finding {
    const after = (situation.task(key)?.after ?? []).map((task) => ({ workflow: key.workflow, task }));
    const successes = after.flatMap((predecessor) => firstSuccess(situation, predecessor) ?? []);
    const ready = [inserted, ...successes].reduce((a, b) => (b.at > a.at ? b : a));
    const doubtful = hidden() || !(latest.final || hadItsTime(key.workflow, ready, end));
    const names = after.map((predecessor) => situation.taskName(predecessor)).join(' and ');
    const due = names === '' ? '' : `, though ${names} had succeeded by ${situation.when(ready.at)}`;
    const over = latest.final
      ? `workflow ${key.workflow} was ${latest.state} at ${situation.when(latest.at)}`
      : `workflow ${key.workflow} was still ${latest.state} when the run ended at ${situation.when(end.at)}, ${toSeconds(end.at - ready.at)} s later`;
    const reason = hidden() ? 'it may have run unseen' : 'it may not have had its time';
    const doubt = doubtful ? `; ${reason}` : '';
    return {
      anomaly: 'lost-task',
      proof: doubtful ? 'possible' : 'proved',
      subject: keyOf(key),
      ...key,
      executions: [],
      events: inOrder([ready, ...successes, ...rows, latest, ...(end.run ? [end.run] : [])]),
      from: ready.at,
      to: end.at,
      sentence: `${situation.keyName(key)} never ran${due}; ${rowsPhrase(rows)}, and ${over}${doubt}`,
    };
  }

  function lostRetry(
    key: TaskKey,
    { latest }: WorkflowStory,
    rows: readonly TaskRow[],
    end: HistoryEnd,
  ): readonly Finding[] {
    const executions = situation.executions.ofTask(key);
    const row = rows.findLast(({ valid, state }) => valid && state === 'FAILURE');
    const last = executions.at(-1);
    const retries = situation.task(key)?.retries ?? 0;
    if (!row || !last || row.retry >= retries || executions.length > retries || hasSucceeded(situation, key)) return [];
    const doubtful = hidden() || executions.some((execution) => situation.mayBeAlive(execution, end.at));
    const left = retries - Math.max(row.retry, executions.length - 1);
    const over = `workflow ${key.workflow} was FAILURE at ${situation.when(latest.at)}`;
    const doubt = doubtful ? '; it may have run unseen' : '';
    return [
      {
        anomaly: 'lost-task',
        proof: doubtful ? 'possible' : 'proved',
        subject: `${keyOf(key)} retry`,
        ...key,
        executions: executions.map(({ name }) => name),
        events: inOrder([...executions.map(({ start }) => start), last.last, row, latest]),
        from: last.last.at,
        to: end.at,
        sentence: `${situation.keyName(key)}: ${executionPhrase(situation, last)} failed and was not run again, though ${left} of its ${retries} retries ${left === 1 ? 'was' : 'were'} left; ${over}${doubt}`,
      },
    ];
  }

  function rowsPhrase(rows: readonly TaskRow[]): string {
    if (rows.length === 0) return 'the scheduler has no row of it';
    return rows.map(({ taskInstance, state }) => `its task instance ${taskInstance} is ${state}`).join(', ');
  }

  return {
    reads: ['row'],
    observe(event) {
      if (event.type === 'row' && event.table === 'workflow' && stopped.has(event.state)) marked.add(event.workflow);
      return none;
    },
    forget({ workflow }) {
      marked.delete(workflow);
    },
    finish(end) {
      if (!end.complete) return [];
      since = quietSince(situation);
      const rows = rowsByTask();
      return [...situation.workflows.all()].flatMap((story) => judgeWorkflow(story, rows, end));
    },
  };
}
