import { describe, expect, test } from 'vitest';
import { familyOf } from '../../../cluster/dolphinscheduler/families.ts';
import type { Family } from '../../../cluster/dolphinscheduler/family.ts';

const nameOf = (address: string): string | null =>
  address === '10.0.0.9:5678' ? 'master-1' : address === 'NULL' ? null : address;

/** Rows as the audit has them, with columns of dao/src/main/resources/sql/dolphinscheduler_postgresql.sql; most others are left out. */
function rowsOf(word: string) {
  const definition = { [`${word}_definition_code`]: 77 };
  return {
    workflow: {
      id: 3,
      name: 'ignored',
      ...definition,
      [`${word}_definition_version`]: 1,
      state: 1,
      host: '10.0.0.9:5678',
    },
    task: { id: 19, [`${word}_instance_id`]: 3, task_code: 5, state: 8, flag: 0, retry_times: 1, host: null },
    command: { id: 2, command_type: 2, ...definition, [`${word}_instance_id`]: 0 },
  };
}

const versions = [
  ['3.1.1', 'process'],
  ['3.1.9', 'process'],
  ['3.2.0', 'process'],
  ['3.2.2', 'process'],
  ['3.3.0', 'workflow'],
  ['3.4.2', 'workflow'],
] as const;

describe.each(versions)('%s', (version, word) => {
  const { family } = familyOf(version);
  const rows = rowsOf(word);

  test('a running workflow and its owner', () => {
    expect(family.decode('workflow', rows.workflow, nameOf)).toEqual({
      table: 'workflow',
      workflow: 3,
      definition: 77,
      state: 'RUNNING_EXECUTION',
      final: false,
      owner: 'master-1',
    });
  });

  test('a workflow freed by a failover has no owner', () => {
    expect(family.decode('workflow', { ...rows.workflow, host: 'NULL' }, nameOf)).toMatchObject({ owner: null });
  });

  test('an attempt that a failover gave up is final, and no longer valid', () => {
    expect(family.decode('task', rows.task, nameOf)).toEqual({
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

  test('a command of a failover; instance 0 is none', () => {
    expect(family.decode('command', rows.command, nameOf)).toEqual({
      table: 'command',
      command: 2,
      kind: 'RECOVER_TOLERANCE_FAULT_PROCESS',
      definition: 77,
      workflow: null,
    });
    const error = { ...rows.command, [`${word}_instance_id`]: 3, message: 'delete command fail' };
    expect(family.decode('error-command', error, nameOf)).toMatchObject({
      table: 'error-command',
      workflow: 3,
      message: 'delete command fail',
    });
  });

  test('a state that this version should not have is named, and settles nothing', () => {
    expect(family.decode('task', { ...rows.task, state: 99 }, nameOf)).toMatchObject({
      state: 'UNKNOWN(99)',
      final: false,
    });
    expect(family.decode('workflow', { ...rows.workflow, state: null }, nameOf)).toMatchObject({
      state: 'UNKNOWN(null)',
      final: false,
    });
  });

  test('a row without a column that it must have is an error that names it, not a guess', () => {
    const { [`${word}_instance_id`]: _, ...task } = rows.task as Record<string, unknown>;
    expect(() => family.decode('task', task, nameOf)).toThrow(`${word}_instance_id`);
    expect(() => family.decode('task', { ...rows.task, task_code: undefined }, nameOf)).toThrow('task_code');
    const other = rowsOf(word === 'process' ? 'workflow' : 'process');
    expect(() => family.decode('workflow', other.workflow, nameOf)).toThrow(`${word}_definition_code`);
    expect(() => family.decode('command', other.command, nameOf)).toThrow(`${word}_definition_code`);
  });

  test('what is asked and closed names the tables that the audit watches', () => {
    expect(family.tables.workflow).toBe(`t_ds_${word}_instance`);
    expect(family.openWorkflows).toContain(
      `JOIN t_ds_${word}_definition definition ON definition.code = instance.${word}_definition_code`,
    );
    expect(family.onlineSchedules).toContain(`= schedule.${word}_definition_code`);
    const [tasks, workflows] = family.closeWorkflows;
    expect(tasks).toContain(`WHERE ${word}_instance_id = ANY($1)`);
    expect(tasks).toContain('SET state = 9,');
    expect(workflows).toContain(`UPDATE t_ds_${word}_instance SET state = 5,`);
  });
});

/** Codes that settle, and those that do not, as WorkflowExecutionStatus.isFinished and TaskExecutionStatus.isFinished have them. */
test.each([
  ['3.1.9', 'task', [3, 5, 6, 7, 8, 9, 13], [0, 1, 12, 17]],
  ['3.2.2', 'task', [3, 5, 6, 7, 8, 9, 13], [0, 1, 12, 17]],
  ['3.3.0', 'task', [3, 6, 7, 8, 9, 13], [0, 1, 12, 17]],
  ['3.1.9', 'workflow', [3, 5, 6, 7, 16], [0, 1, 2, 4, 12, 14, 15]],
  ['3.2.2', 'workflow', [3, 5, 6, 7, 16], [0, 1, 2, 4, 12, 14, 15, 17]],
  ['3.3.0', 'workflow', [3, 5, 6, 7], [0, 1, 2, 4, 14, 17, 18]],
] as const)('states of %s, %s', (version, subject, finals, opens) => {
  const { family } = familyOf(version);
  const known = Array.from({ length: 30 }, (_, state) => stateOf(family, subject, state)).filter(
    ({ name }) => !name.startsWith('UNKNOWN'),
  );
  expect(known.filter(({ final }) => final).map(({ state }) => state)).toEqual(finals);
  expect(known.filter(({ final }) => !final).map(({ state }) => state)).toEqual(opens);
});

test.each([
  ['3.1.9', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['3.2.2', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]],
  ['3.3.0', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13]],
] as const)('kinds of commands of %s', (version, kinds) => {
  const { family } = familyOf(version);
  const row = { ...rowsOf('process').command, ...rowsOf('workflow').command };
  const known = Array.from({ length: 30 }, (_, code) => code).filter((code) => {
    const decoded = family.decode('command', { ...row, command_type: code }, nameOf);
    return decoded.table === 'command' && !decoded.kind.startsWith('UNKNOWN');
  });
  expect(known).toEqual(kinds);
});

test('the states that only some versions have', () => {
  expect(stateOf(familyOf('3.2.2').family, 'workflow', 17).name).toBe('WAIT_TO_RUN');
  expect(stateOf(familyOf('dev').family, 'workflow', 18).name).toBe('FAILOVER');
});

function stateOf(family: Family, subject: 'task' | 'workflow', state: number) {
  const row = { ...rowsOf('process')[subject], ...rowsOf('workflow')[subject], state };
  const decoded = family.decode(subject, row, nameOf);
  if (decoded.table !== 'task' && decoded.table !== 'workflow') throw new Error(decoded.table);
  return { state, name: decoded.state, final: decoded.final };
}
