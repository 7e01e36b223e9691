import type { EventOf, HistoryEvent, RowEvent } from '../history/event.ts';
import type { Execution, Moment } from './executions.ts';
import type { Past } from './forgotten.ts';
import type { Claim } from './senders.ts';

/** A server took it on itself to have a task instance run. */
export interface Dispatch extends Moment {
  readonly writer: string;
}

/** What a server wrote and logged of one round of dispatching a task instance: from putting it in its queue to having sent it. */
export interface Round {
  readonly server: string;
  /** Its row that put the task instance in the queue: the insert, or back to a state in which it waits. */
  readonly queued: Moment | undefined;
  /** The first time that it logged that it was about to send, and the last time that it had sent. */
  readonly dispatching: Moment | undefined;
  readonly dispatched: Moment | undefined;
}

/** What is known of the dispatch that an execution follows from. */
export interface DispatchStory extends Dispatch {
  /** The insert of the task instance, whoever wrote it. */
  readonly inserted: Moment | undefined;
  /** The row DISPATCH; absent where only the insert names the server. */
  readonly sent: Moment | undefined;
  /** The latest round of each server when the process began. */
  readonly rounds: readonly Round[];
}

type TaskRow = Extract<RowEvent, { table: 'task' }>;
type OpenRound = { -readonly [Field in keyof Round]: Round[Field] };

/** An execution: who dispatched it, the rounds of its task instance when it began, and since when the scheduler counts it as over. */
interface Sending {
  dispatch: Dispatch | undefined;
  served: boolean;
  readonly attempt: Attempt;
  readonly rounds: readonly Round[];
  over: Moment | undefined;
}

interface Attempt {
  claims: Claim[];
  latest: Dispatch | undefined;
  state: string;
  /** A row DISPATCH that no execution has yet been taken to follow from. */
  unserved: boolean;
  inserted: Moment | undefined;
  /** The first final row of its latest round. */
  final: Moment | undefined;
  /** The latest round of each server; few, so that they are looked through. */
  rounds: OpenRound[];
  /** Those that the scheduler does not count as over; the latest last. */
  running: Sending[];
}

/**
 * The state of a task instance that waits for its dispatch (apache/dolphinscheduler, TaskExecutionStatus). DELAY_EXECUTION is no sign of it: in 3.1 a worker
 * that has the task already reports it, and the row comes after the row DISPATCH or in its stead (TaskDispatchProcessor); in 3.2 the master writes it
 * on the way to the queue, after SUBMITTED_SUCCESS (BaseTaskExecuteRunnableDispatchOperator).
 */
const WAITING = 'SUBMITTED_SUCCESS';

/**
 * Who dispatched each execution, by the audit alone; what the log says of it is for `sendersOf`: the writer of its task instance's insert (or of its return to the queue), replaced by the writer of
 * its row DISPATCH. Masters send first and write DISPATCH afterwards, so that the row may come after the process; where one task
 * instance is executed twice, each row DISPATCH is taken to belong to one execution. One record for each task instance and execution.
 */
export class Dispatches {
  readonly #attempts = new Map<number, Attempt>();
  readonly #byExecution = new Map<string, Sending>();

  /** @returns nothing where the audit does not tell the writer. */
  of(execution: Execution): Dispatch | undefined {
    return this.#byExecution.get(execution.name)?.dispatch;
  }

  /** @returns all that is known of an execution's dispatch; nothing where the audit does not tell the writer. */
  storyOf(execution: Execution): DispatchStory | undefined {
    const sending = this.#byExecution.get(execution.name);
    if (!sending?.dispatch) return undefined;
    const { dispatch, attempt, served, rounds } = sending;
    return {
      ...dispatch,
      inserted: attempt.inserted,
      sent: served ? dispatch : undefined,
      rounds,
    };
  }

  /** @returns the first final row since the round of dispatching from which the execution followed. */
  writtenOff(execution: Execution): Moment | undefined {
    return this.#byExecution.get(execution.name)?.over;
  }

  forget({ taskInstances, executions }: Past): void {
    for (const taskInstance of taskInstances) this.#attempts.delete(taskInstance);
    for (const { name } of executions) this.#byExecution.delete(name);
  }

