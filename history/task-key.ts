/** The logical task that should be run once. */
export interface TaskKey {
  readonly workflow: number;
  readonly task: number;
}

/** Names a task key. */
export function keyOf({ workflow, task }: TaskKey): string {
  return `${workflow}/${task}`;
}

/**
 * What people call the executions of one task key, in order of their start: A … Z, AA, AB …, as a spreadsheet's columns.
 * Here because a finding's sentence and the bar in the picture have to agree. @param index from 0.
 */
export function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}
