import type { EventOf } from '../../history/event.ts';
import { Agenda } from './agenda.ts';
import type { Bug } from './bugs.ts';
import { type Command, Database } from './database.ts';
import type { Dice } from './dice.ts';
import type { Master } from './master.ts';
import { Recorder } from './recorder.ts';
import { Registry } from './registry.ts';
import type { Settings } from './settings.ts';
import { type Dispatch, newTimeline } from './timeline.ts';
import type { Worker } from './worker.ts';

type LogFact = EventOf<'log'>['fact'];
type LogAbout = Partial<Pick<EventOf<'log'>, 'about' | 'workflow' | 'task' | 'taskInstance'>>;

/** The cluster as a whole: its time, its chances, what is true of it and what is told of it. */
export class World {
  readonly settings: Settings;
  readonly dice: Dice;
  readonly truth = newTimeline();
  readonly record: Recorder;
  readonly registry: Registry;
  readonly database: Database;
  readonly masters: Master[] = [];
  readonly workers: Worker[] = [];
  /** Called when a workflow has become final. */
  onFinal: (workflow: number, state: string) => void = () => {};
  now = 0;
  readonly #agenda = new Agenda();
  #lines = 0;

  constructor(settings: Settings, dice: Dice) {
    this.settings = settings;
    this.dice = dice;
    this.record = new Recorder(dice, settings.uncertainty);
    this.registry = new Registry(this);
    this.database = new Database(this);
  }

  plan(at: number, action: () => void): void {
    this.#agenda.plan(Math.max(at, this.now), action);
  }

  /** Has something happen after some milliseconds, drawn from a range. */
  after(from: number, to: number, action: () => void): void {
    this.plan(this.now + this.dice.between(from * 1_000, to * 1_000), action);
  }

  /** Lets time pass until `over` says that it is enough. */
  run(over: () => boolean): void {
    while (!over()) {
      const { next } = this.#agenda;
      if (next === undefined) throw new Error('nothing will ever happen again');
      this.now = next;
      this.#agenda.take()?.();
    }
  }

  /** Whether a bug shows here and now. */
  strikes(bug: Bug, percent: number): boolean {
    if (!this.settings.bugs.has(bug) || !this.dice.chance(percent)) return false;
    this.struck(bug);
    return true;
  }

  struck(bug: Bug): void {
    this.truth.struck.set(bug, (this.truth.struck.get(bug) ?? 0) + 1);
  }

  /** Some master will take it, if it can. */
  command(command: Command): void {
    this.after(50, 400, () => {
      if (!this.database.commands.has(command.command)) return;
      if (!this.dice.pick(this.masters).take(command)) this.command(command);
    });
  }

  log(server: string, fact: LogFact, about: LogAbout = {}): void {
    this.#lines += 1;
    const line = { server, fact, ...about, file: `${server}.log`, offset: this.#lines, text: fact };
    this.record.tell(this.now, { source: 'log', type: 'log', ...line }, server);
  }

  /** A worker has been sent a task: its line tells who sent it, and in some versions when, which is a fact of its own. */
  received(worker: string, sent: Dispatch): void {
    const { dispatchesTold } = this.settings;
    if (dispatchesTold === 'by sender') return;
    this.#lines += 1;
    const { workflow, task, instance: taskInstance, master, at } = sent;
    const line = { workflow, task, taskInstance, file: `${worker}.log`, offset: this.#lines, text: 'task-received' };
    const common = { source: 'log', type: 'log', ...line } as const;
    const sending = { ...common, server: master, fact: 'task-dispatching', about: worker } as const;
    if (dispatchesTold === 'by message') this.record.tell(at, sending, master);
    this.record.tell(this.now, { ...common, server: worker, fact: 'task-received', about: master }, worker);
  }

  engine(server: string, type: 'start' | 'pause' | 'unpause'): void {
    this.record.tell(this.now, { source: 'engine', type: `container.${type}`, server });
  }

  died(server: string, exitCode: number): void {
    this.record.tell(this.now, { source: 'engine', type: 'container.die', server, exitCode });
  }
}
