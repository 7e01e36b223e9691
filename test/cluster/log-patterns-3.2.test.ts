import { describe } from 'vitest';
import { type LogCase, master, testPatterns, worker } from './log-cases.ts';
import { commonCases, duplicateTask } from './log-cases-common.ts';

const CONTEXT =
  "TaskExecutionContext(taskInstanceId=12, taskName=short-1, firstSubmitTime=1795420394000, startTime=0, taskType=SHELL, workflowInstanceHost=172.18.0.9:5678, host=172.18.0.10:1234, executePath=null, logPath=null, appInfoPath=null, taskJson=null, processId=0, processDefineCode=23806713836320, processDefineVersion=1, appIds=null, processInstanceId=4, scheduleTime=0, tenantCode=default, currentExecutionStatus=TaskExecutionStatus{code=0, desc='submit success'}, dispatchFailTimes=0)";

/** Places in upstream's source are of 3.2.2 where nothing else is said. */
const cases: readonly LogCase[] = [
  ...commonCases,
  duplicateTask,
  // MasterSchedulerBootstrap.java:120
  master('runner.MasterSchedulerBootstrap', 'The current server is overload, cannot consumes commands.', {
    fact: 'overloaded',
  }),
  // MasterSchedulerBootstrap.java:114
  master('runner.MasterSchedulerBootstrap', 'The current server is not at running status, cannot consumes commands.', {
    fact: 'not-running',
  }),
  // FailoverService.java:54
  master('service.FailoverService', 'Worker failover starting, workerServer: 172.18.0.8:1234', {
    fact: 'failover-called',
    about: 'worker-1',
  }),
  // WorkflowStartEventHandler.java:52
  master(
    'event.WorkflowStartEventHandler',
    'Handle workflow start event, begin to start a workflow, event: WorkflowEvent(workflowEventType=START_WORKFLOW, workflowInstanceId=4)',
    { fact: 'command-taken', workflow: 4 },
  ),
  // BaseTaskDispatcher.java:67
  master('runner.BaseTaskDispatcher', 'Success dispatch task short-1 to 172.18.0.10:1234.', {
    fact: 'task-dispatched',
    about: 'worker-2',
  }),
];

