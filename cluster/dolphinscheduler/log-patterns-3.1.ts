import type { LogPattern, LogTable } from './log-patterns.ts';
import { commonPatterns, longHead, taskResult } from './log-patterns-common.ts';
import { netty } from './log-patterns-netty.ts';

const patterns: readonly LogPattern[] = [
  ...commonPatterns,
  ...netty({
    runningAck: 'TaskExecuteRunningAckProcessor',
    resultAck: 'TaskExecuteResultAckProcessor',
    kill: 'TaskKillProcessor',
  }),
  taskResult('TaskExecuteResponseProcessor', 'Received task execute result, event'),
  {
    fact: 'command-taken',
    on: 'master',
    logger: 'MasterSchedulerBootstrap',
    message: /^Master handle command \d+ end, create process instance (?<workflow>\d+)$/,
  },
  {
    fact: 'task-failover',
    on: 'master',
    logger: 'MasterFailoverService',
    message: /^TaskInstance failover finished$/,
    prefix: ['workflow', 'taskInstance'],
  },
  {
    fact: 'takeover-received',
    on: 'worker',
    logger: 'HostUpdateProcessor',
    message:
      /^received host update command : HostUpdateCommand\(taskInstanceId=(?<taskInstance>\d+), processHost=(?<about>[\w.-]+:\d+)\)/,
  },
  {
    fact: 'task-dispatched',
    on: 'master',
    logger: 'TaskPriorityQueueConsumer',
    // The worker is named only where the first one that was tried could not be reached.
    message:
      /^Master success dispatch task to worker, taskInstanceId: (?<taskInstance>\d+), worker: Host\{(?:address='(?<about>[\w.-]+:\d+)')?/,
  },
  {
    fact: 'dispatch-failed',
    on: 'master',
    logger: 'TaskPriorityQueueConsumer',
    message: /^Master failed to dispatch task to worker, taskInstanceId: (?<taskInstance>\d+), worker: /,
  },
  {
    fact: 'dispatch-failed',
    on: 'master',
    logger: 'TaskPriorityQueueConsumer',
    message:
      /^Master dispatch task to worker error, taskPriority: TaskPriority\{.*?\bprocessInstanceId=(?<workflow>\d+), .*?\btaskId=(?<taskInstance>\d+),/,
  },
  {
    fact: 'dispatch-dropped',
    on: 'master',
    logger: 'TaskPriorityQueueConsumer',
    message:
      /^Cannot find the (?:related processInstance of the task|task instance from related processInstance), taskPriority: TaskPriority\{.*?\bprocessInstanceId=(?<workflow>\d+), .*?\btaskId=(?<taskInstance>\d+),/,
  },
  {
    fact: 'task-received',
    on: 'worker',
    logger: 'TaskDispatchProcessor',
    // First the words of 3.1.0.
    message:
      /^(?:task execute request message|Receive task dispatch request, command): \w+\(super=\w+\(messageSenderAddress=(?<about>[\w.-]+:\d+), .*?\bmessageSendTime=(?<made>\d+)\), taskExecutionContext=TaskExecutionContext\(taskInstanceId=(?<taskInstance>\d+), .*?, processInstanceId=(?<workflow>\d+),/,
  },
  {
    fact: 'result-sent',
    on: 'worker',
    logger: 'WorkerTaskExecuteRunnable',
    message: /^(?:Send task execute result to master,|Get a exception when execute the task, will send )/,
    prefix: ['workflow', 'taskInstance'],
  },
  {
    fact: 'kill-sent',
    on: 'master',
    logger: 'MasterFailoverService',
    message: /^Failover task success, has killed the task in worker: (?<about>[\w.-]+:\d+)$/,
    prefix: ['workflow', 'taskInstance'],
  },
  {
    fact: 'kill-failed',
    on: 'master',
    logger: 'MasterFailoverService',
    message: /^Kill task failed$/,
    prefix: ['workflow', 'taskInstance'],
  },
];

const only310: readonly LogPattern[] = [
  {
    fact: 'overloaded',
    on: 'master',
    logger: 'OSUtils',
    message: /^Current cpu load average .* is too high or available memory /,
  },
  {
    fact: 'task-queued',
    on: 'master',
    logger: 'CommonTaskProcessor',
    message: /^task ready to dispatch to worker: taskInstanceId: (?<taskInstance>\d+)$/,
  },
  ...sendErrors(
    (type) =>
      new RegExp(
        `^send command : Command \\[type=${type}, .* to Host\\{(?:address='(?<about>[\\w.-]+:\\d+)')?.* error$`,
      ),
  ),
];

const since311: readonly LogPattern[] = [
  {
    fact: 'overloaded',
    on: 'master',
    logger: 'MasterSchedulerBootstrap',
    message: /^The current server \S+ is overload, cannot consumes commands/,
  },
  {
    fact: 'not-running',
    on: 'master',
    logger: 'MasterSchedulerBootstrap',
    message: /^The current server \S+ is not at running status, cannot consumes commands/,
  },
  {
    fact: 'task-queued',
    on: 'master',
    logger: 'CommonTaskProcessor',
    message: /^Task .* is ready to dispatch to worker$/,
    prefix: ['workflow', 'taskInstance'],
  },
  ...sendErrors(
    (type) =>
      new RegExp(
        `^Send command to Host\\{(?:address='(?<about>[\\w.-]+:\\d+)')?.*\\} error, command: Command \\[type=${type},`,
      ),
  ),
];

/** A user's stop that could not be sent. */
const until312: LogPattern = {
  fact: 'kill-failed',
  on: 'master',
  logger: 'CommonTaskProcessor',
  message: /^master kill task error, taskInstance id: (?<taskInstance>\d+)$/,
};
const since313: LogPattern = {
  ...until312,
  message: /^Master kill task: .* error, taskInstance id: (?<taskInstance>\d+)$/,
};

/** One try of four to send a message to one worker; the line says what was sent, not for which task. */
function sendErrors(message: (type: string) => RegExp): LogPattern[] {
  const common = { on: 'master', logger: 'NettyExecutorManager' } as const;
  return [
    { fact: 'dispatch-failed', ...common, message: message('TASK_DISPATCH_REQUEST') },
    { fact: 'kill-failed', ...common, message: message('TASK_KILL_REQUEST') },
  ];
}

/** @returns how 3.1.0 to 3.1.9 write their logs; null for every other version. */
export function logTable31(version: string): LogTable | null {
  const release = /^3\.1\.(\d)$/.exec(version)?.[1];
  if (release === undefined) return null;
  const patch = Number(release);
  return {
    head: longHead,
    patterns: [...patterns, ...(patch === 0 ? only310 : since311), patch <= 2 ? until312 : since313],
  };
}
