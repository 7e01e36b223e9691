import type { LogPattern } from './log-patterns.ts';

/** A line that master and worker write alike, each in a class named for its role: `MasterServer`, `WorkerServer`. */
function both(fact: LogPattern['fact'], suffix: string, message: RegExp): LogPattern[] {
  return [
    { fact, on: 'master', logger: `Master${suffix}`, message },
    { fact, on: 'worker', logger: `Worker${suffix}`, message },
  ];
}

/** What 3.1 and 3.2 write in the same words. */
export const commonPatterns: readonly LogPattern[] = [
  ...both('started', 'Server', /^Started \w+ in [\d.]+ seconds\b/),
  ...both('registry-suspended', 'ConnectionStateListener', /^\w+ received a SUSPENDED event from registry,/),
  ...both('registry-disconnected', 'ConnectionStateListener', /^\w+ received a DISCONNECTED event from registry,/),
  ...both('registry-reconnected', 'ConnectionStateListener', /^\w+ received a RECONNECTED event from registry,/),
  ...both('waiting', 'WaitingStrategy', /^\w+ disconnect from registry will try to reconnect in /),
  ...both('recovered', 'WaitingStrategy', /^Recover from waiting success,/),
  ...both('recovery-failed', 'WaitingStrategy', /^(?:Recover from waiting failed,|Disconnect from registry and )/),
  ...both('stopping', 'Server', /^\w+ server is stopping, current cause : /),
  ...both('stopped', 'Server', /^(?:MasterServer|Worker server) stopped, current cause: /),
  {
    fact: 'duplicate-workflow',
    on: 'master',
    logger: 'MasterSchedulerBootstrap',
    message: /^The workflow instance is already been cached,/,
    prefix: ['workflow'],
  },
  {
    fact: 'failover-called',
    on: 'master',
    logger: 'FailoverService',
    // `staring` is 3.1's word for it where a worker is lost.
    message: /^(?:Master|Worker) failover (?:starting|staring), (?:master|worker)Server: (?<about>[\w.-]+:\d+)$/,
  },
  {
    fact: 'failover-returned',
    on: 'master',
    logger: 'FailoverService',
    message: /^(?:Master|Worker) failover finished, (?:master|worker)Server: (?<about>[\w.-]+:\d+)$/,
  },
  {
    fact: 'failover-start',
    on: 'master',
    logger: 'MasterFailoverService',
    message: /^Master\[(?<about>[\w.-]+:\d+)\] failover starting /,
  },
  {
    fact: 'failover-start',
    on: 'master',
    logger: 'WorkerFailoverService',
    message: /^Worker\[(?<about>[\w.-]+:\d+)\] failover starting$/,
  },
  {
    fact: 'failover-finish',
    on: 'master',
    logger: 'MasterFailoverService',
    message: /^Master\[(?<about>[\w.-]+:\d+)\] failover finished,/,
  },
  {
    fact: 'failover-finish',
    on: 'master',
    logger: 'WorkerFailoverService',
    message: /^Worker\[(?<about>[\w.-]+:\d+)\] failover finished\b/,
  },
  {
    fact: 'failover-failed',
    on: 'master',
    logger: 'MasterFailoverService',
    message: /^Master server failover failed, host:(?<about>[\w.-]+:\d+)$/,
  },
  {
    fact: 'workflow-failover',
    on: 'master',
    logger: 'MasterFailoverService',
    message: /^WorkflowInstance failover finished$/,
    prefix: ['workflow'],
  },
  {
    fact: 'task-failover',
    on: 'master',
    logger: 'WorkerFailoverService',
    message: /^Worker\[(?<about>[\w.-]+:\d+)\] failover: Finish failover taskInstance$/,
    prefix: ['workflow', 'taskInstance'],
  },
  {
    fact: 'duplicate-task',
    on: 'master',
    logger: 'WorkflowExecuteRunnable',
    message: /^[Hh]ave same taskCode taskInstance when init task queue,.*\btaskCode:(?<task>\d+)$/,
    prefix: ['workflow', 'taskInstance'],
  },
  discarded('TaskExecuteRunnable', 'Handle task event error, (?:get a unknown exception, )?this event will be removed'),
  discarded('TaskExecuteThreadPool', 'Cannot find workflowExecuteThread from cacheManager'),
  {
    fact: 'task-submitted',
    on: 'master',
    logger: 'ProcessServiceImpl',
    message:
      /^End save taskInstance to db successfully:(?<taskInstance>\d+), .*\bprocessInstanceId:(?<workflow>\d+), processInstanceState: /,
  },
];

/** Of what a master handles like this, only what a worker reported. */
function discarded(logger: string, words: string): LogPattern {
  return {
    fact: 'report-discarded',
    on: 'master',
    logger,
    message: new RegExp(
      `^${words}, event: TaskEvent\\(taskInstanceId=(?<taskInstance>\\d+), workerAddress=(?<about>[\\w.-]+:\\d+), .*\\bevent=(?:RUNNING|RESULT), .*\\bprocessInstanceId=(?<workflow>\\d+)\\)$`,
    ),
  };
}

/**
 * The master has the result. 3.1 and 3.2.0 report a delay (state 12) in the same words: no result.
 * @param words the message up to the event
 */
export function taskResult(logger: string, words: string): LogPattern {
  return {
    fact: 'task-result',
    on: 'master',
    logger,
    message: new RegExp(
      `^${words}: TaskEvent\\(taskInstanceId=(?<taskInstance>\\d+), workerAddress=(?<about>[\\w.-]+:\\d+), state=TaskExecutionStatus\\{code=(?!12,)`,
    ),
    prefix: ['workflow'],
  };
}

/** Start of a line in 3.1 and 3.2.0, as the console appender writes it. */
export const longHead =
  /^\[[A-Z]+\] (?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (?<zone>[+-]\d{4}) (?<logger>.*?):\[[\d?]+\] - \[WorkflowInstance-(?<workflow>[^\]]*)\]\[TaskInstance-(?<taskInstance>[^\]]*)\] - (?<message>.*)$/;
