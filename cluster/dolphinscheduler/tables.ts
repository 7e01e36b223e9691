import { z } from 'zod';
import type { DecodedRow, Family, NameOf, Row, Subject } from './family.ts';
import { codeOf, finalCodes, type States, stateOf } from './states.ts';

/** What a family calls a workflow, in its tables, paths and forms: 3.3 gave up `process`. */
export type Word = 'process' | 'workflow';

interface Codes {
  readonly taskStates: States;
  readonly workflowStates: States;
  readonly commandKinds: Readonly<Record<number, string>>;
}

/** All of a family that is about its database. */
export function databaseOf(
  word: Word,
  codes: Codes,
): Pick<Family, 'tables' | 'openWorkflows' | 'onlineSchedules' | 'closeWorkflows' | 'decode'> {
  const { taskStates, workflowStates } = codes;
  const instances = `t_ds_${word}_instance`;
  const definitions = `t_ds_${word}_definition`;
  return {
    tables: {
      workflow: instances,
      task: 't_ds_task_instance',
      command: 't_ds_command',
      'error-command': 't_ds_error_command',
    },
    openWorkflows: `SELECT instance.id, definition.project_code AS project FROM ${instances} instance
    JOIN ${definitions} definition ON definition.code = instance.${word}_definition_code
    WHERE instance.state NOT IN (${finalCodes(workflowStates)})`,
    onlineSchedules: `SELECT schedule.id, definition.project_code AS project FROM t_ds_schedules schedule
    JOIN ${definitions} definition ON definition.code = schedule.${word}_definition_code
    WHERE schedule.release_state = 1`,
    closeWorkflows: [
      `UPDATE t_ds_task_instance SET state = ${codeOf(taskStates, 'KILL')}, end_time = now()
      WHERE ${word}_instance_id = ANY($1) AND state NOT IN (${finalCodes(taskStates)})`,
      `UPDATE ${instances} SET state = ${codeOf(workflowStates, 'STOP')}, end_time = now()
      WHERE id = ANY($1) AND state NOT IN (${finalCodes(workflowStates)})`,
    ],
    decode: (subject, row, nameOf) => decode(word, codes, subject, row, nameOf),
  };
}

const id = z.number().int();
const workflowColumns = z.object({ id, state: id.nullable(), host: z.string().nullable() });
const taskColumns = z.object({
  id,
  task_code: id,
  state: id.nullable(),
  flag: id.nullable(),
  retry_times: id.nullable(),
  host: z.string().nullable(),
});
const commandColumns = z.object({ id, command_type: id.nullable(), message: z.string().nullish() });

function decode(
  word: Word,
  { taskStates, workflowStates, commandKinds }: Codes,
  subject: Subject,
  row: Row,
  nameOf: NameOf,
): DecodedRow {
  const definition = (): number => column(row, `${word}_definition_code`, id);
  switch (subject) {
    case 'workflow': {
      const columns = workflowColumns.parse(row);
      const state = stateOf(workflowStates, columns.state);
      return {
        table: subject,
        workflow: columns.id,
        definition: definition(),
        state: state.name,
        final: state.final,
        owner: columns.host === null ? null : nameOf(columns.host),
      };
    }
    case 'task': {
      const columns = taskColumns.parse(row);
      const state = stateOf(taskStates, columns.state);
      return {
        table: subject,
        workflow: column(row, `${word}_instance_id`, id),
        task: columns.task_code,
        taskInstance: columns.id,
        state: state.name,
        final: state.final,
        valid: columns.flag === 1,
        retry: columns.retry_times ?? 0,
        worker: columns.host === null ? null : nameOf(columns.host),
      };
    }
    case 'command':
    case 'error-command': {
      const columns = commandColumns.parse(row);
      const decoded = {
        command: columns.id,
        kind: commandKinds[columns.command_type ?? -1] ?? `UNKNOWN(${columns.command_type})`,
        definition: definition(),
        // 0 stands for none.
        workflow: column(row, `${word}_instance_id`, id.nullable()) || null,
      };
      return subject === 'command'
        ? { table: subject, ...decoded }
        : { table: subject, ...decoded, message: columns.message ?? '' };
    }
  }
}

/** A column whose name depends on the version. @throws ZodError that names it. */
function column<T>(row: Row, name: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(row[name]);
  if (result.success) return result.data;
  throw new z.ZodError(result.error.issues.map((issue) => ({ ...issue, path: [name] })));
}
