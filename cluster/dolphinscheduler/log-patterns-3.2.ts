import type { LogPattern, LogTable } from './log-patterns.ts';
import { commonPatterns, longHead, taskResult } from './log-patterns-common.ts';
import { netty } from './log-patterns-netty.ts';

const patterns: readonly LogPattern[] = [
  ...commonPatterns,
  {
    fact: 'overloaded',
    on: 'master',
    logger: 'MasterSchedulerBootstrap',
    message: /^The current server is overload, cannot consumes commands/,
  },
  {
    fact: 'not-running',
    on: 'master',
    logger: 'MasterSchedulerBootstrap',
    message: /^The current server is not at running status, cannot consumes commands/,
  },
  {
    fact: 'command-taken',
    on: 'master',
    logger: 'WorkflowStartEventHandler',
    // Nothing is written where the command is taken: this is the next step, in another thread, once more where it has failed.
    message:
      /^Handle workflow start event, begin to start a workflow, event: WorkflowEvent\(.*\bworkflowInstanceId=(?<workflow>\d+)\)$/,
  },
  {
    fact: 'task-taken-over',
    on: 'master',
    logger: 'WorkflowExecuteRunnable',
    message: /^Success take over task /,
    // Not its task instance: that is the one whose end led here.
    prefix: ['workflow'],
  },
  {
    fact: 'takeover-failed',
    on: 'master',
    logger: 'WorkflowExecuteRunnable',
    message:
      /^Takeover (?:task instance|TaskInstance) failed, (?:the worker|receive a failed response.* from worker:) (?<about>[\w.-]+:\d+)/,
    prefix: ['workflow'],
  },
  {
    fact: 'task-dispatched',
    on: 'master',
    logger: 'BaseTaskDispatcher',
    // No id anywhere: the task's name alone.
    message: /^Success dispatch task .* to (?<about>[\w.-]+:\d+)\.$/,
  },
];

const resultSent: LogPattern = {
  fact: 'result-sent',
  on: 'worker',
  logger: 'WorkerTaskExecuteRunnable',
  // What it calls the master is the worker's own address.
  message: /^(?:Send task execute status: |Get a exception when execute the task, will send )/,
  prefix: ['workflow', 'taskInstance'],
};

const only320: readonly LogPattern[] = [
  ...netty({
    runningAck: 'WorkerTaskExecuteRunningAckProcessor',
    resultAck: 'WorkerTaskExecuteResultAckProcessor',
    kill: 'WorkerTaskKillProcessor',
  }),
  taskResult('TaskExecuteResultProcessor', 'Received task execute result, event'),
  resultSent,
  received('WorkerTaskDispatchProcessor', 'Receive TaskDispatchMessage, command'),
  takeover('WorkflowHostChangeProcessor', 'Received workflow host change command '),
  {
    fact: 'dispatch-failed',
    on: 'master',
    logger: 'GlobalTaskDispatchWaitingQueueLooper',
    message: /^Dispatch task failed$/,
  },
  {
    fact: 'kill-failed',
    on: 'master',
    logger: 'TaskKillOperator',
    message: /^Kill task instance .* failed$/,
    prefix: ['workflow'],
  },
];

const until321: LogPattern = {
  fact: 'dispatch-failed',
  on: 'master',
  logger: 'BaseTaskDispatcher',
  message: /^Dispatch task: .* failed, worker group not found\.$/,
};

