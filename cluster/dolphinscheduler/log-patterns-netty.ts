import type { LogPattern } from './log-patterns.ts';

/** Names of the worker's classes that take the master's messages. */
interface Processors {
  readonly runningAck: string;
  readonly resultAck: string;
  readonly kill: string;
}

/** Lines about messages between master and worker, as 3.1 and 3.2.0 send them; 3.2.1 has other messages. */
export function netty({ runningAck, resultAck, kill }: Processors): LogPattern[] {
  return [
    {
      fact: 'task-running',
      on: 'master',
      logger: 'TaskExecuteRunningProcessor',
      message:
        /^taskExecuteRunningCommand: \w+\(super=\w+\(messageSenderAddress=(?<about>[\w.-]+:\d+), .*?\btaskInstanceId=(?<taskInstance>\d+), processInstanceId=(?<workflow>\d+),/,
    },
    {
      fact: 'task-acknowledged',
      on: 'worker',
      logger: runningAck,
      // 3.1 does not say which master answered.
      message:
        /^task execute running ack command : \w+\((?=.*\bsuccess=true\b)(?:super=\w+\(messageSenderAddress=(?<about>[\w.-]+:\d+))?.*\btaskInstanceId=(?<taskInstance>\d+)\b/,
    },
    {
      fact: 'result-acknowledged',
      on: 'worker',
      logger: resultAck,
      // 3.1.0 leaves out the first word.
      message:
        /^(?:Receive )?task execute response ack command : \w+\((?=.*\bsuccess=true\b)super=\w+\(messageSenderAddress=(?<about>[\w.-]+:\d+), .*\btaskInstanceId=(?<taskInstance>\d+)\b/,
    },
    {
      fact: 'report-failed',
      on: 'worker',
      logger: 'WorkerMessageSender',
      message:
        /^Send message error, messageType: \w+, message: \w+\(super=\w+\(messageSenderAddress=\S+, messageReceiverAddress=(?<about>[\w.-]+:\d+), .*?\btaskInstanceId=(?<taskInstance>\d+)\b/,
      prefix: ['workflow'],
    },
    {
      fact: 'kill-received',
      on: 'worker',
      logger: kill,
      message: /^task kill command : \w+\(taskInstanceId=(?<taskInstance>\d+)\)/,
    },
    {
      fact: 'task-killed',
      on: 'worker',
      logger: kill,
      message: /^the task has not been executed and has been cancelled, task id:(?<taskInstance>\d+)$/,
    },
    {
      fact: 'kill-failed',
      on: 'worker',
      logger: kill,
      message: /^taskRequest cache is null, taskInstanceId: (?<taskInstance>\d+)$/,
    },
    {
      fact: 'kill-failed',
      on: 'worker',
      logger: kill,
      message: /^kill task error$/,
      prefix: ['taskInstance'],
    },
    // What the worker answered: success (7) and killed (9), or failure (6).
    killAnswer('task-killed', '[79]'),
    killAnswer('kill-failed', '6'),
  ];
}

function killAnswer(fact: LogPattern['fact'], state: string): LogPattern {
  return {
    fact,
    on: 'master',
    logger: 'TaskKillResponseProcessor',
    message: new RegExp(
      `^\\[TaskInstance-(?<taskInstance>\\d+)\\] Received task kill response command : \\w+\\(taskInstanceId=\\d+, host=(?:(?<about>[\\w.-]+:\\d+)|null), status=TaskExecutionStatus\\{code=${state},`,
    ),
  };
}
