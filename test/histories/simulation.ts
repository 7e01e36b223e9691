import { KILL_GRACE } from '../../checkers/orphan-execution.ts';
import { HistoryBuilder } from './builder.ts';
import { type AttemptPlan, clearlyApart, type RunPlan, rowsApart, type TaskPlan, type WorkflowPlan } from './plan.ts';
import { type Process, type SimulatedRun, seconds } from './simulated-run.ts';

/**
 * Runs a plan by the rules of a scheduler that makes no mistake, each pause as short as legal and as long as the plan asks.
 * `apart`: the shortest pause, µs; `rows`: the shortest between two rows where one of them allows the other. By default the shortest that
 * the plan's clocks can tell from none.
 */
export function simulate(plan: RunPlan, { apart = clearlyApart(plan), rows = rowsApart(plan) } = {}): SimulatedRun {
  const run = new Simulation(plan, apart, rows);
  plan.workflows.forEach((workflow, index) => {
    run.workflow(workflow, index + 1);
  });
  return run.result();
}

class Simulation {
  readonly #plan: RunPlan;
  readonly #builder: HistoryBuilder;
  readonly #processes: Process[] = [];
  readonly #settled = new Map<number, { readonly at: number; readonly owner: string }>();
  readonly #shapes = new Map<number, WorkflowPlan['shape']>();
  readonly #done = new Map<string, number>();
  readonly #apart: number;
  readonly #rowsApart: number;
  #taskInstance = 0;
  #rows = 0;
  #owner = 1;
  #commands = 1_000;

  constructor(plan: RunPlan, apart: number, rows: number) {
    this.#plan = plan;
    this.#apart = apart;
    this.#rowsApart = rows;
    const { witness, audit, nemesis } = plan.uncertainty;
    const uncertainty = { harness: 0, engine: 0, client: 0, witness, audit, nemesis };
    const faults = plan.fault === undefined ? [] : [{ fault: 'cut-1', kind: 'cut', target: 'master-1' }];
    this.#builder = new HistoryBuilder({ uncertainty, beatEvery: plan.beatEvery, faults }, { checked: false });
  }

  workflow({ shape, tasks, submitted, reruns }: WorkflowPlan, workflow: number): void {
    const definition = 100 + workflow;
    this.#shapes.set(workflow, shape);
    this.#builder.definition(
      definition,
      shape.map((after, index) => ({ task: index + 1, after: after.map((each) => each + 1) })),
    );
    this.#owner = 1;
    this.#builder.late(0).submission(seconds(submitted), definition);
    this.#row().startCommand(seconds(submitted), { command: workflow, definition });
    this.#row().workflow(seconds(submitted), { workflow, definition, op: 'insert', owner: null });
    this.#row().startCommand(seconds(submitted), { command: workflow, definition, op: 'delete', writer: 'master-1' });
    this.#row().workflow(seconds(submitted), { workflow, definition });
    let now = submitted;
    for (let round = 0; round <= reruns; round += 1) {
      if (round > 0) {
        const command = this.#command();
        this.#row().command(seconds(now + this.#rowsApart), 'REPEAT_RUNNING', { command, workflow, definition });
        now += 2 * this.#rowsApart;
        this.#row().workflow(seconds(now), { workflow, definition, ...this.#byOwner() });
      }
      now = this.#round({ shape, tasks, workflow, from: now }) + this.#apart;
      const done = { state: 'SUCCESS', final: true, ...this.#byOwner() };
      if (round < reruns) this.#row().workflow(seconds(now), { workflow, definition, ...done });
    }
    this.#settled.set(workflow, { at: now, owner: this.#byOwner().owner });
  }

