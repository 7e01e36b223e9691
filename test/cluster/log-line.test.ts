import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type LogEvent, readLogLine } from '../../cluster/dolphinscheduler/log-line.ts';
import { type LogRole, logPatterns } from '../../cluster/dolphinscheduler/log-patterns.ts';
import { lineOf, nameOf, tableOf } from './log-cases.ts';

const STARTED = { by: 'server.master.MasterServer', message: 'Started MasterServer in 24.1 seconds (JVM running)' };

function read(version: string, line: string, role: LogRole = 'master') {
  return readLogLine(line, tableOf(version), role, nameOf);
}

/** @returns the events of a server of a real run of 3.1.1: its owner's link to the registry was cut, `waiting`. */
function eventsOf(server: string): LogEvent[] {
  const role = server.startsWith('master') ? 'master' : 'worker';
  const lines = readFileSync(new URL(`logs-3.1.1/${server}.txt`, import.meta.url), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const result = read('3.1.1', line, role);
    return result.type === 'event' ? [result.event] : [];
  });
}

function wordsOf({ at, fact, about, taskInstance }: LogEvent): string {
  const time = new Date(at / 1000).toISOString().slice(14, 23);
  return [time, fact, ...(about ? [about] : []), ...(taskInstance ? [`#${taskInstance}`] : [])].join(' ');
}

describe('a real failover', () => {
  test('the master that was cut off', () => {
    expect(eventsOf('master-1').map(wordsOf)).toEqual([
      '52:28.107 started',
      '52:32.978 command-taken',
      '52:33.201 task-submitted #1',
      '52:33.203 task-queued #1',
      '52:33.235 dispatch-failed #1',
      '52:35.256 task-dispatched #1',
      '52:35.500 task-running worker-2 #1',
      '52:36.693 failover-start master-1',
      '52:36.694 failover-finish master-1',
      '52:37.687 registry-suspended',
      '52:45.690 registry-disconnected',
      '52:45.691 waiting',
      '52:46.186 not-running',
      '52:48.193 not-running',
      '53:00.041 registry-reconnected',
      '53:00.053 recovered',
      '53:00.056 failover-called master-1',
      '53:00.090 failover-returned master-1',
    ]);
  });

  test('the master that took over', () => {
    expect(eventsOf('master-2').slice(0, 17).map(wordsOf)).toEqual([
      '52:28.724 started',
      '52:44.924 failover-called master-1',
      '52:44.963 failover-start master-1',
      '52:46.067 kill-sent worker-2 #1',
      '52:46.097 task-failover #1',
      '52:46.107 kill-failed worker-2 #1',
      '52:46.141 workflow-failover',
      '52:46.141 failover-finish master-1',
      '52:46.148 failover-returned master-1',
      '52:46.702 command-taken',
      '52:46.767 task-submitted #2',
      '52:46.771 task-queued #2',
      '52:46.808 task-dispatched #2',
      '52:46.838 task-running worker-2 #2',
      '53:10.881 task-result worker-2 #2',
      '53:11.047 task-submitted #3',
      '53:11.048 task-queued #3',
    ]);
  });

  test('the worker', () => {
    const events = eventsOf('worker-2');
    expect(events.slice(0, 8).map(wordsOf)).toEqual([
      '52:25.908 started',
      '52:35.390 task-received master-1 #1',
      '52:35.594 task-acknowledged #1',
      '52:46.070 kill-received #1',
      '52:46.092 kill-failed #1',
      '52:46.116 report-failed master-1 #1',
      '52:46.117 result-sent #1',
      '52:46.952 task-acknowledged #2',
    ]);
    expect(events[1]).toMatchObject({ workflow: 1, made: 1795420355228000 });
  });
});

test.each([
  '',
  '               |_|',
  '::  DolphinScheduler master server ::   (v3.1.1)',
  '\tat java.base/java.lang.ProcessBuilder.start(ProcessBuilder.java:1143)',
  'Caused by: java.io.IOException: error=2, No such file or directory',
  ` ${lineOf('3.1.1', STARTED)}`,
  lineOf('3.2.2', STARTED),
  lineOf('3.1.1', STARTED).replace('2026-11-23', '2026-13-23'),
])('3.1.1: %j begins no line of a log', (line) => {
  expect(read('3.1.1', line)).toEqual({ type: 'continued' });
});

test('3.2.2: a line of 3.1 begins no line of a log', () => {
  expect(read('3.2.2', lineOf('3.1.1', STARTED))).toEqual({ type: 'continued' });
});

test.each([
  ['+0000', 1795420355256000],
  ['+0200', 1795413155256000],
  ['-0330', 1795432955256000],
])('a time in zone %s', (zone, at) => {
  const line = lineOf('3.1.1', { ...STARTED, message: 'nothing of interest' }).replace('+0000', zone);
  expect(read('3.1.1', line)).toEqual({ type: 'other', at });
});

