import { describe, expect, test } from 'vitest';
import { familyOf } from '../../../cluster/dolphinscheduler/families.ts';

const callsOf = (version: string) => familyOf(version).family.calls;

const definition = {
  name: 'chain',
  tenant: 'root',
  tasks: [
    { code: 11, name: 'first', work: { script: 'true' }, after: [], retries: 2, delayMinutes: 1 },
    { code: 12, name: 'part', work: { runs: 99 }, after: [11], retries: 0, delayMinutes: 0 },
  ],
};

describe.each([
  ['3.1.9', 'process'],
  ['3.2.2', 'process'],
  ['3.3.0', 'workflow'],
] as const)('paths and forms of %s', (version, word) => {
  const calls = callsOf(version);
  const inStart = version === '3.1.9' ? {} : { tenantCode: 'root' };

  test('start', () => {
    expect(calls.start(7, 8, 'root')).toMatchObject({
      method: 'POST',
      path: `/projects/7/executors/start-${word}-instance`,
    });
    expect(calls.start(7, 8, 'root').form).toEqual({
      [`${word}DefinitionCode`]: '8',
      scheduleTime: '',
      failureStrategy: 'END',
      warningType: 'NONE',
      warningGroupId: '0',
      execType: 'START_PROCESS',
      taskDependType: 'TASK_POST',
      runMode: 'RUN_MODE_SERIAL',
      [`${word}InstancePriority`]: 'MEDIUM',
      workerGroup: 'default',
      environmentCode: '-1',
      dryRun: '0',
      ...inStart,
      ...(version === '3.1.9' ? {} : { testFlag: '0' }),
    });
  });

  test('definition', () => {
    const { path, form = {} } = calls.createDefinition(7, definition);
    expect(path).toBe(`/projects/7/${word}-definition`);
    const { tenantCode, taskDefinitionJson = '', taskRelationJson = '' } = form;
    expect(tenantCode).toBe(version === '3.1.9' ? 'root' : undefined);
    const tasks = JSON.parse(taskDefinitionJson);
    expect(tasks).toMatchObject([
      { code: 11, taskType: 'SHELL', taskParams: { rawScript: 'true' }, failRetryTimes: 2, delayTime: 1 },
      { code: 12, taskType: `SUB_${word.toUpperCase()}`, taskParams: { [`${word}DefinitionCode`]: 99 } },
    ]);
    expect(tasks[0].isCache).toBe(version === '3.1.9' ? undefined : 'NO');
    expect(JSON.parse(taskRelationJson)).toMatchObject([
      { preTaskCode: 0, postTaskCode: 11 },
      { preTaskCode: 11, postTaskCode: 12 },
    ]);
    expect(calls.release(7, 8)).toMatchObject({
      path: `/projects/7/${word}-definition/8/release`,
      form: { releaseState: 'ONLINE' },
    });
  });

  test('schedule', () => {
    const times = { everySeconds: 10, from: Date.UTC(2026, 10, 23, 11), until: Date.UTC(2026, 10, 23, 12) } as const;
    const { path, form = {} } = calls.createSchedule(7, 8, 'root', times);
    expect(path).toBe('/projects/7/schedules');
    const { schedule = '', ...rest } = form;
    expect(JSON.parse(schedule)).toEqual({
      startTime: '2026-11-23 11:00:00',
      endTime: '2026-11-23 12:00:00',
      crontab: '0/10 * * * * ? *',
      timezoneId: 'UTC',
    });
    expect(rest).toEqual({ [`${word}DefinitionCode`]: '8', workerGroup: 'default', ...inStart });
    expect(calls.setSchedule(7, 5, 'offline').path).toBe('/projects/7/schedules/5/offline');
  });

  test('stop', () => {
    expect(calls.stop(7, 3)).toMatchObject({
      path: '/projects/7/executors/execute',
      form: { [`${word}InstanceId`]: '3', executeType: 'STOP' },
    });
  });
});

test.each([
  ['3.1.1', '/monitor/masters', '/monitor/workers'],
  ['3.2.0', '/monitor/masters', '/monitor/workers'],
  ['3.2.1', '/monitor/masters', '/monitor/workers'],
  ['3.2.2', '/monitor/MASTER', '/monitor/WORKER'],
  ['3.3.0', '/monitor/MASTER', '/monitor/WORKER'],
])('where %s lists its servers', (version, masters, workers) => {
  const { servers } = callsOf(version);
  expect([servers('master').path, servers('worker').path]).toEqual([masters, workers]);
});

