import type { RowEvent } from '../history/event.ts';
import type { Checker } from './checker.ts';
import { type Finding, none } from './finding.ts';
import { inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';
import { Told } from './told.ts';
import type { Takeover } from './workflows.ts';

type TaskRow = Extract<RowEvent, { table: 'task' }>;
type WorkflowRow = Extract<RowEvent, { table: 'workflow' }>;

/** One write by a former owner. */
interface Write {
  readonly row: TaskRow | WorkflowRow;
  readonly had: Takeover;
  readonly loss: Takeover;
  readonly what: string;
}

/** What a former owner wrote to one workflow. */
interface Story {
  /** Writes of its latest transaction: should it take the workflow over in that same transaction, they belong to the takeover. */
  pending: Write[];
  /** The first that is certain, or else the first that may be; the latest, and how many there were. */
  first: Write | undefined;
  last: Write | undefined;
  count: number;
}

/** States by which others than the owner ask for an end of a workflow: the API server, or the owner of its parent. */
const wishes: ReadonlySet<string> = new Set(['READY_PAUSE', 'READY_STOP', 'READY_BLOCK']);

/**
 * A master wrote a workflow's or task's state after another master had taken the workflow over from it.
 *
 * In events: a `row` of a workflow or task instance by a writer whose name was in the workflow's row once, at a moment when a later
 * `row` with another name had taken it over; the write inserts a task instance, or changes a state, the owner or a task's
 * validity. Not counted: a failover's own writes, which any master may do (NEED_FAULT_TOLERANCE, the owner set to null), a wish for an end
 * (READY_STOP and the like), writes in one transaction with the writer's own takeover, and writes that change none of these. `proved`
 * where the write came after the takeover by more than the audit's clock error, `possible` where it came within it, or where the
 * audit has a gap, which may hide that the writer took the workflow over again. A write that the audit tells before the takeover is taken
 * to be before it: one database told both. One finding for each writer and workflow, with the number of writes.
 *
 * Both moments are those of statements, by one clock; what they wrote became visible at their commits, which may be later. That
 * changes nothing: a takeover follows a command which its master read, so that the former owner's loss was committed before, and
 * what is rolled back leaves no row in the audit. Proves that two masters acted for one workflow at once. Does not show a stale
 * master that only dispatches (`stale-master-dispatch`), nor one that was cut off from the database too.
 *
 * Cost: one record for each task instance, and for each workflow and former owner that wrote to it.
 *
 * Upstream: apache/dolphinscheduler#16759 (3.1.1 writes whole rows without asking who owns them: upsertProcessInstance).
 */
export function staleMasterWrite(situation: Situation): Checker {
  const told = new Told();
  const tolerance = situation.tolerance('audit', 'audit');
  const tasks = new Map<number, TaskRow>();
  const workflows = new Map<number, WorkflowRow>();
  const stories = new Map<string, Story>();

  /** @returns what a row changed, in words; nothing where it changed nothing that only an owner may. */
  function changeOfTask(row: TaskRow, before: TaskRow | undefined): string | undefined {
    const name = situation.taskName(row);
    if (row.state === 'NEED_FAULT_TOLERANCE') return undefined;
    if (row.op === 'insert') return `inserted ${name}`;
    if (row.state !== before?.state) return `made ${name} ${row.state}`;
    return row.valid === before.valid ? undefined : `made ${name} ${row.valid ? 'valid' : 'invalid'}`;
  }

  function changeOfWorkflow(row: WorkflowRow, before: WorkflowRow | undefined): string | undefined {
    if (row.owner === null || wishes.has(row.state)) return undefined;
    if (row.state !== before?.state) return `made the workflow ${row.state}`;
    if (row.owner === before.owner) return undefined;
    return `named ${row.owner === row.writer ? 'itself' : row.owner} its owner`;
  }

  function changeOf(row: TaskRow | WorkflowRow, before: TaskRow | WorkflowRow | undefined): string | undefined {
    if (row.table === 'task') return changeOfTask(row, before?.table === 'task' ? before : undefined);
    return changeOfWorkflow(row, before?.table === 'workflow' ? before : undefined);
  }

  function observeTask(row: TaskRow): readonly Finding[] {
    const before = tasks.get(row.taskInstance);
    tasks.set(row.taskInstance, row);
    return observe(row, before);
  }

  function observeWorkflow(row: WorkflowRow): readonly Finding[] {
    const before = workflows.get(row.workflow);
    workflows.set(row.workflow, row);
    return observe(row, before);
  }

  function observe(row: TaskRow | WorkflowRow, before: TaskRow | WorkflowRow | undefined): readonly Finding[] {
    const { writer } = row;
    // A workflow that nearly always has had one owner only: nobody has lost it.
    if (writer === undefined || row.op === 'delete' || situation.workflows.owners(row.workflow).length < 2) return none;
    const name = `${row.workflow} ${writer}`;
    const story = stories.get(name);
    const settled = story && story.pending[0]?.row.transaction !== row.transaction ? settle(name, story) : [];
    const lost = situation.workflows.lossOf(row.workflow, writer, row.at);
    const what = lost && changeOf(row, before);
    if (!lost || !what) return settled;
    const noted = story ?? { pending: [], first: undefined, last: undefined, count: 0 };
    noted.pending.push({ row, ...lost, what });
    stories.set(name, noted);
    return settled;
  }

  /** Counts the pending writes, now that their transaction is over. */
  function settle(name: string, story: Story): readonly Finding[] {
    const [some] = story.pending;
    const writes = story.pending;
    story.pending = [];
    if (!some || ownTakeover(some)) return [];
    const certain = writes.find(isCertain);
    if (!story.first || (certain && !isCertain(story.first))) story.first = certain ?? some;
    story.last = writes.at(-1);
    story.count += writes.length;
    return tell(name, story);
  }

  function ownTakeover({ row }: Write): boolean {
    const { workflow, transaction, writer } = row;
    return situation.workflows
      .owners(workflow)
      .some((each) => each.owner === writer && each.transaction === transaction && each.at >= row.at);
  }

  function isCertain({ row, had, loss }: Write): boolean {
    return row.at - loss.at > tolerance && loss.at - had.at > tolerance;
  }

  function tell(name: string, { first, last, count }: Story): readonly Finding[] {
    const writer = first?.row.writer;
    if (!first || !last || writer === undefined) return [];
    const { row, loss, what } = first;
    const proof = isCertain(first) && !situation.hasGap('audit') ? 'proved' : 'possible';
    const after = `${proof === 'proved' ? 'after' : 'perhaps after'} ${loss.owner} had taken the workflow over`;
    const rest = `; the last of ${count} such writes ${last.what} at ${situation.when(last.row.at)}`;
    return told.tell({
      anomaly: 'stale-master-write',
      proof,
      subject: name,
      workflow: row.workflow,
      servers: [writer, loss.owner],
      executions: [],
      events: inOrder([loss, row, last.row]),
      from: loss.at,
      to: last.row.at,
      sentence: `workflow ${row.workflow}: ${writer} ${what} at ${situation.when(row.at)}, ${after} from it at ${situation.when(loss.at)}${count === 1 ? '' : rest}`,
    });
  }

  return {
    reads: ['row'],
    observe(event) {
      if (event.type !== 'row') return [];
      if (event.table === 'task') return observeTask(event);
      return event.table === 'workflow' ? observeWorkflow(event) : [];
    },
    forget({ workflow, taskInstances }) {
      workflows.delete(workflow);
      for (const taskInstance of taskInstances) tasks.delete(taskInstance);
    },
    finish: () => [...stories].flatMap(([name, story]) => [...settle(name, story), ...tell(name, story)]),
  };
}
