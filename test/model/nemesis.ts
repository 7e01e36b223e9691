import type { Master } from './master.ts';
import type { Worker } from './worker.ts';
import type { World } from './world.ts';

interface Fault {
  readonly fault: string;
  readonly kind: 'cut' | 'pause' | 'kill' | 'kill-worker';
  readonly target: string;
  /** µs since the run's begin, and from begin to heal. */
  readonly at: number;
  readonly length: number;
}

/** Does harm to servers, and undoes it. */
export class Nemesis {
  readonly faults: readonly Fault[];
  #open = 0;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    const { dice, masters, workers, settings } = world;
    this.faults = Array.from({ length: dice.pick([0, 1, 1, 1, 2]) }, (_, index) => {
      const kind = dice.pick(['cut', 'cut', 'pause', 'pause', 'kill', 'kill-worker'] as const);
      const target = dice.pick<{ readonly name: string }>(kind === 'kill-worker' ? workers : masters).name;
      const { sessionTimeout } = settings;
      const length = dice.chance(80)
        ? dice.between(sessionTimeout, 4 * sessionTimeout)
        : dice.between(0, sessionTimeout);
      return { fault: `fault-${index + 1}`, kind, target, at: dice.between(500_000, 6_000_000), length };
    });
    for (const fault of this.faults) {
      this.#open += 1;
      world.plan(fault.at, () => this.#begin(fault, 20));
    }
  }

  get quiet(): boolean {
    return this.#open === 0;
  }

  #begin(fault: Fault, patience: number): void {
    const world = this.#world;
    const { kind, target } = fault;
    if (!this.#mayStrike(fault)) {
      if (patience > 0) world.after(30, 60, () => this.#begin(fault, patience - 1));
      else this.#open -= 1;
      return;
    }
    this.#tell({ type: 'fault.begin', fault: fault.fault, kind, target });
    this.#strike(fault);
    world.after(10, 50, () => this.#tell({ type: 'fault.effective', fault: fault.fault, proof: 'seen', events: [] }));
    world.plan(world.now + fault.length, () => this.#heal(fault));
  }

  /** No second fault on one server; and a worker that still has results to tell could only lose them. */
  #mayStrike({ kind, target }: Fault): boolean {
    if (kind === 'kill-worker') {
      const worker = this.#worker(target);
      return (
        worker.up && worker.running.every(({ process, reportTo }) => process.to === undefined || reportTo.size === 0)
      );
    }
    // One is left: where servers stop by their orders, nobody would be there for the workflows of the last.
    const sound = this.#world.masters.filter((each) => each.up && !each.paused && each.linked && !each.waiting);
    return sound.includes(this.#master(target)) && sound.length > 1;
  }

  #strike({ kind, target }: Fault): void {
    if (kind === 'kill-worker') this.#worker(target).die();
    if (kind === 'cut') this.#master(target).cut();
    if (kind === 'pause') this.#master(target).pause();
    if (kind === 'kill') this.#master(target).die(137);
  }

  #heal(fault: Fault): void {
    const { kind, target, fault: name } = fault;
    const world = this.#world;
    const killed = kind === 'kill' || kind === 'kill-worker';
    if (killed && world.registry.has(target)) {
      world.after(100, 200, () => this.#heal(fault));
      return;
    }
    this.#tell({ type: 'fault.heal', fault: name });
    if (killed && world.strikes('never-back', 60)) world.truth.missing.add(target);
    else if (kind === 'kill-worker') this.#worker(target).start();
    else if (kind === 'kill') this.#master(target).start();
    else if (kind === 'pause') this.#master(target).thaw();
    else if (this.#master(target).up) this.#master(target).heal();
    world.after(10, 50, () => {
      this.#tell({ type: 'fault.healed', fault: name, proof: 'seen' });
      world.truth.lastHealed = world.now;
      this.#open -= 1;
    });
  }

  #tell(event: Told): void {
    this.#world.record.tell(this.#world.now, { source: 'nemesis', ...event });
  }

  #master(target: string): Master {
    const master = this.#world.masters.find(({ name }) => name === target);
    if (!master) throw new Error(`no master ${target}`);
    return master;
  }

  #worker(target: string): Worker {
    const worker = this.#world.workers.find(({ name }) => name === target);
    if (!worker) throw new Error(`no worker ${target}`);
    return worker;
  }
}

type Told =
  | { type: 'fault.begin'; fault: string; kind: string; target: string }
  | { type: 'fault.effective'; fault: string; proof: string; events: number[] }
  | { type: 'fault.heal'; fault: string }
  | { type: 'fault.healed'; fault: string; proof: string };
