import type { Cluster } from '../cluster/cluster.ts';
import { healLinksBy } from '../cluster/heal-links-by.ts';
import { limitMsOf } from './hold.ts';
import type { PlannedFault } from './plan-schema.ts';
import { Watchdog } from './watchdog.ts';

/** Sees to it that what is done to links is undone even without us. Faults of other kinds it lets pass. */
export class LinkGuard {
  readonly #watchdog: Watchdog;

  constructor(cluster: Cluster) {
    this.#watchdog = new Watchdog((moment) => healLinksBy(cluster, moment));
  }

  /**
   * Before anything is done to a link, and before its moment comes, the cluster is told when to heal it without us.
   * @throws where it cannot be told: then the fault is not to be begun.
   */
  async expect(planned: PlannedFault): Promise<void> {
    const { withinMs, plusMs } = planned.when;
    if (isOfLink(planned)) await this.#tell(planned, withinMs + plusMs);
  }

  /** From here on it is known better; where the cluster does not hear of it, the later moment stands. */
  begun(planned: PlannedFault): void {
    if (isOfLink(planned)) void this.#tell(planned, 0).catch(() => undefined);
  }

  /** It is healed, or will not be begun. A moment that stays written down does no harm: by then there is nothing to heal. */
  async over({ fault }: PlannedFault): Promise<void> {
    await this.#watchdog.forget(fault).catch(() => undefined);
  }

  async #tell(planned: PlannedFault, beforeMs: number): Promise<void> {
    await this.#watchdog.expect(planned.fault, Date.now() + beforeMs + limitMsOf(planned));
  }
}

function isOfLink({ strike }: PlannedFault): boolean {
  return 'link' in strike;
}