  #byOwner() {
    const owner = `master-${this.#owner}`;
    return { owner, writer: owner };
  }

  /**
   * Runs every task once, after its predecessors, and one after the other where the workflow changes its owner: what a change means for
   * tasks that run beside the one that it is about would be a plan of its own. @returns when the last is done.
   */
  #round(round: { shape: WorkflowPlan['shape']; tasks: readonly TaskPlan[]; workflow: number; from: number }): number {
    const done: number[] = [];
    const changesOwner = round.tasks.some(({ before, last }) =>
      [...before, last].some(({ fate }) => takeovers.has(fate)),
    );
    for (const [index, after] of round.shape.entries()) {
      const task = round.tasks[index];
      if (!task) throw new Error(`the plan has no task ${index}`);
      const awaited = changesOwner ? done : after.map((each) => done[each] ?? 0);
      const ready = Math.max(round.from, ...awaited);
      const success = this.#task(task, { workflow: round.workflow, task: index + 1 }, ready);
      const key = `${round.workflow}/${index + 1}`;
      this.#done.set(key, this.#done.get(key) ?? success);
      done.push(success);
    }
    return Math.max(...done);
  }

  /** @returns the moment of its success. */
  #task(plan: TaskPlan, key: { workflow: number; task: number }, ready: number): number {
    let now = ready;
    let again = false;
    const last = plan.forced ? { ...plan.last, fate: 'failure' as const } : plan.last;
    for (const attempt of [...plan.before, last]) {
      now = this.#attempt(attempt, key, now, again);
      again = attempt.fate === 'redispatched';
    }
    if (!plan.forced) return now;
    const forced = now + this.#apart + this.#rowsApart;
    this.#row().task(seconds(forced), this.#attemptRow(key, 'FORCED_SUCCESS', true));
    return forced;
  }

  #attemptRow(key: { workflow: number; task: number }, state: string, final: boolean) {
    return { ...key, taskInstance: this.#taskInstance, state, final, writer: `master-${this.#owner}` };
  }

  /** @returns the latest moment at which the process can have been alive. */
  #attempt(plan: AttemptPlan, key: { workflow: number; task: number }, ready: number, again: boolean): number {
    const from = ready + this.#apart + plan.pause;
    const life = plan.beats.map((part) => Math.round((part * this.#plan.beatEvery) / 100));
    // Long enough to be taken over in the midst of it.
    if (takeovers.has(plan.fate)) life[life.length - 1] = (life.at(-1) ?? 0) + this.#apart + 3 * this.#rowsApart;
    const to = from + life.reduce((a, b) => a + b, 0);
    if (!again) {
      this.#taskInstance += 1;
      this.#row().task(seconds(ready), { ...this.#attemptRow(key, 'SUBMITTED_SUCCESS', false), op: 'insert' });
    }
    const sent = plan.dispatchedLate ? from + 1 : ready;
    this.#row().task(seconds(sent), this.#attemptRow(key, 'DISPATCH', false));
    const exitCode = exitCodes[plan.fate];
    const process = {
      ...key,
      taskInstance: this.#taskInstance,
      name: `p${this.#processes.length + 1}`,
      from,
      to,
      exitCode,
    };
    this.#processes.push(process);
    let at = from;
    const beats = life.slice(0, -1).map((part) => {
      at += part;
      return seconds(at);
    });
    this.#builder.late(0).execution({ ...process, from: seconds(from), to: seconds(to), beats });
    const taken = this.#afterwards(plan, key, process, sent);
    return Math.max(exitCode === null ? to + this.#plan.beatEvery : to, taken);
  }

  /** What the scheduler writes of an attempt's end. @returns from when on it may write more about the task. */
  #afterwards(
    plan: AttemptPlan,
    key: { workflow: number; task: number },
    { from, to, exitCode }: Process,
    sent: number,
  ): number {
    if (plan.fate === 'redispatched') return to;
    if (plan.fate === 'success' || plan.fate === 'failure') {
      this.#row().task(seconds(to + 1), this.#attemptRow(key, plan.fate.toUpperCase(), true));
      return to;
    }
    // A master that had sent the task and not yet written so would write when it is the owner no more.
    const soonest = Math.max(from, sent) + this.#rowsApart + this.#apart;
    const taken = plan.fate === 'adopted' ? soonest : Math.max(soonest, to - this.#longestOutliving(plan, exitCode));
    const over = this.#takeOver(key.workflow, taken);
    if (plan.fate === 'adopted') {
      this.#row().task(seconds(Math.max(to, over) + 1), this.#attemptRow(key, 'SUCCESS', true));
    } else {
      this.#row().task(seconds(taken), { ...this.#attemptRow(key, 'NEED_FAULT_TOLERANCE', true), valid: false });
      const killed = Math.max(to, taken + this.#rowsApart);
      this.#row().task(seconds(killed + 1), { ...this.#attemptRow(key, 'KILL', true), valid: false });
    }
    return over + this.#rowsApart;
  }

  #longestOutliving(plan: AttemptPlan, exitCode: number | null): number {
    const { witness, audit } = this.#plan.uncertainty;
    const longest = KILL_GRACE - witness - audit - 1 - (exitCode === null ? this.#plan.beatEvery : 0);
    return Math.floor((longest * plan.outlives) / 1000);
  }

  /** @returns when the workflow has its new owner. */
  #takeOver(workflow: number, at: number): number {
    const row = { workflow, definition: 100 + workflow };
    const command = this.#command();
    this.#die(at);
    this.#owner += 1;
    const writer = `master-${this.#owner}`;
    this.#row().workflow(seconds(at), { ...row, owner: null, writer });
    this.#row().command(seconds(at), 'RECOVER_TOLERANCE_FAULT_PROCESS', { ...row, command, writer });
    const taken = at + this.#rowsApart;
    this.#row().workflow(seconds(taken), { ...row, owner: writer, writer });
    return taken;
  }

  /** A number for a command; those of starts have that of their workflow. */
  #command(): number {
    this.#commands += 1;
    return this.#commands;
  }

  /** The owner's process dies, and begins anew. */
  #die(at: number): void {
    const engine = { source: 'engine', server: `master-${this.#owner}` } as const;
    this.#builder.late(0).add(seconds(at), { ...engine, type: 'container.die', exitCode: 137 });
    this.#builder.add(seconds(at + 1), { ...engine, type: 'container.start' });
  }

  /** The builder, set to the lateness of the next row. */
  #row(): HistoryBuilder {
    const delay = this.#plan.delays[this.#rows % this.#plan.delays.length] ?? 0;
    this.#rows += 1;
    return this.#builder.late(seconds(delay));
  }

  result(): SimulatedRun {
    this.#strike();
    const last = Math.max(...[...this.#settled.values()].map(({ at }) => at), ...this.#processes.map(({ to }) => to));
    return {
      builder: this.#builder,
      processes: this.#processes,
      shapes: this.#shapes,
      done: this.#done,
      settled: this.#settled,
      endsAt: last + 5_000_000,
    };
  }

  /** A fault that holds while one of the processes runs, just long enough to be sure of it. */
  #strike(): void {
    if (this.#plan.fault === undefined) return;
    const process = this.#processes[Math.floor((this.#plan.fault * this.#processes.length) / 1000)];
    if (!process) return;
    const begin = seconds(process.from);
    const heal = seconds(process.from + this.#plan.uncertainty.witness + this.#plan.uncertainty.nemesis + 1);
    this.#builder.late(0).fault('cut-1', { begin, effective: begin, heal, healed: heal });
  }
}

const takeovers: ReadonlySet<AttemptPlan['fate']> = new Set(['adopted', 'failover-told', 'failover-killed']);

const exitCodes: Readonly<Record<AttemptPlan['fate'], number | null>> = {
  success: 0,
  adopted: 0,
  failure: 1,
  'failover-told': 143,
  'failover-killed': null,
  redispatched: null,
};
