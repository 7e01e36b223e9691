/** What a number in a `state` column means. */
interface State {
  readonly name: string;
  /** The scheduler leaves it only when somebody asks it to. */
  readonly final: boolean;
}

export type States = Readonly<Record<number, State>>;

export const open = (name: string): State => ({ name, final: false });
export const final = (name: string): State => ({ name, final: true });

/**
 * TaskExecutionStatus: those that all versions have.
 * NEED_FAULT_TOLERANCE is final for the attempt: a failover gave it up, another row takes its place.
 */
export const taskStates: States = {
  0: open('SUBMITTED_SUCCESS'),
  1: open('RUNNING_EXECUTION'),
  3: final('PAUSE'),
  6: final('FAILURE'),
  7: final('SUCCESS'),
  8: final('NEED_FAULT_TOLERANCE'),
  9: final('KILL'),
  12: open('DELAY_EXECUTION'),
  13: final('FORCED_SUCCESS'),
  17: open('DISPATCH'),
};

/** WorkflowExecutionStatus: those that all versions have. */
export const workflowStates: States = {
  0: open('SUBMITTED_SUCCESS'),
  1: open('RUNNING_EXECUTION'),
  2: open('READY_PAUSE'),
  3: final('PAUSE'),
  4: open('READY_STOP'),
  5: final('STOP'),
  6: final('FAILURE'),
  7: final('SUCCESS'),
  14: open('SERIAL_WAIT'),
};

/** WorkflowExecutionStatus: those that were dropped after 3.2. */
export const workflowStatesUntil32: States = {
  12: open('DELAY_EXECUTION'),
  15: open('READY_BLOCK'),
  16: final('BLOCK'),
};

/** CommandType: those that all versions have. */
export const commandKinds: Readonly<Record<number, string>> = {
  0: 'START_PROCESS',
  1: 'START_CURRENT_TASK_PROCESS',
  2: 'RECOVER_TOLERANCE_FAULT_PROCESS',
  3: 'RECOVER_SUSPENDED_PROCESS',
  4: 'START_FAILURE_TASK_PROCESS',
  5: 'COMPLEMENT_DATA',
  6: 'SCHEDULER',
  7: 'REPEAT_RUNNING',
  8: 'PAUSE',
  9: 'STOP',
  11: 'RECOVER_SERIAL_WAIT',
};

/** CommandType: those that came with 3.2. */
export const commandKindsSince32: Readonly<Record<number, string>> = {
  12: 'EXECUTE_TASK',
  13: 'DYNAMIC_GENERATION',
};

/** A state that this version should not have is named by its number and counts as not final: unknown is never settled. */
export function stateOf(states: States, code: number | null): State {
  return (code === null ? undefined : states[code]) ?? open(`UNKNOWN(${code})`);
}

/** @returns for a query: `3, 6, 7`. */
export function finalCodes(states: States): string {
  return Object.entries(states)
    .flatMap(([code, state]) => (state.final ? [code] : []))
    .join(', ');
}

export function codeOf(states: States, name: string): string {
  const [code] = Object.entries(states).find(([, state]) => state.name === name) ?? [];
  if (code === undefined) throw new Error(`there is no state ${name}`);
  return code;
}