test('a loggers name may hold a blank', () => {
  const line = lineOf('3.1.1', { by: '', message: 'Task a is ready to dispatch to worker', prefix: [4, 12] }).replace(
    'org.apache.dolphinscheduler.',
    'TaskLogLogger-class org.apache.dolphinscheduler.server.master.runner.task.CommonTaskProcessor',
  );
  expect(read('3.1.1', line)).toMatchObject({ event: { fact: 'task-queued', workflow: 4, taskInstance: 12 } });
});

test.each([
  ['0', 0],
  ['null', null],
])('%s in the prefix is no id', (_, none) => {
  const line = { by: 'server.master.service.MasterFailoverService', message: 'WorkflowInstance failover finished' };
  expect(read('3.2.2', lineOf('3.2.2', { ...line, prefix: [none, none] }))).toEqual({
    type: 'event',
    event: { source: 'log', type: 'log', at: 1795420355256000, fact: 'workflow-failover', text: line.message },
  });
});

test('of a long message the beginning is kept', () => {
  const message = `Master server is stopping, current cause : ${'x'.repeat(900)}`;
  const result = read('3.1.1', lineOf('3.1.1', { ...STARTED, message }));
  expect(result).toMatchObject({ event: { fact: 'stopping', text: message.slice(0, 500) } });
});

test.each([
  // TaskDispatchProcessor.java:123 (3.1.1): the worker reports a delay as if it were a result
  [
    'master',
    'server.master.processor.TaskExecuteResponseProcessor',
    "Received task execute result, event: TaskEvent(taskInstanceId=2, workerAddress=172.18.0.10:1234, state=TaskExecutionStatus{code=12, desc='delay execution'}, event=RESULT)",
  ],
  // TaskExecuteRunningAckProcessor.java:62 (3.1.1)
  [
    'worker',
    'server.worker.processor.TaskExecuteRunningAckProcessor',
    'task execute running ack command : TaskExecuteRunningAckMessage(success=false, taskInstanceId=4)',
  ],
  // TaskExecuteResultAckProcessor.java:67 (3.1.1)
  [
    'worker',
    'server.worker.processor.TaskExecuteResultAckProcessor',
    'Receive task execute response ack command : TaskExecuteAckCommand(super=BaseCommand(messageSenderAddress=172.18.0.9:5678, messageReceiverAddress=172.18.0.8:1234, messageSendTime=1795420398944), taskInstanceId=4, success=false)',
  ],
  // TaskExecuteRunnable.java:65 (3.1.1): the master's own event, no report
  [
    'master',
    'server.master.processor.queue.TaskExecuteRunnable',
    'Handle task event error, this event will be removed, event: TaskEvent(taskInstanceId=1, workerAddress=172.18.0.10:1234, state=null, event=DISPATCH, varPool=null, channel=null, processInstanceId=1)',
  ],
  // MasterFailoverService.java:155, :157 (3.1.1)
  ['master', 'server.master.service.MasterFailoverService', 'WorkflowInstance failover starting'],
  ['master', 'server.master.service.MasterFailoverService', "WorkflowInstance doesn't need to failover"],
  // MasterServer.java:121 (3.1.1)
  ['master', 'server.master.MasterServer', 'MasterServer is already stopped, current cause: x'],
  // TaskKillProcessor.java:126 (3.1.1): written after a kill that failed, too
  ['worker', 'server.worker.processor.TaskKillProcessor', 'remove REMOTE_CHANNELS, task instance id:1'],
  // StreamTaskExecuteRunnable.java:185 (3.1.1)
  [
    'master',
    'server.master.runner.StreamTaskExecuteRunnable',
    "Master success dispatch task to worker, taskInstanceId: 1, worker: Host{hostWeight=100, workerGroup='default'}",
  ],
] as const)('3.1.1: a %s of %s tells nothing by %j', (role, by, message) => {
  expect(read('3.1.1', lineOf('3.1.1', { by, message }), role).type).toBe('other');
});

test.each(['3.0.6', '3.1', '3.1.10', '3.1.9-SNAPSHOT', '3.2.3', '3.3.0', 'dev', ''])(
  '%j: nobody knows its logs',
  (version) => {
    expect(logPatterns(version)).toEqual({
      known: false,
      reason: `nobody has read how DolphinScheduler ${version} words its logs (known are 3.1.0 to 3.1.9 and 3.2.0 to 3.2.2)`,
    });
  },
);

test.each([...Array.from({ length: 10 }, (_, patch) => `3.1.${patch}`), '3.2.0', '3.2.1', '3.2.2'])(
  '%s: its logs are known',
  (version) => {
    expect(logPatterns(version).known).toBe(true);
  },
);