/** Places are of 3.2.0. */
const only320: readonly LogCase[] = [
  // WorkflowExecuteRunnable.java:1333
  master(
    'runner.WorkflowExecuteRunnable',
    'Success take over task short-1',
    { fact: 'task-taken-over', workflow: 4 },
    [4, 11],
  ),
  // WorkflowExecuteRunnable.java:1429, :1453
  master(
    'runner.WorkflowExecuteRunnable',
    'Takeover task instance failed, the worker 172.18.0.10:1234 might not be alive, will try to create a new task instance',
    { fact: 'takeover-failed', about: 'worker-2', workflow: 4 },
    [4, 0],
  ),
  // WorkflowExecuteRunnable.java:1437
  master(
    'runner.WorkflowExecuteRunnable',
    'Takeover task instance failed, receive a failed response from worker: 172.18.0.10:1234, will try to create a new task instance',
    { fact: 'takeover-failed', about: 'worker-2', workflow: 4 },
    [4, 0],
  ),
  // GlobalTaskDispatchWaitingQueueLooper.java:87
  master('runner.GlobalTaskDispatchWaitingQueueLooper', 'Dispatch task failed', { fact: 'dispatch-failed' }),
  // TaskExecuteRunningProcessor.java:55
  master(
    'processor.TaskExecuteRunningProcessor',
    "taskExecuteRunningCommand: TaskExecuteRunningMessage(super=BaseMessage(messageSenderAddress=172.18.0.10:1234, messageReceiverAddress=172.18.0.7:5678, messageSendTime=1795420355438), taskInstanceId=12, processInstanceId=4, startTime=1795420355000, host=172.18.0.10:1234, status=TaskExecutionStatus{code=1, desc='running'}, logPath=/logs/12.log, executePath=null, processId=0, appIds=null)",
    { fact: 'task-running', about: 'worker-2', workflow: 4, taskInstance: 12 },
  ),
  // TaskExecuteResultProcessor.java:63
  master(
    'processor.TaskExecuteResultProcessor',
    "Received task execute result, event: TaskEvent(taskInstanceId=12, workerAddress=172.18.0.10:1234, state=TaskExecutionStatus{code=7, desc='success'}, startTime=Mon Nov 23 07:52:46 UTC 2026, event=RESULT, channel=null, processInstanceId=4)",
    { fact: 'task-result', about: 'worker-2', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // TaskKillOperator.java:61
  master(
    'runner.operator.TaskKillOperator',
    'Kill task instance short-1 failed',
    { fact: 'kill-failed', workflow: 4 },
    [4, 0],
  ),
  // TaskKillResponseProcessor.java:49
  master(
    'processor.TaskKillResponseProcessor',
    "[TaskInstance-12] Received task kill response command : TaskKillResponse(taskInstanceId=12, host=172.18.0.10:1234, status=TaskExecutionStatus{code=7, desc='success'}, processId=61, appIds=[])",
    { fact: 'task-killed', about: 'worker-2', taskInstance: 12 },
  ),
  master(
    'processor.TaskKillResponseProcessor',
    "[TaskInstance-12] Received task kill response command : TaskKillResponse(taskInstanceId=12, host=172.18.0.10:1234, status=TaskExecutionStatus{code=6, desc='failure'}, processId=61, appIds=[])",
    { fact: 'kill-failed', about: 'worker-2', taskInstance: 12 },
  ),

  // WorkerTaskDispatchProcessor.java:81
  worker(
    'processor.WorkerTaskDispatchProcessor',
    `Receive TaskDispatchMessage, command: TaskDispatchRequest(taskExecutionContext=${CONTEXT})`,
    { fact: 'task-received', about: 'master-2', workflow: 4, taskInstance: 12 },
  ),
  // WorkflowHostChangeProcessor.java:59
  worker(
    'processor.WorkflowHostChangeProcessor',
    'Received workflow host change command : WorkflowHostChangeRequest(taskInstanceId=12, workflowHost=172.18.0.9:5678)',
    { fact: 'takeover-received', about: 'master-2', taskInstance: 12 },
  ),
  // WorkerTaskExecuteRunningAckProcessor.java:55
  worker(
    'processor.WorkerTaskExecuteRunningAckProcessor',
    'task execute running ack command : TaskExecuteRunningMessageAck(super=BaseMessage(messageSenderAddress=172.18.0.9:5678, messageReceiverAddress=172.18.0.8:1234, messageSendTime=1795420398944), success=true, taskInstanceId=12)',
    { fact: 'task-acknowledged', about: 'master-2', taskInstance: 12 },
  ),
  // WorkerTaskExecuteResultAckProcessor.java:58
  worker(
    'processor.WorkerTaskExecuteResultAckProcessor',
    'Receive task execute response ack command : TaskExecuteResultMessageAck(super=BaseMessage(messageSenderAddress=172.18.0.9:5678, messageReceiverAddress=172.18.0.8:1234, messageSendTime=1795420398944), taskInstanceId=12, success=true)',
    { fact: 'result-acknowledged', about: 'master-2', taskInstance: 12 },
  ),
  // WorkerMessageSender.java:69
  worker(
    'rpc.WorkerMessageSender',
    'Send message error, messageType: TASK_EXECUTE_RESULT_MESSAGE, message: TaskExecuteResultMessage(super=BaseMessage(messageSenderAddress=172.18.0.10:1234, messageReceiverAddress=172.18.0.7:5678, messageSendTime=1795420366107), taskInstanceId=12, processInstanceId=4, status=6)',
    { fact: 'report-failed', about: 'master-1', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // WorkerTaskExecuteRunnable.java:282: the address is the worker's own
  worker(
    'runner.WorkerTaskExecuteRunnable',
    'Send task execute status: SUCCESS to master : 172.18.0.10:1234',
    { fact: 'result-sent', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // WorkerTaskExecuteRunnable.java:125
  worker(
    'runner.WorkerTaskExecuteRunnable',
    'Get a exception when execute the task, will send the task status: FAILURE to master: 172.18.0.10:1234',
    { fact: 'result-sent', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // WorkerTaskKillProcessor.java:77
  worker('processor.WorkerTaskKillProcessor', 'task kill command : TaskKillRequest(taskInstanceId=12)', {
    fact: 'kill-received',
    taskInstance: 12,
  }),
  // WorkerTaskKillProcessor.java:97
  worker('processor.WorkerTaskKillProcessor', 'the task has not been executed and has been cancelled, task id:12', {
    fact: 'task-killed',
    taskInstance: 12,
  }),
  // WorkerTaskKillProcessor.java:84
  worker('processor.WorkerTaskKillProcessor', 'taskRequest cache is null, taskInstanceId: 12', {
    fact: 'kill-failed',
    taskInstance: 12,
  }),
  // WorkerTaskKillProcessor.java:170, :196
  worker('processor.WorkerTaskKillProcessor', 'kill task error', { fact: 'kill-failed', taskInstance: 12 }, [0, 12]),
];

const since321: readonly LogCase[] = [
  // WorkflowExecuteRunnable.java:1296
  master(
    'runner.WorkflowExecuteRunnable',
    'Takeover TaskInstance failed, receive a failed response: UpdateWorkflowHostResponse(success=false, message=The taskInstance is not in the worker) from worker: 172.18.0.10:1234, will try to create a new TaskInstance',
    { fact: 'takeover-failed', about: 'worker-2', workflow: 4 },
    [4, 0],
  ),
  // WorkflowExecuteRunnable.java:1312
  master(
    'runner.WorkflowExecuteRunnable',
    'Takeover TaskInstance failed, the worker 172.18.0.10:1234 might not be alive, will try to create a new TaskInstance',
    { fact: 'takeover-failed', about: 'worker-2', workflow: 4 },
    [4, 0],
  ),
  // GlobalTaskDispatchWaitingQueueLooper.java:88
  master('runner.GlobalTaskDispatchWaitingQueueLooper', 'Dispatch Task: short-1 failed', { fact: 'dispatch-failed' }),
  // TaskInstanceExecutionRunningEventListenFunction.java:40
  master(
    'runner.listener.TaskInstanceExecutionRunningEventListenFunction',
    "Receive handleTaskInstanceExecutionEvent request: TaskInstanceExecutionRunningEvent(taskInstanceId=12, processInstanceId=4, startTime=1795420355000, taskInstanceHost=172.18.0.10:1234, workflowInstanceHost=172.18.0.9:5678, status=TaskExecutionStatus{code=1, desc='running'}, logPath=/logs/12.log, executePath=null, processId=0, appIds=null, eventCreateTime=1795420355000, eventSendTime=1795420355000)",
    { fact: 'task-running', about: 'worker-2', workflow: 4, taskInstance: 12 },
  ),
  // TaskInstanceExecutionResultEventListenFunction.java:45
  master(
    'runner.listener.TaskInstanceExecutionResultEventListenFunction',
    "Received TaskInstanceExecutionFinishEvent: TaskEvent(taskInstanceId=12, workerAddress=172.18.0.10:1234, state=TaskExecutionStatus{code=7, desc='success'}, startTime=Mon Nov 23 07:52:46 UTC 2026, event=RESULT, varPool=[], cacheTaskInstanceId=0, processInstanceId=4)",
    { fact: 'task-result', about: 'worker-2', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // TaskExecuteRunnableKillOperator.java:50, TaskInstanceKillResponse.success()
  master(
    'runner.operator.TaskExecuteRunnableKillOperator',
    "Kill TaskInstance short-1 on host 172.18.0.10:1234 with response TaskInstanceKillResponse(taskInstanceId=12, host=172.18.0.10:1234, status=TaskExecutionStatus{code=7, desc='success'}, processId=61, appIds=null, success=false, message=null)",
    { fact: 'task-killed', about: 'worker-2', workflow: 4, taskInstance: 12 },
    [4, 0],
  ),
  master(
    'runner.operator.TaskExecuteRunnableKillOperator',
    "Kill TaskInstance short-1 on host 172.18.0.10:1234 with response TaskInstanceKillResponse(taskInstanceId=12, host=172.18.0.10:1234, status=TaskExecutionStatus{code=6, desc='failure'}, processId=61, appIds=null, success=false, message=null)",
    { fact: 'kill-failed', about: 'worker-2', workflow: 4, taskInstance: 12 },
    [4, 0],
  ),
  // TaskExecuteRunnableKillOperator.java:50, TaskInstanceKillResponse.fail()
  master(
    'runner.operator.TaskExecuteRunnableKillOperator',
    'Kill TaskInstance short-1 on host 172.18.0.10:1234 with response TaskInstanceKillResponse(taskInstanceId=0, host=null, status=null, processId=0, appIds=null, success=false, message=Cannot find WorkerTaskExecutor)',
    { fact: 'kill-failed', about: 'worker-2', workflow: 4 },
    [4, 0],
  ),
  // BaseTaskExecuteRunnableKillOperator.java:51
  master(
    'runner.operator.BaseTaskExecuteRunnableKillOperator',
    'Kill task instance short-1 failed',
    { fact: 'kill-failed', workflow: 4 },
    [4, 0],
  ),

  // TaskInstanceDispatchOperationFunction.java:62
  worker(
    'runner.operator.TaskInstanceDispatchOperationFunction',
    `Receive TaskInstanceDispatchRequest: TaskInstanceDispatchRequest(taskExecutionContext=${CONTEXT})`,
    { fact: 'task-received', about: 'master-2', workflow: 4, taskInstance: 12 },
  ),
  // TaskInstanceDispatchOperationFunction.java:88
  worker(
    'runner.operator.TaskInstanceDispatchOperationFunction',
    'Submit task: next to wait queue success',
    { fact: 'task-accepted', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // UpdateWorkflowHostOperationFunction.java:53
  worker(
    'runner.operator.UpdateWorkflowHostOperationFunction',
    'Received UpdateWorkflowHostRequest: UpdateWorkflowHostRequest(taskInstanceId=12, workflowHost=172.18.0.9:5678)',
    { fact: 'takeover-received', about: 'master-2', taskInstance: 12 },
  ),
  // TaskInstanceExecutionRunningEventAckListenFunction.java:47
  worker(
    'runner.listener.TaskInstanceExecutionRunningEventAckListenFunction',
    'Receive TaskInstanceExecutionRunningEventAck: TaskInstanceExecutionRunningEventAck(taskInstanceId=12, success=true)',
    { fact: 'task-acknowledged', taskInstance: 12 },
  ),
  // TaskInstanceExecutionFinishEventAckListenFunction.java:48
  worker(
    'runner.listener.TaskInstanceExecutionFinishEventAckListenFunction',
    'Receive TaskInstanceExecutionFinishEventAck: TaskInstanceExecutionFinishEventAck(taskInstanceId=12, success=true)',
    { fact: 'result-acknowledged', taskInstance: 12 },
  ),
  // WorkerMessageSender.java:68
  worker(
    'rpc.WorkerMessageSender',
    'Send message error, eventType: FINISH, event: TaskInstanceExecutionFinishEvent(taskInstanceId=12, processInstanceId=4, status=7, startTime=1795420355000, taskInstanceHost=172.18.0.10:1234, workflowInstanceHost=172.18.0.7:5678, logPath=/logs/12.log)',
    { fact: 'report-failed', about: 'master-1', workflow: 4, taskInstance: 12 },
  ),
  // WorkerTaskExecutor.java:292: the address is the worker's own
  worker(
    'runner.WorkerTaskExecutor',
    'Send task execute status: SUCCESS to master : 172.18.0.10:1234',
    { fact: 'result-sent', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // TaskInstanceKillOperationFunction.java:62
  worker(
    'runner.operator.TaskInstanceKillOperationFunction',
    'Receive TaskInstanceKillRequest: TaskInstanceKillRequest(taskInstanceId=12)',
    { fact: 'kill-received', taskInstance: 12 },
  ),
  // TaskInstanceKillOperationFunction.java:85
  worker(
    'runner.operator.TaskInstanceKillOperationFunction',
    'The task has not been executed and has been cancelled, task id:12',
    { fact: 'task-killed', taskInstance: 12 },
  ),
  // TaskInstanceKillOperationFunction.java:69
  worker('runner.operator.TaskInstanceKillOperationFunction', 'Cannot find WorkerTaskExecutor for taskInstance: 12', {
    fact: 'kill-failed',
    taskInstance: 12,
  }),
  // TaskInstanceKillOperationFunction.java:124, :146
  worker(
    'runner.operator.TaskInstanceKillOperationFunction',
    'kill task error',
    { fact: 'kill-failed', taskInstance: 12 },
    [0, 12],
  ),
];

/** BaseTaskDispatcher.java:68 (3.2.0), :58 (3.2.1) */
const until321: LogCase = master(
  'runner.BaseTaskDispatcher',
  'Dispatch task: short-1 failed, worker group not found.',
  { fact: 'dispatch-failed' },
);

/** WorkflowExecuteRunnable.java:1291 */
const only321: LogCase = master(
  'runner.WorkflowExecuteRunnable',
  'Success take over task short-1',
  { fact: 'task-taken-over', workflow: 4 },
  [4, 11],
);

const only322: readonly LogCase[] = [
  // WorkflowExecuteRunnable.java:1232
  { ...only321, message: "Success take over task short-1 -> status: TaskExecutionStatus{code=1, desc='running'}" },
  // GlobalTaskDispatchWaitingQueueLooper.java:73
  master(
    'runner.GlobalTaskDispatchWaitingQueueLooper',
    "The TaskInstance short-1 state is : TaskExecutionStatus{code=9, desc='kill'}, will not dispatch",
    { fact: 'dispatch-dropped' },
  ),
];

describe('3.2', () => {
  testPatterns('3.2.0', [...cases, ...only320, until321]);
  testPatterns('3.2.1', [...cases, ...since321, until321, only321]);
  testPatterns('3.2.2', [...cases, ...since321, ...only322]);
});
