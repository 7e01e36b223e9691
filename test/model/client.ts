import type { Shape, Submission } from './timeline.ts';
import type { World } from './world.ts';

type After = readonly (readonly number[])[];

const shapes: readonly After[] = [
  [[]],
  [[], [1]],
  [[], [1], [2]],
  [[], [1], [2], [3]],
  [[], [1], [1], [2, 3]],
  [[], [1], [1]],
  [[], []],
];

/** A user: submits workflows, and has some of them run again when they are final. */
export class Client {
  readonly #world: World;
  /** By definition and task: how long its processes run, µs. */
  readonly lengths = new Map<string, number>();
  #calls = 0;
  #pending = 0;
  #wishes = 2;

  constructor(world: World) {
    this.#world = world;
    const { dice } = world;
    for (let code = 101; code <= dice.between(101, 102); code += 1) this.#define(code, dice.pick(shapes));
    for (const { definition } of world.truth.shapes) {
      for (let more = dice.between(1, 2); more > 0; more -= 1) {
        this.#pending += 1;
        world.after(0, 3_000, () => this.#submit(definition));
      }
    }
    world.onFinal = (workflow, state) => this.#onFinal(workflow, state);
  }

  /** Nothing more will be asked for by itself. */
  get quiet(): boolean {
    return this.#pending === 0;
  }

  #define(definition: number, after: After): void {
    const { dice, truth, record, settings } = this.#world;
    const tasks = after.map((predecessors, index) => ({
      task: index + 1,
      name: `t${index + 1}`,
      after: [...predecessors],
      retries: dice.pick([0, 0, 1, 2]),
      ...(settings.delays && dice.chance(30) ? { delay: dice.between(2, 6) } : {}),
      seconds: dice.between(300, dice.chance(80) ? 4_000 : 9_000) / 1_000,
    }));
    const shape: Shape = { definition, tasks };
    truth.shapes.push(shape);
    for (const { task, seconds } of tasks) this.lengths.set(`${definition}/${task}`, seconds * 1_000_000);
    record.tell(0, { source: 'harness', type: 'run.workflow', definition, name: `w${definition}`, tasks });
  }

  #submit(definition: number): void {
    const world = this.#world;
    const { dice, truth, record } = world;
    const die = dice.between(1, 100);
    const outcome: Submission['outcome'] = die <= 85 ? 'ok' : die <= 95 ? 'info' : 'fail';
    const made = outcome === 'ok' || (outcome === 'info' && dice.chance(50));
    const call = { source: 'client', call: this.#calls, operation: 'start workflow' } as const;
    this.#calls += 1;
    record.tell(world.now, { ...call, type: 'call.invoke', request: { definition } });
    world.after(5, 50, () => {
      if (made) this.#start(definition, outcome);
      truth.lastSubmitted = world.now;
      world.after(5, 50, () => {
        truth.submissions.push({ definition, outcome });
        if (outcome === 'ok') record.tell(world.now, { ...call, type: 'call.ok', response: null });
        else record.tell(world.now, { ...call, type: `call.${outcome}`, reason: 'because' });
        this.#pending -= 1;
      });
    });
  }

  #start(definition: number, outcome: Submission['outcome']): void {
    const world = this.#world;
    const pen = { writer: 'api-1', cause: 'wish' } as const;
    if (outcome === 'ok' && world.strikes('lost-submission', 40)) {
      if (world.dice.chance(50)) return;
      const command = world.database.insertCommand(pen, 'START_PROCESS', definition, null);
      world.after(50, 300, () => world.database.deleteCommand({ writer: 'master-1', cause: 'ordinary' }, command));
      return;
    }
    world.command(world.database.insertCommand(pen, 'START_PROCESS', definition, null));
    if (world.strikes('doubled-submission', 40)) {
      world.command(world.database.insertCommand(pen, 'START_PROCESS', definition, null));
    }
  }

  #onFinal(workflow: number, state: string): void {
    const world = this.#world;
    const { database, dice } = world;
    if (this.#wishes === 0 || !dice.chance(state === 'SUCCESS' ? 15 : 60)) return;
    this.#wishes -= 1;
    this.#pending += 1;
    world.after(200, 2_000, () => {
      this.#pending -= 1;
      const row = database.workflows.get(workflow);
      if (!row?.final) return;
      const pen = { writer: 'api-1', cause: 'wish' } as const;
      const kind = row.state === 'SUCCESS' ? 'REPEAT_RUNNING' : 'START_FAILURE_TASK_PROCESS';
      const failed = database.validTasks(workflow).find((task) => task.state === 'FAILURE');
      if (kind === 'START_FAILURE_TASK_PROCESS' && failed && dice.chance(30)) {
        database.updateTask(pen, failed.taskInstance, { state: 'FORCED_SUCCESS' });
      }
      world.truth.lastSubmitted = world.now;
      const command = database.insertCommand(pen, kind, row.definition, workflow);
      world.truth.wishes.push({ command: command.command, workflow, kind, at: world.now, takenAt: undefined });
      world.command(command);
    });
  }
}
