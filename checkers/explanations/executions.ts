import type { Explanation } from '../explanation.ts';

/** Of what processes did, as they told of it themselves. */
export const executionExplanations = {
  'overlapping-executions': {
    proved:
      'Two processes of one task (the same workflow instance and task) were alive at the same time for longer than the errors of both clocks. A process is alive from its own start to its last heartbeat or its end.',
    possible:
      'They may share a moment only under some clock error, or only in the half second between the last heartbeat of a process that was killed and the next one.',
    not: [
      'It does not say who is to blame: the sentence names the masters that sent the two, where that is known.',
      'Two workflow instances, or two tasks, that run side by side are no overlap. Neither is a retry that begins when the attempt before has ended.',
      'Overlaps shorter than a heartbeat and the errors of the clocks are not seen.',
    ],
    causes: [
      'A failover gives the task instance up and starts it again, and the kill does not reach the first process (the official images have no pstree).',
      'Two masters act for the workflow, and both send the task.',
      'A worker that was cut off from ZooKeeper or frozen goes on with its task, while the masters start it again elsewhere.',
    ],
    look: [
      'In the report: both bars in the lane of the task, and whose take-over lies between their starts.',
      'In logs/<worker>.log: both starts; after a failover also what came of the kill (facts kill-received, task-killed, kill-failed).',
      'Beside it: double-dispatch says that two masters sent it, orphan-execution that one of the two had been written off.',
    ],
    upstream: [16759, 8110, 6006, 14646, 10842, 16481],
    example:
      'workflow 8, task long: execution A on worker-2 (2.7–26.7 s) and execution B on worker-2 (12.4–36.4 s) overlapped for 14.3 s; B was dispatched by master-2',
  },
  'duplicate-completion': {
    proved:
      'Two processes of one task both ended with exit code 0, and between their starts no user had asked for the workflow to be run again. Retries follow failures and excuse nothing, and neither does a failover.',
    possible:
      'The errors of the clocks leave open whether such a command came in between, or the audit has a gap, which may hide one.',
    not: [
      'It does not need an overlap: the second may begin long after the first has ended.',
      'A second process that failed, or was killed after most of its work, is not counted; see overlapping-executions and orphan-execution.',
    ],
    causes: [
      'The master that owned the workflow is lost, and the result of the first process is lost with it or never asked for; the next owner runs the task again.',
      'Both processes of an overlap come to their end.',
    ],
    look: [
      'In the report: the two ends in the lane of the task, and the take-over before the second start.',
      'In the audit (events of type row): the first task instance became NEED_FAULT_TOLERANCE although its process was still at work, or had ended with success.',
      'In logs/<master>.log: whether the first result ever came (fact task-result); in logs/<worker>.log: to whom it was sent.',
    ],
    upstream: [16759, 10842, 16481, 16942, 17342],
    example:
      'workflow 16, task first: execution A on worker-1 (2.0–13.0 s) and execution B on worker-1 (24.7–35.7 s) both ended with success; B was dispatched by master-1',
  },
  'orphan-execution': {
    proved:
      'A process gave a sign of life more than two seconds after its task instance had been marked final, and by more than the errors of both clocks. The two seconds are for a kill to arrive.',
    possible:
      'It may be later only under some clock error, or only by the half second after its last heartbeat; or the audit has a gap, or a row that is not final may have come before the first such sign.',
    not: [
      'An ordinary task is none: its process tells of its end before its master can know of it.',
      'A child that outlives the process of its task is not seen: only the process itself tells of itself.',
    ],
    causes: [
      'A failover writes NEED_FAULT_TOLERANCE, and the kill that follows does nothing: no pstree in the image, a process number that is not known yet, or a worker that has forgotten the task.',
      'A worker was frozen or cut off when the kill was sent.',
    ],
    look: [
      'In the report: the bar of the process goes on behind the row that wrote its task instance off.',
      'In logs/<worker>.log: kill-received, then task-killed or kill-failed. "Killed" there means that a signal was sent; it says nothing of children.',
    ],
    upstream: [5753, 6006, 5199, 14646, 13423, 8110],
    example:
      'workflow 1, task long: execution A on worker-2 (77.4–97.4 s) lived on for 11.6 s after master-2 had marked its task instance 1 NEED_FAULT_TOLERANCE at 85.9 s',
  },
  'order-violation': {
    proved:
      'A process of a task began, and the first success of a task that it waits for (its end with exit code 0, or FORCED_SUCCESS by a user) came later by more than the errors of both clocks, or never, in a complete history.',
    possible:
      'The success came within the errors of the clocks, the history was cut short, or a gap of the witness or of the audit may hide it.',
    not: [
      'It is none where a user asked to run the workflow from the middle.',
      'Once a task that is waited for has succeeded, the order of a second round is not judged.',
    ],
    causes: [
      'A second master builds the workflow anew from the database, while the first one goes on with what it has in memory.',
    ],
    look: [
      'In the report: the start of the bar, and the end of the bar that it waits for.',
      'In the audit: the states of the task that is waited for, as the master that sent the successor could read them.',
    ],
    upstream: [16759],
  },
} as const satisfies Readonly<Record<string, Explanation>>;
