import type { HistoryEvent } from '../history/event.ts';
import { MICROS_PER_SECOND, type Micros } from '../history/time.ts';
import type { Past } from './forgotten.ts';
import type { Situation } from './situation.ts';

/**
 * How long nothing must have been heard of a workflow that is over before it is forgotten: well beyond every timeout of the scheduler and
 * the registry (a minute at most), a frozen master that wakes up, a failover of its failover, and rows that are read late.
 */
export const HORIZON: Micros = 600 * MICROS_PER_SECOND;

/** How often within the horizon it is looked for workflows to forget: some at a time, since a queue emptied singly is dear. */
const LOOKS = 8;

/**
 * Which workflows may be forgotten, so that memory does not grow with the length of a run. Only those that no checker could say a word
 * about at the end, whatever happens to others until then; all else is kept to the end, and a run that is full of faults keeps much.
 * One record for each workflow that is over and not yet forgotten.
 */
export class Retirement {
  readonly #situation: Situation;
  readonly #horizon: Micros;
  /** By workflow: when it was last known to be over. In order of time. */
  readonly #over = new Map<number, Micros>();
  #nextLook: Micros;

  constructor(situation: Situation, horizon: Micros) {
    this.#situation = situation;
    this.#horizon = horizon;
    this.#nextLook = situation.begin.at + horizon;
  }

  /** Takes an event in. @returns whether it is time to look for workflows to forget. */
  observe(event: HistoryEvent): boolean {
    if (event.type === 'row' && event.table === 'workflow' && event.final) {
      this.#over.delete(event.workflow);
      this.#over.set(event.workflow, event.at);
    }
    return event.at > this.#nextLook;
  }

  /** @param suspects workflows with a finding. @returns those to be forgotten now. */
  due(at: Micros, suspects: ReadonlySet<number>): readonly Past[] {
    this.#nextLook = at + this.#horizon / LOOKS;
    const limit = at - this.#horizon;
    const due: Past[] = [];
    for (const [workflow, over] of this.#over) {
      if (over >= limit) break;
      this.#over.delete(workflow);
      const past = suspects.has(workflow) ? undefined : plainPast(this.#situation, workflow);
      if (past && past.heard < limit) due.push(past);
      else if (past) this.#over.set(workflow, past.heard);
    }
    return due;
  }
}

/**
 * @returns a workflow to which nothing remarkable ever happened: SUCCESS, one owner, called for once and there once, nothing asked of it; each
 * task of its definition had one task instance, valid and SUCCESS, and one process, which began after the workflow did and ended with 0.
 * Every checker that speaks at the end needs more than that to speak: two processes of a task, two owners, a task without a success, a
 * state that differs, a process without an end, a command, a start too many or too few; or it has spoken of it before. Nothing of the
 * workflow can change unseen, and what changes elsewhere (gaps, the end's moment) only weakens what there is.
 */
function plainPast(situation: Situation, workflow: number): Past | undefined {
  const story = situation.workflows.of(workflow);
  const definition = situation.definitionOf(workflow);
  if (story?.latest.state !== 'SUCCESS' || !story.latest.final || !definition) return undefined;
  if (situation.workflows.owners(workflow).length > 1 || situation.requests.name(workflow)) return undefined;
  if (!situation.submissions.isDone(definition.definition)) return undefined;
  const rows = situation.taskRows.ofWorkflow(workflow);
  const executions = situation.executions.ofWorkflow(workflow);
  const tasks = definition.tasks.map(({ task }) => task);
  const size = tasks.length;
  if (size === 0 || new Set(tasks).size !== size || executions.length !== size || rows.length !== size)
    return undefined;
  const known = Math.max(story.inserted.at, definition.at);
  let heard = story.latest.at;
  for (const task of tasks) {
    const execution = executions.find((each) => each.task === task);
    const row = rows.find((each) => each.taskInstance === execution?.taskInstance);
    if (execution?.exitCode !== 0 || execution.start.at <= known) return undefined;
    if (row?.task !== task || row.state !== 'SUCCESS' || !row.final || !row.valid) return undefined;
    heard = Math.max(heard, row.at, execution.last.at);
  }
  const taskInstances = rows.map(({ taskInstance }) => taskInstance);
  return { workflow, definition: definition.definition, tasks, taskInstances, executions, heard };
}
