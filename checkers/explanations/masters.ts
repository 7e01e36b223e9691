import type { Explanation } from '../explanation.ts';

/** Of masters that acted for what was not, or not only, theirs. */
export const mastersExplanations = {
  'double-dispatch': {
    proved:
      'Two processes of one task were sent by two masters, each, at the latest, before the attempt of the other can have been over. Who sent it, the log of the worker says (it names the master that it received the task from), or else the audit: the writer of the row DISPATCH. An attempt is over when its process ends or its task instance is final.',
    possible:
      'The moments of sending lie between bounds that allow it and do not force it; a command by a user to run the workflow again may lie between the two; or the audit has a gap.',
    not: [
      'Two executions sent by one master, or one after a failover had written the other off, are none: see overlapping-executions and orphan-execution.',
      'A second message that no worker took is not seen.',
      'Two rows are not needed: both executions may be one task instance, and then the database shows nothing.',
    ],
    causes: [
      'The owner has lost its ZooKeeper session and does not know it yet: between the expiry of the session and the moment at which its client gives up, two masters act for the workflow.',
      'The owner was frozen (a long garbage collection, a suspended machine) and goes on where it stood.',
    ],
    look: [
      'In the report: two arrows from two masters to one task; the end of the session of the first; the take-over by the second.',
      'In logs/<master>.log of both: task-queued, task-dispatched of the same task; in logs/<worker>.log: task-received, with the address of the sender.',
    ],
    upstream: [16759, 10842, 16481],
    example:
      'workflow 1, task next: master-2 dispatched execution A on worker-2 (73.1–88.1 s), and master-1 dispatched execution B on worker-1 (81.0–96.0 s) while the attempt of A was not over; both are task instance 2',
  },
  'stale-master-dispatch': {
    proved:
      'A process began for a task that was sent by a master which had owned the workflow, at the earliest after another master had taken it over, by more than the errors of both clocks.',
    possible:
      'Only the latest moment at which it can have been sent is after the take-over; more than one master may have sent it; or the audit has a gap. Without lines of logs it is often no more than possible.',
    not: [
      'It is no harm by itself: where the new owner adopts the process, the task still runs once.',
      'A stale message that no worker took is not seen.',
    ],
    causes: [
      'What was in the memory of the former owner (a task that waits out its delay, the next one of a chain) is sent without another look at who owns the workflow.',
    ],
    look: [
      'In the report: the epochs of the owners in the lane of the workflow, and the arrow from the former one.',
      'In logs/<former owner>.log: what it says of its registry (registry-suspended, registry-disconnected) before and after it sent the task.',
    ],
    upstream: [16759],
    example:
      'workflow 1, task next: master-2 dispatched execution A on worker-2 (73.1–88.1 s) after master-1 had taken the workflow over from it at 61.8 s',
  },
  'stale-master-write': {
    proved:
      'The audit shows a write by a master whose name had been in the row of the workflow, after another name had replaced it, by more than the clock error of the audit. The write inserts a task instance, or changes a state, the owner, or whether a task counts.',
    possible:
      'The write came within the clock error of the audit after the take-over, or the audit has a gap, which may hide that the writer took the workflow over again.',
    not: [
      'Not counted: what any master may write in a failover (NEED_FAULT_TOLERANCE, an empty owner), a wish for an end (READY_STOP and the like), and what a master writes in the transaction of its own take-over.',
      'A stale master that only sends tasks is stale-master-dispatch; one that was cut off from the database too writes nothing.',
    ],
    causes: [
      'Rows are written whole and without a condition on the owner, so that whoever wakes up late overwrites whoever has the workflow now.',
    ],
    look: [
      'In the report: states in the lane of the workflow that change back and forth; click one for its writer.',
      'In events.jsonl: the rows of that workflow with their `writer`, `owner` and `transaction`.',
    ],
    upstream: [16759],
    example:
      'workflow 1: master-2 made task next RUNNING_EXECUTION at 72.1 s, after master-1 had taken the workflow over from it at 61.8 s',
  },
  'double-failover': {
    proved:
      'A second command RECOVER_TOLERANCE_FAULT_PROCESS was written for a workflow, although no loss of a master is left for it: each loss (the end of its node or session, or the death of its container) explains one failover.',
    possible:
      'The registry was not watched, or it or the audit has a gap, so that a loss may be unknown; or an owner came so close to a command that either may have been first.',
    not: [
      'The first failover of a workflow is not judged, not even one for no loss at all.',
      'Every master that is told of a loss looks for workflows of it: a second failover-start in a log that found nothing to take is none.',
    ],
    causes: [
      'A frozen master writes itself back as owner when it wakes; then its own start-up or failover frees the workflow again.',
      'The whole cluster restarts, and several masters fail over what they find.',
    ],
    look: [
      'In the report: two command marks in the lane of the workflow, and the sessions of the masters.',
      'In logs/<master>.log: failover-start and failover-finish, and about which master.',
    ],
    upstream: [16759, 16942, 17342],
    example:
      'workflow 1: after master-1 had failed it over at 15.9 s, master-2 failed it over from itself at 30.7 s, though master-2 had been lost only once',
  },
  'lock-overlap': {
    proved:
      'Two servers were in the critical section of a failover of the same master at once (each from its log line failover-start to its failover-finish), or one was in it while another held the lock in the registry: for longer than the errors of both clocks.',
    possible:
      'They share a moment only within the errors of the clocks; a section has no finish, and lasted until its server ended or began again; or the witness of the logs or of the registry has a gap.',
    not: [
      'The registry itself gives a lock to one at a time: this is about a client that believes that it still holds a lock which it has lost.',
      'Failovers of workers are guarded by no lock and are left out; so is the one lock for all failovers that some versions have.',
      'What came of it for a workflow is told by double-failover and stale-master-write.',
    ],
    causes: [
      'A holder that was frozen or cut off goes on with what the lock guards, since nothing fences it but time.',
    ],
    look: [
      'In logs/<master>.log of both: the lines of the failover. In the report: the sessions of both in the registry, and when that of the first ended.',
    ],
    upstream: [16825, 16821, 17342],
  },
} as const satisfies Readonly<Record<string, Explanation>>;
