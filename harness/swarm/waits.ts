import type { ShardState } from './slots.ts';

/** A node that comes back, or an image that is loaded, is there by then. */
const WAITING_MINUTES = 15;
const WAITING_MS = WAITING_MINUTES * 60_000;

/**
 * How long the shards of a job have waited for a node. Time counts while none of them runs: as long as one does, the others may wait for nothing but the
 * room that it takes, and that is a whole night where there are few nodes.
 */
export class Waits {
  /** By index; since when, ms. */
  readonly #since = new Map<number, number>();

  /** @returns the states, from the first shard on, in which a shard that has waited too long is given up. */
  judge(states: readonly ShardState[], nowMs: number): readonly ShardState[] {
    const someRun = states.some(({ kind }) => kind === 'running');
    return states.map((state, index) => {
      if (someRun || state.kind !== 'waiting') {
        this.#since.delete(index);
        return state;
      }
      const since = this.#since.get(index) ?? nowMs;
      this.#since.set(index, since);
      return nowMs - since < WAITING_MS ? state : { kind: 'failed', reason: givenUp(state.reason) };
    });
  }
}

function givenUp(reason: string): string {
  return (
    `a node for it: not within ${WAITING_MINUTES} min; last seen: ${reason}. It needs one that docker node ls shows as ready and active, with the images, ` +
    'a core and its --task-memory free'
  );
}
