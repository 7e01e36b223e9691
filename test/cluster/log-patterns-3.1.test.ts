import { describe } from 'vitest';
import { type LogCase, master, testPatterns, worker } from './log-cases.ts';
import { commonCases, duplicateTask } from './log-cases-common.ts';

const CONTEXT =
  "TaskExecutionContext(taskInstanceId=12, taskName=short-1, firstSubmitTime=Mon Nov 23 07:53:14 UTC 2026, startTime=null, taskType=SHELL, host=null, executePath=null, logPath=null, taskJson=null, processId=0, processDefineCode=23806713836320, processDefineVersion=1, appIds=null, processInstanceId=4, scheduleTime=null, globalParams=null, executorId=1, cmdTypeIfComplement=0, tenantCode=root, currentExecutionStatus=TaskExecutionStatus{code=0, desc='submit success'})";
const PRIORITY = `TaskPriority{processInstancePriority=2, processInstanceId=4, taskInstancePriority=2, taskId=12, taskExecutionContext=${CONTEXT}, groupName='default', context=null, checkpoint=0, taskGroupPriority=0}`;
const RESULT_REST =
  'startTime=Mon Nov 23 07:52:46 UTC 2026, endTime=Mon Nov 23 07:53:10 UTC 2026, executePath=/tmp/4/12, logPath=/logs/12.log, processId=128, appIds=null, event=RESULT, varPool=[], channel=[id: 0x28ab0677, L:/172.18.0.9:5678 - R:/172.18.0.10:44884], processInstanceId=4)';

