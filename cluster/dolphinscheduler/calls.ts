import { z } from 'zod';
import { type DefinitionDialect, definitionForm } from './definition-form.ts';
import type { Family } from './family.ts';

/** How a family's REST API differs from the others'. */
export interface Dialect extends DefinitionDialect {
  /** What a start has beside what all versions know. */
  readonly startExtras: Readonly<Record<string, string>>;
  /** Reads what a start answers. @throws Error where it is something else. */
  readonly started: (data: unknown) => unknown;
  /** Reads what a release, or setting a schedule, answers. @throws Error where it is something else. */
  readonly done: (data: unknown) => unknown;
  /** Where the servers of a role are listed. */
  readonly monitor: (role: 'master' | 'worker') => string;
}

/** No data: the code alone says that it was done. */
export const nothing = (data: unknown): unknown => z.null().optional().parse(data);
/** `true`, whatever was asked. */
export const yes = (data: unknown): unknown => z.literal(true).parse(data);

const integer = z.number().int();
const code = z.object({ code: integer });
const servers = z.array(z.object({ host: z.string(), resInfo: z.string() }));
const heartbeat = z.object({ reportTime: integer });

/** The REST API: forms in, `{ code, msg, data }` out. */
export function callsOf(dialect: Dialect): Family['calls'] {
  const { word, tenantIn } = dialect;
  const tenantForm = (tenant: string): Record<string, string> => (tenantIn === 'start' ? { tenantCode: tenant } : {});
  return {
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
    // 3.1: the seeded admin's tenant does not exist; without one of our own a start is refused (TENANT_NOT_SUITABLE). 3.2+: the seeded tenant, `default`,
    // is no user of the workers'. Its admin is bound to that one, but a start may name any that there is (ExecutorServiceImpl.checkValidTenant).
    createTenant: (tenant) => ({
      operation: 'create tenant',
      method: 'POST',
      path: '/tenants',
      form: { tenantCode: tenant, queueId: '1', description: '' },
      request: { tenant },
      read: (data) => void z.object({ tenantCode: z.literal(tenant) }).parse(data),
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
      read: (data) => z.array(integer).length(count).parse(data),
    }),
    createDefinition: (project, definition) => ({
      operation: 'create workflow definition',
      method: 'POST',
      path: `/projects/${project}/${word}-definition`,
      form: definitionForm(definition, dialect),
      request: { project, workflow: definition.name, tasks: definition.tasks.map(({ name }) => name) },
      read: (data) => code.parse(data).code,
    }),
    release: (project, definition) => ({
      operation: 'release workflow definition',
      method: 'POST',
      path: `/projects/${project}/${word}-definition/${definition}/release`,
      form: { releaseState: 'ONLINE' },
      request: { project, definition },
      read: (data) => void dialect.done(data),
    }),
    start: (project, definition, tenant) => ({
      operation: 'start workflow',
      method: 'POST',
      path: `/projects/${project}/executors/start-${word}-instance`,
      form: {
        [`${word}DefinitionCode`]: String(definition),
        // Has to be there, may be empty.
        scheduleTime: '',
        failureStrategy: 'END',
        warningType: 'NONE',
        warningGroupId: '0',
        execType: 'START_PROCESS',
        taskDependType: 'TASK_POST',
        runMode: 'RUN_MODE_SERIAL',
        [`${word}InstancePriority`]: 'MEDIUM',
        workerGroup: 'default',
        ...tenantForm(tenant),
        environmentCode: '-1',
        dryRun: '0',
        ...dialect.startExtras,
      },
      request: { project, definition },
      read: (data) => void dialect.started(data),
    }),
    createSchedule: (project, definition, tenant, { everySeconds, from, until }) => ({
      operation: 'create schedule',
      method: 'POST',
      path: `/projects/${project}/schedules`,
      form: {
        [`${word}DefinitionCode`]: String(definition),
        schedule: JSON.stringify({
          startTime: secondsOf(from),
          endTime: secondsOf(until),
          // Quartz's: seconds come first.
          crontab: `0/${everySeconds} * * * * ? *`,
          timezoneId: 'UTC',
        }),
        workerGroup: 'default',
        ...tenantForm(tenant),
      },
      request: { project, definition, everySeconds, from, until },
      read: (data) => z.object({ id: integer }).parse(data).id,
    }),
    setSchedule: (project, schedule, to) => ({
      operation: `set schedule ${to}`,
      method: 'POST',
      path: `/projects/${project}/schedules/${schedule}/${to}`,
      form: {},
      request: { project, schedule },
      read: (data) => void dialect.done(data),
    }),
    stop: (project, workflow) => ({
      operation: 'stop workflow',
      method: 'POST',
      path: `/projects/${project}/executors/execute`,
      form: { [`${word}InstanceId`]: String(workflow), executeType: 'STOP' },
      request: { project, workflow },
      read: (data) => void nothing(data),
    }),
    servers: (role) => ({
      operation: `list ${role}s`,
      method: 'GET',
      path: dialect.monitor(role),
      request: {},
      poll: true,
      read: (data) =>
        servers.parse(data).map(({ host, resInfo }) => ({
          ip: host,
          heartbeatAt: heartbeat.parse(JSON.parse(resInfo)).reportTime,
        })),
    }),
  };
}

/** `2026-11-23 11:12:04`, of UTC: that is every server's time zone. */
function secondsOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
