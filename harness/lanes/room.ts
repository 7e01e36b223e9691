import { assumedUse, fitsHere } from './capacity.ts';
import type { CrewTools } from './tools.ts';

interface Place {
  readonly group: string;
  /** Whether its cluster stands; before, its memory is promised and not yet taken. */
  readonly stands: boolean;
}

/** What cluster each lane has, or is about to boot, and what room that leaves. */
export class Room {
  readonly #tools: Pick<CrewTools, 'meter' | 'machine'>;
  readonly #places = new Map<number, Place>();

  constructor(tools: Pick<CrewTools, 'meter' | 'machine'>) {
    this.#tools = tools;
  }

  /** A lane is to have a cluster of a group. */
  take(lane: number, group: string): void {
    const before = this.#places.get(lane);
    this.#places.set(lane, { group, stands: before?.stands === true && before.group === group });
  }

  /** A lane's cluster is there. */
  stands(lane: number): void {
    const place = this.#places.get(lane);
    if (place) this.#places.set(lane, { ...place, stands: true });
  }

  /** A lane has no cluster any more. */
  leave(lane: number): void {
    this.#places.delete(lane);
  }

  /**
   * Whether there is room for a lane with a cluster of a group. The only lane has it: too large a cluster is told of by its own run. What was never measured
   * is measured by one lane first.
   * @param lanes all that there are. @param most lanes that may be.
   */
  fits(lane: number, group: string, lanes: readonly number[], most: number): boolean {
    const { meter, machine } = this.#tools;
    const from = this.#places.get(lane)?.group;
    const others = lanes.filter((each) => each !== lane);
    if (from === group || others.length === 0) return true;
    const to = meter.useOf(group);
    const places = others.flatMap((each) => this.#places.get(each) ?? []);
    if (!to && places.some((place) => place.group === group)) return false;
    const promisedBytes = places
      .filter(({ stands }) => !stands)
      .reduce((sum, place) => sum + (meter.useOf(place.group) ?? assumedUse(meter.use)).memoryBytes, 0);
    const own = from === undefined ? undefined : meter.useOf(from);
    return fitsHere(machine.look(), { to, from: own, others: others.length, promisedBytes, any: meter.use }, most);
  }
}
