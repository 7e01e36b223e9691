import type { HistoryBuilder } from './builder.ts';
import type { WorkflowPlan } from './plan.ts';

/** A process of the run, times in µs since its begin. */
export interface Process {
  readonly name: string;
  readonly workflow: number;
  readonly task: number;
  readonly taskInstance: number;
  readonly from: number;
  readonly to: number;
  /** Null: killed, and its end not told. */
  readonly exitCode: number | null;
}

export interface SimulatedRun {
  readonly builder: HistoryBuilder;
  readonly processes: readonly Process[];
  /** By workflow: the shape of its tasks; the task with index i has code i + 1. */
  readonly shapes: ReadonlyMap<number, WorkflowPlan['shape']>;
  /** By `workflow/task`: the moment from which its successors may start. */
  readonly done: ReadonlyMap<string, number>;
  /** Moment and writer of the workflows' final rows, by workflow; left out of the builder until `settle` adds them. */
  readonly settled: ReadonlyMap<number, { readonly at: number; readonly owner: string }>;
  readonly endsAt: number;
}

/** What the builder counts in, from what the simulation counts in. */
export const seconds = (micros: number) => micros / 1e6;

/** Gives every workflow but those left out its final row, and ends the run. */
export function settle(run: SimulatedRun, stuck: readonly number[] = [], endsAt = run.endsAt): HistoryBuilder {
  for (const [workflow, { at, owner }] of run.settled) {
    if (stuck.includes(workflow)) continue;
    const row = { workflow, definition: 100 + workflow, state: 'SUCCESS', final: true, owner, writer: owner };
    run.builder.late(0).workflow(seconds(at), row);
  }
  return run.builder.finish(seconds(endsAt), stuck.length > 0 ? 'deadline' : 'settled');
}