  /** What servers said of sending a task instance: their rows DISPATCH and log lines, in order of time. */
  claims(taskInstance: number): readonly Claim[] {
    return this.#attempts.get(taskInstance)?.claims ?? [];
  }

  observe(event: HistoryEvent): void {
    if (event.type === 'row' && event.table === 'task') this.#row(event);
    if (event.type === 'execution.start') this.#start(event.execution, event.taskInstance);
    if (event.type === 'log' && event.taskInstance !== undefined) this.#log(event, event.taskInstance);
  }

  #attempt(taskInstance: number): Attempt {
    const known = this.#attempts.get(taskInstance);
    if (known) return known;
    const unknown = { latest: undefined, state: '', unserved: false, inserted: undefined, final: undefined };
    const attempt = { ...unknown, claims: [], rounds: [], running: [] };
    this.#attempts.set(taskInstance, attempt);
    return attempt;
  }

  #row(row: TaskRow): void {
    const attempt = this.#attempt(row.taskInstance);
    const moment = { at: row.at, seq: row.seq };
    // Written by another server, DISPATCH is a dispatch of its own; unless it only makes the attempt invalid.
    const other = row.valid && attempt.latest?.writer !== row.writer;
    const sent = row.state === 'DISPATCH' && (attempt.state !== 'DISPATCH' || other);
    const queued = row.op === 'insert' || (row.state === WAITING && attempt.state !== WAITING);
    attempt.state = row.state;
    if (row.op === 'insert') attempt.inserted = moment;
    // Only a new round makes it anything but over: a state that a stale master writes over a final one does not.
    if (sent || queued) attempt.final = undefined;
    if (row.final) finish(attempt, moment);
    if (row.writer === undefined || !(sent || queued)) return;
    attempt.latest = { ...moment, writer: row.writer };
    attempt.unserved = sent;
    if (queued && row.op === 'update') attempt.rounds = [];
    if (queued) beginRound(attempt, { ...newRound(row.writer), queued: moment });
    if (!sent) return;
    claim(attempt, { at: row.at, seq: row.seq, source: 'audit', server: row.writer, worker: row.worker });
    this.#serve(attempt);
  }

  #start(execution: string, taskInstance: number): void {
    if (this.#byExecution.has(execution)) return;
    const attempt = this.#attempt(taskInstance);
    const { latest, final } = attempt;
    const sending = { dispatch: latest, served: false, attempt, rounds: attempt.rounds, over: final };
    this.#byExecution.set(execution, sending);
    attempt.running = attempt.running.concat(sending);
    if (attempt.unserved) this.#serve(attempt);
  }

  #serve(attempt: Attempt): void {
    const sending = attempt.running.at(-1);
    if (!sending || sending.served || !attempt.latest) return;
    sending.dispatch = attempt.latest;
    sending.served = true;
    attempt.unserved = false;
  }

  #log({ fact, server, about, at, seq, file, offset }: EventOf<'log'>, taskInstance: number): void {
    if (fact !== 'task-dispatching' && fact !== 'task-dispatched') return;
    const attempt = this.#attempt(taskInstance);
    if (fact === 'task-dispatching')
      claim(attempt, { at, seq, source: 'log', server, worker: about ?? null, line: { file, offset } });
    const round = attempt.rounds.find((each) => each.server === server) ?? beginRound(attempt, newRound(server));
    if (fact === 'task-dispatched') round.dispatched = { at, seq };
    else round.dispatching ??= { at, seq };
  }
}

function newRound(server: string): OpenRound {
  return { server, queued: undefined, dispatching: undefined, dispatched: undefined };
}

/** Lists that nearly always have one entry are made anew, not pushed to or spread, which takes room for 17 at once. */
function beginRound(attempt: Attempt, round: OpenRound): OpenRound {
  attempt.rounds = attempt.rounds.filter(({ server }) => server !== round.server).concat(round);
  return round;
}

function claim(attempt: Attempt, made: Claim): void {
  attempt.claims = attempt.claims.concat(made);
}

function finish(attempt: Attempt, moment: Moment): void {
  attempt.final ??= moment;
  for (const sending of attempt.running) sending.over ??= moment;
}