/** Places in upstream's source are of 3.1.1 where nothing else is said. */
const cases: readonly LogCase[] = [
  ...commonCases,
  // FailoverService.java:58
  master('service.FailoverService', 'Worker failover staring, workerServer: 172.18.0.8:1234', {
    fact: 'failover-called',
    about: 'worker-1',
  }),
  // MasterSchedulerBootstrap.java:224
  master('runner.MasterSchedulerBootstrap', 'Master handle command 31 end, create process instance 4', {
    fact: 'command-taken',
    workflow: 4,
  }),
  // MasterFailoverService.java:177
  master(
    'service.MasterFailoverService',
    'TaskInstance failover finished',
    { fact: 'task-failover', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // HostUpdateProcessor.java:57
  worker(
    'processor.HostUpdateProcessor',
    'received host update command : HostUpdateCommand(taskInstanceId=12, processHost=172.18.0.9:5678)',
    { fact: 'takeover-received', about: 'master-2', taskInstance: 12 },
  ),
  // TaskPriorityQueueConsumer.java:223, HostWorker.java:70
  master(
    'consumer.TaskPriorityQueueConsumer',
    "Master success dispatch task to worker, taskInstanceId: 12, worker: Host{hostWeight=100, workerGroup='default'}",
    { fact: 'task-dispatched', taskInstance: 12 },
  ),
  // TaskPriorityQueueConsumer.java:223, Host.java:155: the second worker that was tried
  master(
    'consumer.TaskPriorityQueueConsumer',
    "Master success dispatch task to worker, taskInstanceId: 12, worker: Host{address='172.18.0.10:1234', ip='172.18.0.10', port=1234}",
    { fact: 'task-dispatched', about: 'worker-2', taskInstance: 12 },
  ),
  // TaskPriorityQueueConsumer.java:228
  master(
    'consumer.TaskPriorityQueueConsumer',
    'Master failed to dispatch task to worker, taskInstanceId: 12, worker: null',
    { fact: 'dispatch-failed', taskInstance: 12 },
  ),
  // TaskPriorityQueueConsumer.java:233
  master('consumer.TaskPriorityQueueConsumer', `Master dispatch task to worker error, taskPriority: ${PRIORITY}`, {
    fact: 'dispatch-failed',
    workflow: 4,
    taskInstance: 12,
  }),
  // TaskPriorityQueueConsumer.java:194
  master(
    'consumer.TaskPriorityQueueConsumer',
    `Cannot find the related processInstance of the task, taskPriority: ${PRIORITY}`,
    { fact: 'dispatch-dropped', workflow: 4, taskInstance: 12 },
  ),
  // TaskPriorityQueueConsumer.java:200
  master(
    'consumer.TaskPriorityQueueConsumer',
    `Cannot find the task instance from related processInstance, taskPriority: ${PRIORITY}`,
    { fact: 'dispatch-dropped', workflow: 4, taskInstance: 12 },
  ),
  // TaskExecuteRunningProcessor.java:58
  master(
    'processor.TaskExecuteRunningProcessor',
    "taskExecuteRunningCommand: TaskExecuteRunningCommand(super=BaseCommand(messageSenderAddress=172.18.0.10:1234, messageReceiverAddress=172.18.0.7:5678, messageSendTime=1795420355438), taskInstanceId=12, processInstanceId=4, startTime=Mon Nov 23 07:52:35 UTC 2026, host=172.18.0.10:1234, status=TaskExecutionStatus{code=1, desc='running'}, logPath=/logs/12.log, executePath=null, processId=0, appIds=null)",
    { fact: 'task-running', about: 'worker-2', workflow: 4, taskInstance: 12 },
  ),
  // TaskExecuteResponseProcessor.java:68
  master(
    'processor.TaskExecuteResponseProcessor',
    `Received task execute result, event: TaskEvent(taskInstanceId=12, workerAddress=172.18.0.10:1234, state=TaskExecutionStatus{code=7, desc='success'}, ${RESULT_REST}`,
    { fact: 'task-result', about: 'worker-2', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // MasterFailoverService.java:263
  master(
    'service.MasterFailoverService',
    'Failover task success, has killed the task in worker: 172.18.0.10:1234',
    { fact: 'kill-sent', about: 'worker-2', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // MasterFailoverService.java:265
  master(
    'service.MasterFailoverService',
    'Kill task failed',
    { fact: 'kill-failed', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // TaskKillResponseProcessor.java:54
  master(
    'processor.TaskKillResponseProcessor',
    "[TaskInstance-12] Received task kill response command : TaskKillResponseCommand(taskInstanceId=12, host=172.18.0.10:1234, status=TaskExecutionStatus{code=7, desc='success'}, processId=61, appIds=[])",
    { fact: 'task-killed', about: 'worker-2', taskInstance: 12 },
  ),
  master(
    'processor.TaskKillResponseProcessor',
    "[TaskInstance-12] Received task kill response command : TaskKillResponseCommand(taskInstanceId=12, host=null, status=TaskExecutionStatus{code=9, desc='kill'}, processId=0, appIds=null)",
    { fact: 'task-killed', taskInstance: 12 },
  ),
  master(
    'processor.TaskKillResponseProcessor',
    "[TaskInstance-12] Received task kill response command : TaskKillResponseCommand(taskInstanceId=12, host=172.18.0.10:1234, status=TaskExecutionStatus{code=6, desc='failure'}, processId=61, appIds=[])",
    { fact: 'kill-failed', about: 'worker-2', taskInstance: 12 },
  ),

  // TaskExecuteRunningAckProcessor.java:60
  worker(
    'processor.TaskExecuteRunningAckProcessor',
    'task execute running ack command : TaskExecuteRunningAckMessage(success=true, taskInstanceId=12)',
    { fact: 'task-acknowledged', taskInstance: 12 },
  ),
  // WorkerMessageSender.java:73
  worker(
    'rpc.WorkerMessageSender',
    'Send message error, messageType: TASK_EXECUTE_RESULT, message: TaskExecuteResultCommand(super=BaseCommand(messageSenderAddress=172.18.0.10:1234, messageReceiverAddress=172.18.0.7:5678, messageSendTime=1795420366107), taskInstanceId=12, processInstanceId=4, status=6)',
    { fact: 'report-failed', about: 'master-1', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // WorkerTaskExecuteRunnable.java:261
  worker(
    'runner.WorkerTaskExecuteRunnable',
    "Send task execute result to master, the current task status: TaskExecutionStatus{code=7, desc='success'}",
    { fact: 'result-sent', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // WorkerTaskExecuteRunnable.java:124: it has been sent, whatever it says
  worker(
    'runner.WorkerTaskExecuteRunnable',
    "Get a exception when execute the task, will send the task execute result to master, the current task execute result is TaskExecutionStatus{code=6, desc='failure'}",
    { fact: 'result-sent', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // TaskKillProcessor.java:91
  worker('processor.TaskKillProcessor', 'task kill command : TaskKillRequestCommand(taskInstanceId=12)', {
    fact: 'kill-received',
    taskInstance: 12,
  }),
  // TaskKillProcessor.java:110
  worker('processor.TaskKillProcessor', 'the task has not been executed and has been cancelled, task id:12', {
    fact: 'task-killed',
    taskInstance: 12,
  }),
  // TaskKillProcessor.java:99
  worker('processor.TaskKillProcessor', 'taskRequest cache is null, taskInstanceId: 12', {
    fact: 'kill-failed',
    taskInstance: 12,
  }),
  // TaskKillProcessor.java:188, :213
  worker('processor.TaskKillProcessor', 'kill task error', { fact: 'kill-failed', taskInstance: 12 }, [0, 12]),
];

/** Since 3.1.1. */
const since311: readonly LogCase[] = [
  duplicateTask,
  // MasterSchedulerBootstrap.java:148
  master(
    'runner.MasterSchedulerBootstrap',
    'The current server 172.18.0.7:5678 is overload, cannot consumes commands.',
    { fact: 'overloaded' },
  ),
  // MasterSchedulerBootstrap.java:141
  master(
    'runner.MasterSchedulerBootstrap',
    'The current server 172.18.0.7:5678 is not at running status, cannot consumes commands.',
    { fact: 'not-running' },
  ),
  // CommonTaskProcessor.java:109
  master(
    'runner.task.CommonTaskProcessor',
    'Task short-1 is ready to dispatch to worker',
    { fact: 'task-queued', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // NettyExecutorManager.java:159
  master(
    'dispatch.executor.NettyExecutorManager',
    "Send command to Host{hostWeight=100, workerGroup='default'} error, command: Command [type=TASK_DISPATCH_REQUEST, opaque=3, bodyLen=1766]",
    { fact: 'dispatch-failed' },
  ),
  master(
    'dispatch.executor.NettyExecutorManager',
    "Send command to Host{address='172.18.0.10:1234', ip='172.18.0.10', port=1234} error, command: Command [type=TASK_KILL_REQUEST, opaque=9, bodyLen=20]",
    { fact: 'kill-failed', about: 'worker-2' },
  ),
  // TaskDispatchProcessor.java:100
  worker(
    'processor.TaskDispatchProcessor',
    `Receive task dispatch request, command: TaskDispatchCommand(super=BaseCommand(messageSenderAddress=172.18.0.9:5678, messageReceiverAddress=null, messageSendTime=1795420394990), taskExecutionContext=${CONTEXT})`,
    { fact: 'task-received', about: 'master-2', workflow: 4, taskInstance: 12, made: 1795420394990000 },
  ),
  // TaskExecuteResultAckProcessor.java:60
  worker(
    'processor.TaskExecuteResultAckProcessor',
    'Receive task execute response ack command : TaskExecuteAckCommand(super=BaseCommand(messageSenderAddress=172.18.0.9:5678, messageReceiverAddress=172.18.0.8:1234, messageSendTime=1795420398944), taskInstanceId=12, success=true)',
    { fact: 'result-acknowledged', about: 'master-2', taskInstance: 12 },
  ),
];

/** Of 3.1.0 alone. */
const only310: readonly LogCase[] = [
  // OSUtils.java:475
  {
    role: 'master',
    by: 'common.utils.OSUtils',
    message:
      'Current cpu load average 9.1 is too high or available memory 1.2G is too low, under max.cpuLoad.avg=4.0 and reserved.memory=0.3G',
    tells: { fact: 'overloaded' },
  },
  // WorkflowExecuteRunnable.java:833
  {
    ...duplicateTask,
    message: 'have same taskCode taskInstance when init task queue, taskCode:23806713820000',
  },
  // CommonTaskProcessor.java:106
  master('runner.task.CommonTaskProcessor', 'task ready to dispatch to worker: taskInstanceId: 12', {
    fact: 'task-queued',
    taskInstance: 12,
  }),
  // NettyExecutorManager.java:159
  master(
    'dispatch.executor.NettyExecutorManager',
    "send command : Command [type=TASK_DISPATCH_REQUEST, opaque=3, bodyLen=1766] to Host{address='172.18.0.10:1234', ip='172.18.0.10', port=1234} error",
    { fact: 'dispatch-failed', about: 'worker-2' },
  ),
  master(
    'dispatch.executor.NettyExecutorManager',
    "send command : Command [type=TASK_KILL_REQUEST, opaque=3, bodyLen=20] to Host{address='172.18.0.10:1234', ip='172.18.0.10', port=1234} error",
    { fact: 'kill-failed', about: 'worker-2' },
  ),
  // TaskDispatchProcessor.java:98
  worker(
    'processor.TaskDispatchProcessor',
    `task execute request message: TaskDispatchCommand(super=BaseCommand(messageSenderAddress=172.18.0.9:5678, messageReceiverAddress=null, messageSendTime=1795420394990), taskExecutionContext=${CONTEXT})`,
    { fact: 'task-received', about: 'master-2', workflow: 4, taskInstance: 12, made: 1795420394990000 },
  ),
  // TaskExecuteResultAckProcessor.java:57
  worker(
    'processor.TaskExecuteResultAckProcessor',
    'task execute response ack command : TaskExecuteAckCommand(super=BaseCommand(messageSenderAddress=172.18.0.9:5678, messageReceiverAddress=172.18.0.8:1234, messageSendTime=1795420398944), taskInstanceId=12, success=true)',
    { fact: 'result-acknowledged', about: 'master-2', taskInstance: 12 },
  ),
];

/** CommonTaskProcessor.java:156 (3.1.1), :158 (3.1.3) */
const killError = { fact: 'kill-failed', taskInstance: 12 } as const;
const until312 = master('runner.task.CommonTaskProcessor', 'master kill task error, taskInstance id: 12', killError);
const since313 = master(
  'runner.task.CommonTaskProcessor',
  'Master kill task: short-1 error, taskInstance id: 12',
  killError,
);

describe('3.1', () => {
  testPatterns('3.1.0', [...cases, ...only310, until312]);
  testPatterns('3.1.1', [...cases, ...since311, until312]);
  testPatterns('3.1.2', [...cases, ...since311, until312]);
  testPatterns('3.1.3', [...cases, ...since311, since313]);
  testPatterns('3.1.9', [...cases, ...since311, since313]);
});
