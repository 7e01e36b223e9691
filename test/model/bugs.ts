/** What the scheduler of the model can be made to do wrong. Without any it is right, and its histories hold no anomaly. */
export const bugs = {
  'no-fencing': 'a master goes on for workflows that another has taken over, until it notices that its session is lost',
  'same-instance':
    'a new owner dispatches the task instances of the old one again, without asking the workers for them',
  'lost-ack': 'a master hears nothing of a task that a worker has begun, and dispatches it again',
  'double-failover': 'a loss is handled without a lock and without a look at who owns the workflow by now',
  'zombie-write': 'an old master writes the row of a workflow, or of its task, that another has taken over',
  'orphan-kill': 'a kill does not reach the process; the scheduler waits for its end before it runs the task again',
  'lost-kill': 'a kill does not reach the process; the scheduler runs the task again at once',
  resurrect: 'a final state is replaced, and nobody asked for it',
  'wrong-word': 'a failed process is written down as a success, a good one as a failure',
  'skip-task': 'a task is taken for done that has never run',
  'early-successor': 'a task is taken for done while it still runs',
  'lost-submission': 'a start is acknowledged and forgotten',
  'doubled-submission': 'one start makes two instances',
  stuck: 'a master forgets a workflow',
  'early-unlock': 'a lock is released while its holder is still at work',
  'never-back': 'a server does not come back after the heal',
} as const;

export type Bug = keyof typeof bugs;
export const bugNames = Object.keys(bugs) as Bug[];
