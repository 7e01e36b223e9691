import { type LogCase, master, worker } from './log-cases.ts';

const RESULT =
  "TaskEvent(taskInstanceId=12, workerAddress=172.18.0.10:1234, state=TaskExecutionStatus{code=7, desc='success'}, startTime=Mon Nov 23 07:52:46 UTC 2026, endTime=Mon Nov 23 07:53:10 UTC 2026, processId=128, appIds=null, event=RESULT, varPool=[], processInstanceId=4)";

/** Lines that 3.1 and 3.2 write alike. Places in upstream's source are of 3.1.1 and 3.2.2. */
export const commonCases: readonly LogCase[] = [
  // Spring Boot's StartupInfoLogger
  master('MasterServer', 'Started MasterServer in 24.132 seconds (JVM running for 25.126)', { fact: 'started' }),
  worker('WorkerServer', 'Started WorkerServer in 18.3 seconds (JVM running for 19.0)', { fact: 'started' }),
  // MasterConnectionStateListener.java:47 (3.1.1), :38 (3.2.2)
  master(
    'registry.MasterConnectionStateListener',
    'Master received a SUSPENDED event from registry, the current server state is RUNNING',
    { fact: 'registry-suspended' },
  ),
  master(
    'registry.MasterConnectionStateListener',
    'Master received a DISCONNECTED event from registry, the current server state is RUNNING',
    { fact: 'registry-disconnected' },
  ),
  master(
    'registry.MasterConnectionStateListener',
    'Master received a RECONNECTED event from registry, the current server state is WAITING',
    { fact: 'registry-reconnected' },
  ),
  // WorkerConnectionStateListener.java:46 (3.1.1), :42 (3.2.2)
  worker(
    'registry.WorkerConnectionStateListener',
    'Worker received a SUSPENDED event from registry, the current server state is RUNNING',
    { fact: 'registry-suspended' },
  ),
  worker(
    'registry.WorkerConnectionStateListener',
    'Worker received a DISCONNECTED event from registry, the current server state is RUNNING',
    { fact: 'registry-disconnected' },
  ),
  worker(
    'registry.WorkerConnectionStateListener',
    'Worker received a RECONNECTED event from registry, the current server state is WAITING',
    { fact: 'registry-reconnected' },
  ),
  // MasterWaitingStrategy.java:69 (3.1.1), :66 (3.2.2)
  master('registry.MasterWaitingStrategy', 'Master disconnect from registry will try to reconnect in 100 s', {
    fact: 'waiting',
  }),
  // WorkerWaitingStrategy.java:69 (3.1.1), :73 (3.2.2)
  worker('registry.WorkerWaitingStrategy', 'Worker disconnect from registry will try to reconnect in 100 s', {
    fact: 'waiting',
  }),
  // MasterWaitingStrategy.java:99 (3.1.1), :97 (3.2.2)
  master('registry.MasterWaitingStrategy', 'Recover from waiting success, the current server status is RUNNING', {
    fact: 'recovered',
  }),
  // WorkerWaitingStrategy.java:98 (3.1.1), :105 (3.2.2)
  worker('registry.WorkerWaitingStrategy', 'Recover from waiting success, the current server status is RUNNING', {
    fact: 'recovered',
  }),
  // MasterWaitingStrategy.java:102 (3.1.1), :101 (3.2.2)
  master(
    'registry.MasterWaitingStrategy',
    'Recover from waiting failed, the current server status is RUNNING, will stop the server',
    { fact: 'recovery-failed' },
  ),
  // MasterWaitingStrategy.java:83 (3.1.1), :80 (3.2.2)
  master(
    'registry.MasterWaitingStrategy',
    'Disconnect from registry and waiting to reconnect failed, will stop the server',
    { fact: 'recovery-failed' },
  ),
  // WorkerWaitingStrategy.java:77 (3.1.1), :82 (3.2.2)
  worker(
    'registry.WorkerWaitingStrategy',
    'Disconnect from registry and change the current status to waiting error, the current server state is STOPPED, will stop the current server',
    { fact: 'recovery-failed' },
  ),
  // MasterServer.java:135 (3.1.1), :171 (3.2.2): the cause is another line's text
  master(
    'MasterServer',
    'Master server is stopping, current cause : Recover from waiting failed, the current server status is RUNNING, will stop the server',
    { fact: 'stopping' },
  ),
  // WorkerServer.java:148 (3.1.1), :130 (3.2.2)
  worker('WorkerServer', 'Worker server is stopping, current cause : WorkerServer shutdown hook', { fact: 'stopping' }),
  // MasterServer.java:140 (3.1.1), :176 (3.2.2)
  master('MasterServer', 'MasterServer stopped, current cause: MasterServer shutdownHook', { fact: 'stopped' }),
  // WorkerServer.java:155 (3.1.1), :143 (3.2.2)
  worker('WorkerServer', 'Worker server stopped, current cause: WorkerServer shutdown hook', { fact: 'stopped' }),

  // MasterSchedulerBootstrap.java:172 (3.1.1), :146 (3.2.2)
  master(
    'runner.MasterSchedulerBootstrap',
    "The workflow instance is already been cached, this case shouldn't be happened",
    { fact: 'duplicate-workflow', workflow: 4 },
    [4, 0],
  ),
  // FailoverService.java:53, :55 (3.1.1), :49, :51 (3.2.2)
  master('service.FailoverService', 'Master failover starting, masterServer: 172.18.0.7:5678', {
    fact: 'failover-called',
    about: 'master-1',
  }),
  master('service.FailoverService', 'Master failover finished, masterServer: 172.18.0.7:5678', {
    fact: 'failover-returned',
    about: 'master-1',
  }),
  // FailoverService.java:60 (3.1.1), :56 (3.2.2)
  master('service.FailoverService', 'Worker failover finished, workerServer: 172.18.0.8:1234', {
    fact: 'failover-returned',
    about: 'worker-1',
  }),
  // MasterFailoverService.java:147 (3.1.1), :125 (3.2.2)
  master(
    'service.MasterFailoverService',
    'Master[172.18.0.7:5678] failover starting there are 2 workflowInstance may need to failover, will do a deep check, workflowInstanceIds: [1, 2]',
    { fact: 'failover-start', about: 'master-1' },
  ),
  // MasterFailoverService.java:195 (3.1.1), :148 (3.2.2)
  master('service.MasterFailoverService', 'Master[172.18.0.7:5678] failover finished, useTime:12ms', {
    fact: 'failover-finish',
    about: 'master-1',
  }),
  // MasterFailoverService.java:122 (3.1.1), :99 (3.2.2)
  master('service.MasterFailoverService', 'Master server failover failed, host:172.18.0.7:5678', {
    fact: 'failover-failed',
    about: 'master-1',
  }),
  // MasterFailoverService.java:188 (3.1.1), :141 (3.2.2)
  master(
    'service.MasterFailoverService',
    'WorkflowInstance failover finished',
    { fact: 'workflow-failover', workflow: 4 },
    [4, 0],
  ),
  // WorkerFailoverService.java:100 (3.1.1), :103 (3.2.2)
  master('service.WorkerFailoverService', 'Worker[172.18.0.8:1234] failover starting', {
    fact: 'failover-start',
    about: 'worker-1',
  }),
  // WorkerFailoverService.java:109 (3.1.1), :112 (3.2.2)
  master(
    'service.WorkerFailoverService',
    'Worker[172.18.0.8:1234] failover finished there are no taskInstance need to failover',
    { fact: 'failover-finish', about: 'worker-1' },
  ),
  // WorkerFailoverService.java:146 (3.1.1), :150 (3.2.2); a server that nobody knows
  master('service.WorkerFailoverService', 'Worker[10.0.0.1:1234] failover finished, useTime:3ms', {
    fact: 'failover-finish',
  }),
  // WorkerFailoverService.java:138 (3.1.1), :142 (3.2.2)
  master(
    'service.WorkerFailoverService',
    'Worker[172.18.0.8:1234] failover: Finish failover taskInstance',
    { fact: 'task-failover', about: 'worker-1', workflow: 4, taskInstance: 12 },
    [4, 12],
  ),
  // TaskExecuteRunnable.java:65 (3.1.1), :64 (3.2.2)
  master(
    'processor.queue.TaskExecuteRunnable',
    `Handle task event error, this event will be removed, event: ${RESULT}`,
    { fact: 'report-discarded', about: 'worker-2', workflow: 4, taskInstance: 12 },
  ),
  // TaskExecuteRunnable.java:69 (3.1.1), :68 (3.2.2)
  master(
    'processor.queue.TaskExecuteRunnable',
    `Handle task event error, get a unknown exception, this event will be removed, event: ${RESULT.replace('RESULT', 'RUNNING')}`,
    { fact: 'report-discarded', about: 'worker-2', workflow: 4, taskInstance: 12 },
  ),
  // TaskExecuteThreadPool.java:84 (3.1.1), :85 (3.2.2)
  master(
    'processor.queue.TaskExecuteThreadPool',
    `Cannot find workflowExecuteThread from cacheManager, event: ${RESULT}`,
    { fact: 'report-discarded', about: 'worker-2', workflow: 4, taskInstance: 12 },
  ),
  // ProcessServiceImpl.java:1331 (3.1.1), :1094 (3.2.2): the prefix still names the task instance whose end led here
  {
    role: 'master',
    by: 'service.process.ProcessServiceImpl',
    message:
      "End save taskInstance to db successfully:12, taskInstanceName: short-1, taskInstance state:TaskExecutionStatus{code=0, desc='submit success'}, processInstanceId:4, processInstanceState: WorkflowExecutionStatus{code=1, desc='running'}",
    tells: { fact: 'task-submitted', workflow: 4, taskInstance: 12 },
    prefix: [4, 11],
  },
];

/** Since 3.1.1. WorkflowExecuteRunnable.java:822 (3.1.1), :798 (3.2.2) */
export const duplicateTask: LogCase = master(
  'runner.WorkflowExecuteRunnable',
  'Have same taskCode taskInstance when init task queue, need to check taskExecutionStatus, taskCode:23806713820000',
  { fact: 'duplicate-task', task: 23806713820000, workflow: 4, taskInstance: 12 },
  [4, 12],
);
