import { z } from 'zod';
import { base, count, name } from './base.ts';

/**
 * What a line of a server's log tells, whatever the version's words for it are. A server says things about itself, and says them when it
 * comes to it: `before` and `after` below are about the order in the program that writes the line, and hold for the line's time too.
 * Not every version writes every fact: the tables of patterns say which.
 */
export const logFacts = [
  /** It is up, registered and at work. */
  'started',
  /** It has noticed that its link to the registry is gone; no version does more about it than write this line. */
  'registry-suspended',
  /** It has been told that its session is lost. */
  'registry-disconnected',
  'registry-reconnected',
  /** After it has dropped its workflows or its tasks: it waits for a new session. */
  'waiting',
  /** After it has opened again what it had closed in order to wait. */
  'recovered',
  /** It could not wait, or not come back: it stops next. */
  'recovery-failed',
  /** 3 s after it has begun to stop. */
  'stopping',
  /** After it has closed everything. */
  'stopped',
  /** It takes no commands for a second, because the machine is too busy. */
  'overloaded',
  /** It says that it takes no commands because it waits or stops; a second later it looks for some all the same. */
  'not-running',

  /** After the transaction that made this master the owner of the workflow. */
  'command-taken',
  /** A master took a workflow that it has in memory already. */
  'duplicate-workflow',
  /** Before a failover: it goes for the lock, and may find nothing to do. All masters write it. */
  'failover-called',
  /** After it, with or without work done, even after an error. */
  'failover-returned',
  /**
   * With the lock of the master in `about`, when there are workflows of it; for a lost worker always, and there is no lock. It need not
   * be lost: now and then each master looks after its own workflows like this.
   */
  'failover-start',
  'failover-finish',
  'failover-failed',
  /** After the transaction that took the workflow from its owner and wrote the command that gives it a new one. */
  'workflow-failover',
  /** After the task instance was written as given up; where a kill is sent, that comes before. */
  'task-failover',
  /** A worker is asked to report to another master from now on; before it does so, and before it answers. */
  'takeover-received',
  /** After the worker's yes: the task goes on under this master. */
  'task-taken-over',
  /** The worker said no, or nothing: the task will be run once more. */
  'takeover-failed',
  /** Two valid task instances of one task, found by a master that takes the workflow over. */
  'duplicate-task',

  /** BEFORE any send, and not in the sender's thread: the task instance's row is written. A task instance may be submitted twice. */
  'task-submitted',
  /** BEFORE any send, and not in the sender's thread: about to go into the queue. What waits there is sent any number of times later. */
  'task-queued',
  /**
   * BEFORE the send, in the sender's thread: it made the message. Told by the message itself, in the log of the worker that received it, with
   * the time at which it was made; `about` is that worker. 3.1 alone.
   */
  'task-dispatching',
  /** AFTER the send, in the sender's thread: in 3.1 after the bytes were written, in 3.2 after the worker's yes. */
  'task-dispatched',
  /** AFTER one try to send that failed, which may have arrived all the same; it is tried again, on another worker perhaps. */
  'dispatch-failed',
  /** INSTEAD of a send: the master has thrown it away, its workflow is no longer in memory or the task in no state to be run. */
  'dispatch-dropped',
  /** The worker has it: after the send and before it is run. `about` is the master that sent it. */
  'task-received',
  /**
   * The worker has taken it: after `task-received`, in the same thread, and before it is run. The same task instance, received after this line, is
   * refused for as long as the worker has it. From 3.2.1 on.
   */
  'task-accepted',
  /** A master was told that it runs; before that is written into the database, if ever. */
  'task-running',
  /**
   * The worker was told by a master that it has the report that the task runs: the worker will not send it again. Most times the master
   * wrote it into the database before. But one that no longer has the workflow says yes as well, and throws the report away.
   */
  'task-acknowledged',
  /** AFTER the worker's try to send the result, whether it succeeded or not: look for `report-failed` just before. */
  'result-sent',
  /** A report (it runs, its result) could not be sent to the master in `about`; the worker tries again after 5 minutes. */
  'report-failed',
  /** A master has the result; before that is written into the database, if ever. */
  'task-result',
  /** As `task-acknowledged`, for the result: a yes is no promise that it was written. */
  'result-acknowledged',
  /** A master has thrown away that a task runs, or its result: after its yes, or without an answer where it lacks the workflow. */
  'report-discarded',

  /** AFTER the bytes of the request were written. It says nothing about the process, whatever the words of the line are. */
  'kill-sent',
  /** Before anything is done about it. */
  'kill-received',
  /** The worker says it was: the signal was sent without an error, or there was no process yet. Children may live. */
  'task-killed',
  /** The kill could not be sent, the worker does not know the task, or the signal could not be sent. */
  'kill-failed',

  // What Doublerun's own agent tells, in any version: docker/agent.
  /** INSTEAD of a submission or a send: the fix `host-check` found another master in the workflow's row, the one in `about`. */
  'submission-dropped',
  /** INSTEAD of an execution: the fix `worker-guard` found that a worker has the task, the one in `about`; the master is told no. */
  'execution-refused',
  /** The fix `worker-guard` could not say that a task has ended: it says so when the worker's session ends. */
  'guard-not-released',
  /** A thread has come to `point`, where `fault` holds, delays or fails it. */
  'failpoint-reached',
  /** It goes on; one that was made to fail does not say so. */
  'failpoint-left',
] as const;
export type LogFact = (typeof logFacts)[number];

/**
 * A line of a server's log that matters. `at` is the time in the line itself. `server` is the one that says so: the line may be in the log of another, to
 * which it was said.
 */
export const logLine = z.strictObject({
  ...base,
  source: z.literal('log'),
  type: z.literal('log'),
  server: name,
  fact: z.enum(logFacts),
  /** The server that the line speaks of: whose work is failed over (a master's own, too), where a task is sent, who sent it. */
  about: name.optional(),
  workflow: count.optional(),
  task: count.optional(),
  taskInstance: count.optional(),
  /** Of a failpoint: where in the program, and the fault that asked for it. */
  point: name.optional(),
  fault: name.optional(),
  /** Where the line is: a file of the run's `logs/`, and the byte at which the line begins. */
  file: name,
  offset: count,
  text: z.string(),
});