const TRIGGER_CODE = 15_283_618_203_264;

/** Answers as the controllers give them; each version takes its own and no other. */
const starts: readonly (readonly [string, unknown])[] = [
  ['3.1.9', null],
  ['3.2.0', TRIGGER_CODE],
  ['3.2.2', TRIGGER_CODE],
  ['3.3.0', [4]],
];
describe.each(starts)('what a start answers, %s', (version, answer) => {
  const { read } = callsOf(version).start(7, 8, 'root');

  test('its own', () => expect(() => read(answer)).not.toThrow());

  test.each([null, TRIGGER_CODE, [4], [], [4, 5], ['4'], true, '4', {}].filter((other) => !same(other, answer)))(
    'not %j',
    (other) => expect(() => read(other)).toThrow(),
  );
});

const dones: readonly (readonly [string, unknown])[] = [
  ['3.1.9', null],
  ['3.2.0', null],
  ['3.2.1', true],
  ['3.2.2', true],
  ['3.3.0', true],
];
describe.each(dones)('what a release and a schedule answer, %s', (version, answer) => {
  const { release, setSchedule, stop } = callsOf(version);
  const reads = [release(7, 8).read, setSchedule(7, 5, 'online').read];

  test('its own', () => {
    for (const read of reads) expect(() => read(answer)).not.toThrow();
  });

  test.each([null, true, false, [], {}].filter((other) => !same(other, answer)))('not %j', (other) => {
    for (const read of reads) expect(() => read(other)).toThrow();
  });

  test('a stop answers nothing', () => {
    expect(() => stop(7, 3).read(null)).not.toThrow();
    expect(() => stop(7, 3).read(true)).toThrow();
  });
});

describe.each(['3.1.9', '3.2.2', '3.3.0'])('answers of %s', (version) => {
  const calls = callsOf(version);

  test('a tenant is the one that was asked for', () => {
    const { read } = calls.createTenant('root');
    expect(() => read({ id: 1, tenantCode: 'root', description: '', queueId: 1 })).not.toThrow();
    expect(() => read({ id: 1, tenantCode: 'default' })).toThrow(/tenantCode/);
    expect(() => read(null)).toThrow();
  });

  test('as many task codes as were asked for', () => {
    const { read } = calls.generateTaskCodes(7, 2);
    expect(read([15_283_618_203_264, 15_283_618_203_265])).toHaveLength(2);
    expect(() => read([15_283_618_203_264])).toThrow();
  });

  test('codes of a project and a definition, the id of a schedule', () => {
    expect(calls.createProject('p').read({ id: 1, code: 5 })).toBe(5);
    expect(calls.createDefinition(7, definition).read({ id: 1, code: 6 })).toBe(6);
    expect(() => calls.createDefinition(7, definition).read({ id: 1 })).toThrow(/code/);
  });

  test('servers and when they last wrote to the registry', () => {
    const { read } = calls.servers('master');
    const server = {
      id: 42,
      host: '172.18.0.5',
      port: 5678,
      zkDirectory: '/nodes/master/172.18.0.5:5678',
      resInfo: JSON.stringify({ processId: 42, startupTime: 1_795_440_000_000, reportTime: 1_795_440_002_000 }),
      createTime: '2026-11-23 18:40:00',
      lastHeartbeatTime: '2026-11-23 18:40:02',
    };
    expect(read([server])).toEqual([{ ip: '172.18.0.5', heartbeatAt: 1_795_440_002_000 }]);
    expect(() => read([{ ...server, resInfo: '{}' }])).toThrow(/reportTime/);
    expect(() => read({ servers: [server] })).toThrow();
  });
});

test.each(['3.1.9', '3.2.2', '3.3.0'])('what %s refuses before it does anything', (version) => {
  const { refusals } = familyOf(version).family;
  // MASTER_NOT_EXISTS, PROCESS_DEFINE_NOT_RELEASE, and INTERNAL_SERVER_ERROR_ARGS, which may come after something was done.
  expect([10025, 50004, 10000].map((code) => refusals.has(code))).toEqual([true, true, false]);
  expect(refusals.has(10017)).toBe(version !== '3.1.9');
});

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
