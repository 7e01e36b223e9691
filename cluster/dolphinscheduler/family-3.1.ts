import { z } from 'zod';
import type { DecodedRow, Family, NameOf, Row, Subject } from './family.ts';
import { calls } from './family-3.1-calls.ts';

interface State {
  readonly name: string;
  readonly final: boolean;
}

const open = (name: string): State => ({ name, final: false });
const final = (name: string): State => ({ name, final: true });

/** TaskExecutionStatus. NEED_FAULT_TOLERANCE is final for the attempt: a failover gave it up, another row takes its place. */
const taskStates: Readonly<Record<number, State>> = {
  0: open('SUBMITTED_SUCCESS'),
  1: open('RUNNING_EXECUTION'),
  3: final('PAUSE'),
  5: final('STOP'),
  6: final('FAILURE'),
  7: final('SUCCESS'),
  8: final('NEED_FAULT_TOLERANCE'),
  9: final('KILL'),
  12: open('DELAY_EXECUTION'),
  13: final('FORCED_SUCCESS'),
  17: open('DISPATCH'),
};

/** WorkflowExecutionStatus. */
const workflowStates: Readonly<Record<number, State>> = {
  0: open('SUBMITTED_SUCCESS'),
  1: open('RUNNING_EXECUTION'),
  2: open('READY_PAUSE'),
  3: final('PAUSE'),
  4: open('READY_STOP'),
  5: final('STOP'),
  6: final('FAILURE'),
  7: final('SUCCESS'),
  12: open('DELAY_EXECUTION'),
  14: open('SERIAL_WAIT'),
  15: open('READY_BLOCK'),
  16: final('BLOCK'),
};

function finalCodes(states: Readonly<Record<number, State>>): string {
  return Object.entries(states)
    .flatMap(([code, state]) => (state.final ? [code] : []))
    .join(', ');
}

function codeOf(states: Readonly<Record<number, State>>, name: string): string {
  const [code] = Object.entries(states).find(([, state]) => state.name === name) ?? [];
  if (code === undefined) throw new Error(`there is no state ${name}`);
  return code;
}

/** CommandType, by number. */
const commandKinds = [
  'START_PROCESS',
  'START_CURRENT_TASK_PROCESS',
  'RECOVER_TOLERANCE_FAULT_PROCESS',
  'RECOVER_SUSPENDED_PROCESS',
  'START_FAILURE_TASK_PROCESS',
  'COMPLEMENT_DATA',
  'SCHEDULER',
  'REPEAT_RUNNING',
  'PAUSE',
  'STOP',
  'RECOVER_WAITING_THREAD',
  'RECOVER_SERIAL_WAIT',
];

/** A state that this version should not have is named by its number and counts as not final: unknown is never settled. */
function stateOf(states: Readonly<Record<number, State>>, code: number | null): State {
  return (code === null ? undefined : states[code]) ?? open(`UNKNOWN(${code})`);
}

const id = z.number().int();
const workflowColumns = z.object({
  id,
  process_definition_code: id,
  state: id.nullable(),
  host: z.string().nullable(),
});
const taskColumns = z.object({
  id,
  process_instance_id: id,
  task_code: id,
  state: id.nullable(),
  flag: id.nullable(),
  retry_times: id.nullable(),
  host: z.string().nullable(),
});
const commandColumns = z.object({
  id,
  command_type: id.nullable(),
  process_definition_code: id,
  process_instance_id: id.nullable(),
  message: z.string().nullish(),
});

/** DolphinScheduler 3.1.0 to 3.1.9: their controllers, tables and registry paths are the same. */
export const family31: Family = {
  name: '3.1',
  matches: (version) => version.startsWith('3.1.'),
  tables: {
    workflow: 't_ds_process_instance',
    task: 't_ds_task_instance',
    command: 't_ds_command',
    'error-command': 't_ds_error_command',
  },
  registryPaths: ['/dolphinscheduler/nodes/master', '/dolphinscheduler/nodes/worker', '/dolphinscheduler/lock/masters'],
  registryRoots: ['/dolphinscheduler/nodes', '/dolphinscheduler/lock'],
  openWorkflows: `SELECT instance.id, definition.project_code AS project FROM t_ds_process_instance instance
    JOIN t_ds_process_definition definition ON definition.code = instance.process_definition_code
    WHERE instance.state NOT IN (${finalCodes(workflowStates)})`,
  onlineSchedules: `SELECT schedule.id, definition.project_code AS project FROM t_ds_schedules schedule
    JOIN t_ds_process_definition definition ON definition.code = schedule.process_definition_code
    WHERE schedule.release_state = 1`,
  closeWorkflows: [
    `UPDATE t_ds_task_instance SET state = ${codeOf(taskStates, 'KILL')}, end_time = now()
      WHERE process_instance_id = ANY($1) AND state NOT IN (${finalCodes(taskStates)})`,
    `UPDATE t_ds_process_instance SET state = ${codeOf(workflowStates, 'STOP')}, end_time = now()
      WHERE id = ANY($1) AND state NOT IN (${finalCodes(workflowStates)})`,
  ],
  // api/enums/Status.java: names taken, no master, definition absent or not online, a parameter or graph that is not valid.
  refusals: new Set([10001, 10003, 10009, 10019, 10025, 50003, 50004, 50019, 50020]),
  decode,
  calls,
};

function decode(subject: Subject, row: Row, nameOf: NameOf): DecodedRow {
  switch (subject) {
    case 'workflow': {
      const columns = workflowColumns.parse(row);
      const state = stateOf(workflowStates, columns.state);
      return {
        table: subject,
        workflow: columns.id,
        definition: columns.process_definition_code,
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
        workflow: columns.process_instance_id,
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
        definition: columns.process_definition_code,
        // 0 stands for none.
        workflow: columns.process_instance_id || null,
      };
      return subject === 'command'
        ? { table: subject, ...decoded }
        : { table: subject, ...decoded, message: columns.message ?? '' };
    }
  }
}
