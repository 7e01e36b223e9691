import { z } from 'zod';
import type { Family, TaskDefinition, WorkflowDefinition } from './family.ts';

const nothing = (): void => undefined;
const code = z.object({ code: z.number().int() });
const servers = z.array(z.object({ host: z.string(), resInfo: z.string() }));
const heartbeat = z.object({ reportTime: z.number().int() });

/** The REST API of 3.1: forms in, `{ code, msg, data }` out. */
export const calls: Family['calls'] = {
  ready: () => '/actuator/health/readiness',
  login: () => ({
    operation: 'log in',
    method: 'POST',
    path: '/login',
    form: { userName: 'admin', userPassword: 'dolphinscheduler123' },
    request: { user: 'admin' },
    // A session is a password for two hours.
    secret: true,
    read: (data) => z.object({ sessionId: z.string() }).parse(data).sessionId,
  }),
  // The seeded admin's tenant does not exist; without one of our own a start is refused (TENANT_NOT_SUITABLE).
  createTenant: (tenant) => ({
    operation: 'create tenant',
    method: 'POST',
    path: '/tenants',
    form: { tenantCode: tenant, queueId: '1', description: '' },
    request: { tenant },
    read: nothing,
  }),
  createProject: (name) => ({
    operation: 'create project',
    method: 'POST',
    path: '/projects',
    form: { projectName: name, description: '' },
    request: { project: name },
    read: (data) => code.parse(data).code,
  }),
  generateTaskCodes: (project, count) => ({
    operation: 'generate task codes',
    method: 'GET',
    path: `/projects/${project}/task-definition/gen-task-codes?genNum=${count}`,
    request: { project, count },
    read: (data) => z.array(z.number().int()).length(count).parse(data),
  }),
  createDefinition: (project, definition) => ({
    operation: 'create workflow definition',
    method: 'POST',
    path: `/projects/${project}/process-definition`,
    form: definitionForm(definition),
    request: { project, workflow: definition.name, tasks: definition.tasks.map(({ name }) => name) },
    read: (data) => code.parse(data).code,
  }),
  release: (project, definition) => ({
    operation: 'release workflow definition',
    method: 'POST',
    path: `/projects/${project}/process-definition/${definition}/release`,
    form: { releaseState: 'ONLINE' },
    request: { project, definition },
    read: nothing,
  }),
  start: (project, definition) => ({
    operation: 'start workflow',
    method: 'POST',
    path: `/projects/${project}/executors/start-process-instance`,
    form: {
      processDefinitionCode: String(definition),
      // Has to be there, may be empty.
      scheduleTime: '',
      failureStrategy: 'END',
      warningType: 'NONE',
      warningGroupId: '0',
      execType: 'START_PROCESS',
      taskDependType: 'TASK_POST',
      runMode: 'RUN_MODE_SERIAL',
      processInstancePriority: 'MEDIUM',
      workerGroup: 'default',
      environmentCode: '-1',
      dryRun: '0',
    },
    request: { project, definition },
    read: nothing,
  }),
  createSchedule: (project, definition, { everySeconds, from, until }) => ({
    operation: 'create schedule',
    method: 'POST',
    path: `/projects/${project}/schedules`,
    form: {
      processDefinitionCode: String(definition),
      schedule: JSON.stringify({
        startTime: secondsOf(from),
        endTime: secondsOf(until),
        // Quartz's: seconds come first.
        crontab: `0/${everySeconds} * * * * ? *`,
        timezoneId: 'UTC',
      }),
      workerGroup: 'default',
    },
    request: { project, definition, everySeconds, from, until },
    read: (data) => z.object({ id: z.int() }).parse(data).id,
  }),
  setSchedule: (project, schedule, to) => ({
    operation: `set schedule ${to}`,
    method: 'POST',
    path: `/projects/${project}/schedules/${schedule}/${to}`,
    form: {},
    request: { project, schedule },
    read: nothing,
  }),
  stop: (project, workflow) => ({
    operation: 'stop workflow',
    method: 'POST',
    path: `/projects/${project}/executors/execute`,
    form: { processInstanceId: String(workflow), executeType: 'STOP' },
    request: { project, workflow },
    read: nothing,
  }),
  servers: (role) => ({
    operation: `list ${role}s`,
    method: 'GET',
    path: `/monitor/${role}s`,
    request: {},
    poll: true,
    read: (data) =>
      servers.parse(data).map(({ host, resInfo }) => ({
        ip: host,
        heartbeatAt: heartbeat.parse(JSON.parse(resInfo)).reportTime,
      })),
  }),
};

/** `2026-11-23 11:12:04`, of UTC: that is every server's time zone. */
function secondsOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

function definitionForm({ name, tenant, tasks }: WorkflowDefinition): Record<string, string> {
  return {
    name,
    description: '',
    globalParams: '[]',
    timeout: '0',
    executionType: 'PARALLEL',
    tenantCode: tenant,
    locations: JSON.stringify(tasks.map((task, index) => ({ taskCode: task.code, x: 100 + 200 * index, y: 100 }))),
    taskRelationJson: JSON.stringify(tasks.flatMap(relations)),
    taskDefinitionJson: JSON.stringify(tasks.map(taskDefinition)),
  };
}

/** One row a predecessor; a task without any has one from 0, the root. */
function relations({ code: task, after }: TaskDefinition): object[] {
  return (after.length > 0 ? after : [0]).map((before) => ({
    name: '',
    preTaskCode: before,
    preTaskVersion: 0,
    postTaskCode: task,
    postTaskVersion: 0,
    conditionType: 'NONE',
    conditionParams: {},
  }));
}

function taskDefinition({ code: task, name, work, retries, delayMinutes }: TaskDefinition): object {
  return {
    code: task,
    name,
    version: 0,
    description: '',
    // Minutes.
    delayTime: delayMinutes,
    taskType: 'script' in work ? 'SHELL' : 'SUB_PROCESS',
    taskParams: {
      localParams: [],
      ...('script' in work ? { rawScript: work.script } : { processDefinitionCode: work.runs }),
      resourceList: [],
    },
    flag: 'YES',
    taskPriority: 'MEDIUM',
    workerGroup: 'default',
    environmentCode: -1,
    failRetryTimes: retries,
    // Minutes. None: the master submits the retry as it handles the failure (3.1.1: TaskInstance.retryTaskIntervalOverTime), and a run need not wait.
    failRetryInterval: 0,
    timeoutFlag: 'CLOSE',
    timeoutNotifyStrategy: null,
    timeout: 0,
    taskGroupId: 0,
    taskGroupPriority: 0,
    cpuQuota: -1,
    memoryMax: -1,
    taskExecuteType: 'BATCH',
  };
}
