import type { Explanation } from '../explanation.ts';

/** Of work that was not done, or that nobody had asked for. */
export const workExplanations = {
  'lost-task': {
    proved:
      'At the end of a complete history a task has no process, although all that it waits for had succeeded and nobody asked for only a part of the workflow, and the workflow is over: SUCCESS, or FAILURE though no task failed, or still open at the deadline of the run, long after the last heal. A retry that was due and never came counts too.',
    possible:
      'The witness or the audit has a gap, so that it may have run unseen; or, of a workflow that is not final, it may not have had its time.',
    not: [
      'A task that its row calls FAILURE without a process is none: the scheduler could not start it, and says so.',
      'What comes after a lost task is not lost, and neither is what was left out when somebody stopped the workflow.',
    ],
    causes: [
      'A master writes the task instance, and is lost before the task is sent; who takes over waits for it.',
      'The task was sent to a worker that is dead, or its result came while no master was there for it.',
    ],
    look: [
      'In the report: a lane of a task without a bar; the states of its task instance, if it has a row.',
      'In logs/<master>.log: task-submitted and task-queued without task-dispatched, or dispatch-failed, dispatch-dropped.',
    ],
    upstream: [17732, 17733, 15370, 3616, 2836],
    example:
      'workflow 24, task next never ran, though task first had succeeded by 14.8 s; its task instance 72 is SUBMITTED_SUCCESS, and workflow 24 was still RUNNING_EXECUTION when the run ended at 143.6 s, 128.8 s later',
  },
  'stuck-workflow': {
    proved:
      'The run ended at its deadline, and a workflow was not final, although the whole grace had passed since the last verified heal, the last submission and any delay of a task, every fault was healed, the audit has no gap, and nothing of the workflow can still have been running.',
    possible:
      'It may not have had its time: the grace had not passed, a fault was not verified healed, something may still have run, or the audit has a gap.',
    not: [
      'It cannot tell stuck for ever from slower than the grace; the grace is a promise of the scenario, not a measurement.',
      'A run that ended in another way (interrupted, ended early) shows nothing.',
    ],
    causes: [
      'The workflow was taken from its owner and given to nobody: a failover that stopped half way, or blocks on a lock.',
      'Its owner waits for the result of a task that was reported to another master, or that never ran (lost-task).',
    ],
    look: [
      'In the report: the last state and the last owner in the lane of the workflow ("with no owner" in the sentence means that nobody has it).',
      'In logs/<master>.log: workflow-failover, command-taken, not-running, overloaded.',
    ],
    upstream: [15573, 14064, 17732, 17733, 18197, 18623],
    example:
      'workflow 16 was still RUNNING_EXECUTION when the run ended at 143.6 s, owned by master-1, 120.2 s after the last heal or submission',
  },
  'lost-workflow': {
    proved:
      'At the end of a complete history the scheduler has said yes to more starts of a workflow than there ever were instances of it, the grace after the last heal and submission has passed, and the audit has no gap.',
    possible: 'It may not have had its time, or the audit has a gap, which may hide an instance.',
    not: [
      'A start of which nobody knows the outcome (no answer, the connection broke) is not missed.',
      'It cannot tell lost for ever from slower than the grace: the sentence says whether a command for it still waits, or was given up.',
    ],
    causes: [
      'Starts that arrive while a master waits for the registry: their commands are taken by nobody, or dropped.',
    ],
    look: [
      'In events.jsonl: call.ok of `start workflow`, and what became of its row in the table command.',
      'In logs/<master>.log: command-taken, not-running.',
    ],
    upstream: [7024, 11368, 17439],
  },
  'duplicate-workflow': {
    proved:
      "More instances of a workflow were seen than were asked for: by calls that did not certainly fail, and by commands of the scheduler's own timer. Neither the client nor the audit has a gap.",
    possible: 'The client has a gap, which may hide a call, or the audit one, which may hide a command of the timer.',
    not: [
      'A rerun, a recovery and a failover work on an instance that exists, and make none.',
      'It does not say which of the instances is the one too many, and cannot see one that makes up for a lost one.',
      'Nothing is said of a workflow that was asked for several dates at once, nor of one that only other workflows run.',
    ],
    causes: ['One command is taken by two masters while membership changes, or the timer fires twice for one moment.'],
    look: [
      'In events.jsonl: the rows of the table command for that workflow: who inserted and who deleted them.',
      'In logs/<master>.log of both: command-taken, duplicate-workflow.',
    ],
    upstream: [17286, 5917, 1477, 2231, 13758, 15307, 16816],
  },
} as const satisfies Readonly<Record<string, Explanation>>;
