import type { RowEvent } from '../history/event.ts';
import { keyOf } from '../history/task-key.ts';
import type { Micros } from '../history/time.ts';
import type { Checker } from './checker.ts';
import { type Finding, none } from './finding.ts';
import { inOrder } from './phrases.ts';
import { marginOf, usersWishes } from './requests.ts';
import type { Situation } from './situation.ts';
import { Told } from './told.ts';

type TaskRow = Extract<RowEvent, { table: 'task' }>;
type StateRow = TaskRow | Extract<RowEvent, { table: 'workflow' }>;

/** A final state, and the row that took it back: by another state, or by running the task again. */
interface Conflict {
  readonly before: StateRow;
  readonly row: StateRow;
}

/** What became of one task instance or workflow. */
interface Story {
  /** The row that gave it its present state. */
  since: StateRow;
  valid: boolean;
  conflicts: Conflicts | undefined;
}

interface Conflicts {
  /** The first that is certain, or else the first. */
  readonly first: Conflict;
  readonly last: Conflict;
  readonly count: number;
}

/** By a user's word, or because it had succeeded: no other attempt should follow. */
const successes: ReadonlySet<string> = new Set(['SUCCESS', 'FORCED_SUCCESS']);

/** How an attempt ends that a failover had already given up. */
const endsOfGivenUp: ReadonlySet<string> = new Set(['KILL', 'STOP']);

/**
 * A final state replaced by another state, with no command that asks for it.
 *
 * In events: two `row`s of one task instance, or of one workflow instance, one after the other; the earlier is final and the later
 * has another state. Besides: a `row` that makes a task instance's SUCCESS invalid, where another task instance of its task key is
 * inserted after that success: the task is run again though it had succeeded. Permitted are: what a user asked for (a command for
 * that workflow, written since the final state, or before it and not yet taken by a master when it came), what the API server writes, FORCED_SUCCESS (a user's word too), a counted retry that uses
 * its row again (`retry` one higher), and NEED_FAULT_TOLERANCE followed by KILL or STOP, the ordinary end of an attempt given up. A failover's
 * own command is nobody's wish and permits nothing. `proved` where the two rows are further apart than the audit's clock error;
 * `possible` where they are not, where a command may lie between them, where the writer is no server of ours, or where the
 * audit has a gap. One finding for each task instance and each workflow, with the number of conflicts.
 *
 * Proves that the scheduler took back its own final word, so that whoever acted on it acted on something false. Does not say which
 * word was true (`witness-disagreement` does), nor show two masters that disagree before either has come to a final state.
 *
 * Cost: one record for each task instance, task key and workflow.
 *
 * Upstream: apache/dolphinscheduler#16759 (FAILURE by the old master, RUNNING by the new one), #15573.
 */
