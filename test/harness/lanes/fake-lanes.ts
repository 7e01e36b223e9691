import { tmpdir } from 'node:os';
import type { Machine } from '../../../harness/lanes/capacity.ts';
import { Crew, type CrewOptions, type CrewOrder } from '../../../harness/lanes/crew.ts';
import type { Lane, LaneAnswer, LaneEnd } from '../../../harness/lanes/lane.ts';
import type { LaneOptions } from '../../../harness/lanes/message.ts';
import type { CrewTools } from '../../../harness/lanes/tools.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import { ledgerRecord } from '../ledger/record.ts';

const GIB = 1024 ** 3;
const planned = plan(loadScenario('blip'), 1);

export interface FakeOrder extends CrewOrder {
  readonly id: string;
}

export function order(id: string, group = 'a', version = '3.1.1'): FakeOrder {
  return { id, group, version, plan: planned, title: id, campaign: { name: 'night', unit: id } };
}

/** A lane without a process: its runs end when the test says so. */
export class FakeLane implements Lane {
  readonly cluster: string;
  readonly cpuSeconds = 0;
  /** What it does. */
  doing: FakeOrder | undefined;
  ending = false;
  /** Whether its cluster is there as soon as it is asked for. */
  standsAtOnce = true;
  /** How it ends; where absent, it does not for now. */
  endsAs: LaneEnd | undefined = 'in order';
  #answer: ((answer: LaneAnswer) => void) | undefined;
  #ended: ((end: LaneEnd) => void)[] = [];

  constructor({ name }: LaneOptions) {
    this.cluster = `${name}@1`;
  }

  run(given: FakeOrder, onCluster: () => void): Promise<LaneAnswer> {
    this.doing = given;
    const answer = new Promise<LaneAnswer>((resolve) => {
      this.#answer = resolve;
    });
    if (this.ending) this.answer({ kind: 'stopped' });
    else if (this.standsAtOnce) onCluster();
    return answer;
  }

  answer(answer: LaneAnswer): void {
    this.doing = undefined;
    this.#answer?.(answer);
    this.#answer = undefined;
  }

  ran(): void {
    this.answer({ kind: 'ran', record: ledgerRecord(1), cpuSeconds: 0, memoryBytes: 0 });
  }

  async end(): Promise<LaneEnd> {
    this.ending = true;
    if (this.endsAs !== undefined) return this.#over(this.endsAs);
    return new Promise((resolve) => this.#ended.push(resolve));
  }

  /** Ends now. */
  over(end: LaneEnd): void {
    this.endsAs = end;
    for (const resolve of this.#ended) resolve(this.#over(end));
    this.#ended = [];
  }

  #over(end: LaneEnd): LaneEnd {
    this.answer({ kind: 'stopped' });
    return end;
  }
}

/** A crew of fake lanes on a fake machine, and all that it did. */
export class FakeCrew {
  machine: Machine = { cores: 8, memoryBytes: 16 * GIB, availableBytes: 12 * GIB, idleCores: 8 };
  readonly lanes: FakeLane[] = [];
  readonly removed: string[] = [];
  readonly said: string[] = [];
  readonly done: [string, LaneAnswer][] = [];
  readonly stop = new AbortController();
  readonly crew: Crew<FakeOrder>;
  readonly tools: { -readonly [Tool in keyof CrewTools]: CrewTools[Tool] } = {
    open: (options) => {
      const lane = new FakeLane(options);
      this.lanes.push(lane);
      return lane;
    },
    remove: async (cluster) => void this.removed.push(cluster),
    meter: { use: undefined, useOf: () => undefined, begin: () => () => undefined },
    machine: { look: () => this.machine, forget: () => undefined },
  };

  /** Taken from the front. */
  readonly orders: FakeOrder[];

  constructor(orders: FakeOrder[], more: Partial<CrewOptions<FakeOrder>> = {}) {
    this.orders = orders;
    this.crew = new Crew<FakeOrder>(
      {
        name: 'campaign/night',
        origin: 'maven',
        runs: '/runs',
        // Nobody writes there.
        logs: tmpdir(),
        most: 64,
        signal: this.stop.signal,
        next: (group, fits) => {
          const own = this.orders.findIndex((each) => each.group === group);
          const index = own >= 0 ? own : this.orders.findIndex((each) => fits(each.group));
          return index < 0 ? undefined : this.orders.splice(index, 1)[0];
        },
        waiting: () => this.orders.length > 0,
        done: (of, answer) => void this.done.push([of.id, answer]),
        say: (line) => this.said.push(line),
        ...more,
      },
      this.tools,
    );
  }

  /** What each lane does: the ids of their orders. */
  get doing(): readonly (string | undefined)[] {
    return this.lanes.map((lane) => lane.doing?.id);
  }

  lane(index: number): FakeLane {
    const lane = this.lanes[index];
    if (!lane) throw new Error(`no lane ${index}`);
    return lane;
  }
}
