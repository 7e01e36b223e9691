import type { Explanation } from '../explanation.ts';

/** Of what the scheduler said, and of servers that did not come back. */
export const statesExplanations = {
  'conflicting-state': {
    proved:
      'A task instance or a workflow was final, and a later row gave it another state, further apart than the clock error of the audit, with no command by a user in between. Or the success of a task instance was made invalid and the task inserted again.',
    possible:
      'The two rows are closer than the clock error, a command may lie between them, the writer is no server of the run, or the audit has a gap.',
    not: [
      'It does not say which of the two words was true: witness-disagreement does.',
      "Permitted are what a user asked for, what the API server writes, FORCED_SUCCESS, a counted retry that uses its row again, and KILL or STOP after NEED_FAULT_TOLERANCE. A failover's own command permits nothing.",
      'Two masters that disagree before either has written a final state are not seen here.',
    ],
    causes: [
      'A former owner writes FAILURE over the work of the new one, or the new one writes RUNNING_EXECUTION over a final word of the former.',
    ],
    look: [
      'In the report: the states in the lane of the workflow, with their writers.',
      'In logs/<master>.log of the one that wrote last: why it thought that the state was its to change.',
    ],
    upstream: [16759, 15573],
    example:
      'workflow 9 was FAILURE (by master-2 at 14.8 s) and became RUNNING_EXECUTION (by master-1 at 35.6 s) though nobody had asked for it',
  },
  'witness-disagreement': {
    proved:
      'At the end of a complete history the last word on a task instance is SUCCESS and no process of it ended with 0, or it is FAILURE and each process of it did; or the same for a whole workflow. Neither the witness nor the audit has a gap, and no process in question may still run.',
    possible: 'The witness or the audit has a gap, or a process in question may still have run when the history ended.',
    not: [
      'KILL, STOP, PAUSE and NEED_FAULT_TOLERANCE claim no exit code and are not judged.',
      'FAILURE of a task of which no process ever started is none: the scheduler could not start it, and says so.',
      'Tasks that run a sub-workflow have no process; their rows are not judged.',
    ],
    causes: [
      'A master that is cut off or frozen takes a task for failed, and writes so, while its process goes on to succeed.',
      'The result of a process reaches a master that has thrown the workflow away.',
    ],
    look: [
      'In the report: the end of the bar of the process, and the last row of its task instance.',
      'In logs/<worker>.log: result-sent, report-failed; in logs/<master>.log: task-result, report-discarded.',
    ],
    upstream: [16759, 2091, 14276],
    example:
      "workflow 9, task long: the scheduler's last word on task instance 27 was FAILURE (master-2 at 14.7 s), but execution A on worker-1 (2.3–22.3 s) ended with exit code 0",
  },
  'never-recovered': {
    proved:
      'When a complete run ended, the container of a master or worker was dead or paused, or the registry did not have its node, and that had been so for the whole time of recovery since it was seen and since the last fault was healed, and for the errors of both clocks.',
    possible:
      'It may not have had its time, the witness in question has a gap, the registry never showed the server at all, or it may have stopped by its orders (the strategy stop, and exit code 0).',
    not: [
      'With the strategy stop, a server that ends with exit code 0 after its session has expired is not lost: it does what it is told.',
      'A server that runs and is registered, but takes no work, is not seen.',
    ],
    causes: [
      'It stops on a short loss of its connection to ZooKeeper, although its session stays (3.1.0 to 3.1.2).',
      'It waits for a new session and never comes out of waiting, or does not open its port again.',
    ],
    look: [
      'In the report: the lane of the server: its session, its container, the fault.',
      'In logs/<server>.log: waiting, recovered, recovery-failed, stopping, stopped.',
    ],
    upstream: [13310, 12414, 13549, 15223, 15666, 5559, 7361],
  },
} as const satisfies Readonly<Record<string, Explanation>>;