export function conflictingState(situation: Situation): Checker {
  const told = new Told();
  const tolerance = situation.tolerance('audit', 'audit');
  /** By number: `idOf`. */
  const stories = new Map<number, Story>();
  /** By task key: the latest insert of a task instance. */
  const inserts = new Map<string, TaskRow>();
  /** By task key: a task instance whose success was made invalid, and its row of success. */
  const undone = new Map<string, { readonly story: Story; readonly success: StateRow }>();

  function observe(row: StateRow): readonly Finding[] {
    const id = idOf(row);
    const story = stories.get(id);
    if (row.op === 'delete') {
      stories.delete(id);
      return none;
    }
    if (!story) stories.set(id, newStory(row));
    const succeeded = story?.valid === true && successes.has(story.since.state);
    const replaced = story ? observeState(story, row) : none;
    const again = row.table === 'task' ? observeTask(story, row, succeeded) : none;
    return replaced === none ? again : [...replaced, ...again];
  }

  function observeState(story: Story, row: StateRow): readonly Finding[] {
    const before = story.since;
    if (row.state === before.state) return none;
    story.since = row;
    return before.final && !isOrdinary(before, row) ? note(story, { before, row }) : none;
  }

  /** `succeeded`: before this row its task instance was a success that counted. */
  function observeTask(story: Story | undefined, row: TaskRow, succeeded: boolean): readonly Finding[] {
    if (row.op === 'insert') {
      const key = keyOf(row);
      inserts.set(key, row);
      const done = undone.get(key);
      undone.delete(key);
      return done ? note(done.story, { before: done.success, row }) : none;
    }
    if (!story) return none;
    const invalidated = succeeded && !row.valid && successes.has(row.state);
    story.valid = row.valid;
    if (!invalidated) return none;
    const key = keyOf(row);
    // Where its successor is there already, this row is what takes the success back.
    const latest = inserts.get(key);
    const isReplaced = latest && latest.at > story.since.at;
    if (isReplaced) return note(story, { before: story.since, row });
    undone.set(key, { story, success: story.since });
    return none;
  }

  function note(story: Story, conflict: Conflict): readonly Finding[] {
    const proof = proofOf(conflict);
    if (proof === undefined) return none;
    const { conflicts } = story;
    // What is certain is worth more than what came before it and is not.
    const isFirst = !conflicts || (proof === 'proved' && proofOf(conflicts.first) !== 'proved');
    const first = isFirst ? conflict : conflicts.first;
    story.conflicts = { first, last: conflict, count: (conflicts?.count ?? 0) + 1 };
    return tell(story.conflicts);
  }

  /** @returns nothing where somebody had asked for it who may. */
  function proofOf({ before, row }: Conflict): Finding['proof'] | undefined {
    const asked = marginBetween(before, row);
    if (asked > tolerance || (row.writer !== undefined && situation.roleOf(row.writer) === 'api')) return undefined;
    const certain = asked < -tolerance && row.writer !== undefined && row.at - before.at > tolerance;
    return certain && !situation.hasGap('audit') ? 'proved' : 'possible';
  }

  /** @returns µs by which a command lies between the two, at best; negative where none does. */
  function marginBetween(before: StateRow, row: StateRow): Micros {
    const definition = situation.workflows.definitionOf(row.workflow);
    const margins = situation.requests
      .of(row.workflow, definition, usersWishes)
      .map((request) => marginOf(request, before.at, row.at, Number.POSITIVE_INFINITY));
    return Math.max(...margins);
  }

  function tell({ first, last, count }: Conflicts): readonly Finding[] {
    const proof = proofOf(first);
    if (!proof) return none;
    const { before, row } = first;
    const task = row.table === 'task' ? row : undefined;
    const name =
      before.table === 'task'
        ? `${situation.keyName(before)}: task instance ${before.taskInstance}`
        : `workflow ${row.workflow}`;
    const became = before.state === row.state || isOther(before, row) ? 'was run again' : `became ${row.state}`;
    const reason = proof === 'proved' ? 'though nobody had asked for it' : 'perhaps without anybody asking for it';
    const more = count === 1 ? '' : `; ${count} such conflicts, the last at ${situation.when(last.row.at)}`;
    const said = (of: StateRow) => `by ${of.writer ?? 'somebody'} at ${situation.when(of.at)}`;
    return told.tell({
      anomaly: 'conflicting-state',
      proof,
      subject: subjectOf(before),
      workflow: row.workflow,
      ...(task && { task: task.task }),
      servers: [before.writer, row.writer].filter((writer) => writer !== undefined),
      executions: [],
      events: inOrder([before, row, last.before, last.row]),
      from: before.at,
      to: last.row.at,
      sentence: `${name} was ${before.state} (${said(before)}) and ${became} (${said(row)}) ${reason}${more}`,
    });
  }

  return {
    reads: ['row'],
    observe(event) {
      return event.type === 'row' && (event.table === 'task' || event.table === 'workflow') ? observe(event) : none;
    },
    forget({ workflow, tasks, taskInstances }) {
      stories.delete(-1 - workflow);
      for (const taskInstance of taskInstances) stories.delete(taskInstance);
      for (const task of tasks) inserts.delete(keyOf({ workflow, task }));
    },
    // Again at the end: a gap, or a command within the clock's error, may have come after.
    finish: () => [...stories.values()].flatMap(({ conflicts }) => (conflicts ? tell(conflicts) : none)),
  };
}

function newStory(row: StateRow): Story {
  return { since: row, valid: row.table === 'task' && row.valid, conflicts: undefined };
}

/** Workflows and task instances are numbered each for themselves. */
function idOf(row: StateRow): number {
  return row.table === 'task' ? row.taskInstance : -1 - row.workflow;
}

function subjectOf(row: StateRow): string {
  return row.table === 'task' ? `${keyOf(row)} ${row.taskInstance}` : `${row.workflow}`;
}

function isOther(before: StateRow, row: StateRow): boolean {
  return subjectOf(before) !== subjectOf(row);
}

/** Whether a final state may be replaced so without a command. */
function isOrdinary(before: StateRow, row: StateRow): boolean {
  if (row.table !== 'task' || before.table !== 'task') return false;
  if (row.state === 'FORCED_SUCCESS' || row.retry === before.retry + 1) return true;
  return before.state === 'NEED_FAULT_TOLERANCE' && endsOfGivenUp.has(row.state);
}
