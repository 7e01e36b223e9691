import { expect, test } from 'vitest';
import { familyOf } from '../../cluster/dolphinscheduler/families.ts';

const family = familyOf('3.1.1');
const nameOf = (address: string): string | null =>
  address === '10.0.0.9:5678' ? 'master-1' : address === 'NULL' ? null : address;

const workflow = { id: 3, process_definition_code: 77, state: 1, host: '10.0.0.9:5678', name: 'ignored' };
const task = { id: 19, process_instance_id: 3, task_code: 5, state: 8, flag: 0, retry_times: 1, host: null };
const command = { id: 2, command_type: 2, process_definition_code: 77, process_instance_id: 0 };

test('a running workflow and its owner', () => {
  expect(family.decode('workflow', workflow, nameOf)).toEqual({
    table: 'workflow',
    workflow: 3,
    definition: 77,
    state: 'RUNNING_EXECUTION',
    final: false,
    owner: 'master-1',
  });
});

test('a workflow freed by a failover has no owner', () => {
  expect(family.decode('workflow', { ...workflow, host: 'NULL' }, nameOf)).toMatchObject({ owner: null });
});

test('an attempt that a failover gave up is final, and no longer valid', () => {
  expect(family.decode('task', task, nameOf)).toEqual({
    table: 'task',
    workflow: 3,
    task: 5,
    taskInstance: 19,
    state: 'NEED_FAULT_TOLERANCE',
    final: true,
    valid: false,
    retry: 1,
    worker: null,
  });
});

test.each([
  [0, false],
  [1, false],
  [3, true],
  [5, true],
  [6, true],
  [7, true],
  [8, true],
  [9, true],
  [12, false],
  [13, true],
  [17, false],
])('task state %i: final is %s', (state, final) => {
  expect(family.decode('task', { ...task, state }, nameOf)).toMatchObject({ final });
});

test('a state that this version should not have is named, and settles nothing', () => {
  expect(family.decode('task', { ...task, state: 99 }, nameOf)).toMatchObject({ state: 'UNKNOWN(99)', final: false });
  expect(family.decode('workflow', { ...workflow, state: null }, nameOf)).toMatchObject({
    state: 'UNKNOWN(null)',
    final: false,
  });
});

test('a command of a failover; instance 0 is none', () => {
  expect(family.decode('command', command, nameOf)).toEqual({
    table: 'command',
    command: 2,
    kind: 'RECOVER_TOLERANCE_FAULT_PROCESS',
    definition: 77,
    workflow: null,
  });
  expect(
    family.decode('error-command', { ...command, process_instance_id: 3, message: 'delete command fail' }, nameOf),
  ).toMatchObject({
    table: 'error-command',
    workflow: 3,
    message: 'delete command fail',
  });
});

test('a row without a column that it must have is an error, not a guess', () => {
  expect(() => family.decode('task', { ...task, task_code: undefined }, nameOf)).toThrow(/task_code/);
});

test.each(['2.0.9', '3.2.2', '3.10.0', 'dev', ''])(
  'there is no adapter for %j, and the error says what there is',
  (version) => {
    expect(() => familyOf(version)).toThrow(/not supported; supported are the versions 3\.1\.x/);
  },
);