const since321: readonly LogPattern[] = [
  taskResult('TaskInstanceExecutionResultEventListenFunction', 'Received TaskInstanceExecutionFinishEvent'),
  { ...resultSent, logger: 'WorkerTaskExecutor' },
  received('TaskInstanceDispatchOperationFunction', 'Receive TaskInstanceDispatchRequest'),
  {
    fact: 'task-accepted',
    on: 'worker',
    logger: 'TaskInstanceDispatchOperationFunction',
    message: /^Submit task: .* to wait queue success$/,
    prefix: ['workflow', 'taskInstance'],
  },
  takeover('UpdateWorkflowHostOperationFunction', 'Received UpdateWorkflowHostRequest'),
  {
    fact: 'dispatch-failed',
    on: 'master',
    logger: 'GlobalTaskDispatchWaitingQueueLooper',
    message: /^Dispatch Task: .* failed$/,
  },
  {
    fact: 'task-running',
    on: 'master',
    logger: 'TaskInstanceExecutionRunningEventListenFunction',
    message:
      /^Receive handleTaskInstanceExecutionEvent request: \w+\(taskInstanceId=(?<taskInstance>\d+), processInstanceId=(?<workflow>\d+), .*?\btaskInstanceHost=(?<about>[\w.-]+:\d+)/,
  },
  acknowledged('task-acknowledged', 'TaskInstanceExecutionRunningEventAck'),
  acknowledged('result-acknowledged', 'TaskInstanceExecutionFinishEventAck'),
  {
    fact: 'report-failed',
    on: 'worker',
    logger: 'WorkerMessageSender',
    message:
      /^Send message error, eventType: \w+, event: \w+\(taskInstanceId=(?<taskInstance>\d+), processInstanceId=(?<workflow>\d+), (?:.*?\bworkflowInstanceHost=(?<about>[\w.-]+:\d+))?/,
  },
  {
    fact: 'kill-received',
    on: 'worker',
    logger: 'TaskInstanceKillOperationFunction',
    message: /^Receive TaskInstanceKillRequest: \w+\(taskInstanceId=(?<taskInstance>\d+)\)/,
  },
  {
    fact: 'task-killed',
    on: 'worker',
    logger: 'TaskInstanceKillOperationFunction',
    message: /^The task has not been executed and has been cancelled, task id:(?<taskInstance>\d+)$/,
  },
  {
    fact: 'kill-failed',
    on: 'worker',
    logger: 'TaskInstanceKillOperationFunction',
    message: /^Cannot find WorkerTaskExecutor for taskInstance: (?<taskInstance>\d+)$/,
  },
  {
    fact: 'kill-failed',
    on: 'worker',
    logger: 'TaskInstanceKillOperationFunction',
    message: /^kill task error$/,
    prefix: ['taskInstance'],
  },
  // The answer's own `success` is false for a kill that succeeded: its status counts.
  killAnswer('task-killed', 'TaskExecutionStatus\\{code=[79],'),
  killAnswer('kill-failed', '(?:null|TaskExecutionStatus\\{code=6,)'),
  {
    fact: 'kill-failed',
    on: 'master',
    logger: 'BaseTaskExecuteRunnableKillOperator',
    message: /^Kill task instance .* failed$/,
    prefix: ['workflow'],
  },
];

const only322: LogPattern = {
  fact: 'dispatch-dropped',
  on: 'master',
  logger: 'GlobalTaskDispatchWaitingQueueLooper',
  message: /^The TaskInstance .* state is : .*, will not dispatch$/,
};

function received(logger: string, words: string): LogPattern {
  return {
    fact: 'task-received',
    on: 'worker',
    logger,
    message: new RegExp(
      `^${words}: \\w+\\(taskExecutionContext=TaskExecutionContext\\(taskInstanceId=(?<taskInstance>\\d+), .*?, workflowInstanceHost=(?<about>[\\w.-]+:\\d+), .*?, processInstanceId=(?<workflow>\\d+),`,
    ),
  };
}

function takeover(logger: string, words: string): LogPattern {
  return {
    fact: 'takeover-received',
    on: 'worker',
    logger,
    message: new RegExp(
      `^${words}: \\w+\\(taskInstanceId=(?<taskInstance>\\d+), workflowHost=(?<about>[\\w.-]+:\\d+)\\)`,
    ),
  };
}

function acknowledged(fact: LogPattern['fact'], event: string): LogPattern {
  return {
    fact,
    on: 'worker',
    logger: `${event}ListenFunction`,
    message: new RegExp(`^Receive ${event}: \\w+\\(taskInstanceId=(?<taskInstance>\\d+), success=true\\)`),
  };
}

function killAnswer(fact: LogPattern['fact'], status: string): LogPattern {
  return {
    fact,
    on: 'master',
    logger: 'TaskExecuteRunnableKillOperator',
    // A refusal has 0 for the task instance.
    message: new RegExp(
      `^Kill TaskInstance .* on host (?<about>[\\w.-]+:\\d+) with response \\w+\\(taskInstanceId=(?<taskInstance>\\d+), host=\\S+, status=${status}`,
    ),
    prefix: ['workflow'],
  };
}

/** Start of a line since 3.2.1. */
const shortHead =
  /^\[WI-(?<workflow>[^\]]*)\]\[TI-(?<taskInstance>[^\]]*)\] - \[[A-Z]+\] (?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (?<zone>[+-]\d{4}) (?<logger>.*?):\[[\d?]+\] - (?<message>.*)$/;

/** @returns how 3.2.0 to 3.2.2 write their logs; null for every other version. */
export function logTable32(version: string): LogTable | null {
  switch (version) {
    case '3.2.0':
      return { head: longHead, patterns: [...patterns, ...only320, until321] };
    case '3.2.1':
      return { head: shortHead, patterns: [...patterns, ...since321, until321] };
    case '3.2.2':
      return { head: shortHead, patterns: [...patterns, ...since321, only322] };
    default:
      return null;
  }
}
