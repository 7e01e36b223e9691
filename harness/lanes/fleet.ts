import { join } from 'node:path';
import { reasonOf } from '../../history/reason.ts';
import type { Lane } from './lane.ts';
import type { LaneOptions } from './message.ts';
import type { CrewTools } from './tools.ts';

export interface FleetOptions extends Omit<LaneOptions, 'dolphinscheduler'> {
  /** Where each lane writes what it does. */
  readonly logs: string;
  /** Something that a person wants to know. */
  readonly say: (line: string) => void;
}

/** The lanes that are open, by their numbers, and what becomes of them. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #tools: Pick<CrewTools, 'open' | 'remove'>;
  readonly #lanes = new Map<number, Lane>();

  constructor(options: FleetOptions, tools: Pick<CrewTools, 'open' | 'remove'>) {
    this.#options = options;
    this.#tools = tools;
  }

  /** The lane of that number: the one that is open, or a new one for a version of DolphinScheduler. */
  lane(number: number, dolphinscheduler: string): Lane {
    const there = this.#lanes.get(number);
    if (there) return there;
    const { name, origin, runs, logs } = this.#options;
    const lane = this.#tools.open(
      { name: `${name}/${number}`, dolphinscheduler, origin, runs },
      join(logs, `lane-${number}.log`),
    );
    this.#lanes.set(number, lane);
    return lane;
  }

  /** Asks a lane to end; its run is stopped. */
  end(number: number): void {
    void this.#lanes.get(number)?.end();
  }

  endAll(): void {
    for (const number of this.#lanes.keys()) this.end(number);
  }

  /** Ends a lane, and sees to it that nothing is left of its cluster. Never throws. */
  async dismiss(number: number): Promise<void> {
    const lane = this.#lanes.get(number);
    if (!lane) return;
    const end = await lane.end();
    this.#lanes.delete(number);
    if (end === 'in order') return;
    await this.#tools.remove(lane.cluster).catch((error: unknown) => {
      this.#options.say(`${lane.cluster} is not removed (${reasonOf(error)}); ./doublerun clean does it`);
    });
  }
}
