import type { Fault } from './fault.ts';
import { lookForSwallowed } from './link-evidence.ts';
import { healLink, verifyLink } from './link-heal.ts';

/**
 * Swallows everything on the target's link to ZooKeeper, both ways. Connections stay, and new ones are taken: the target notices nothing until its own
 * timers run out, two thirds of a session after its last answer, when ZooKeeper has waited as long.
 * Receipt: the proxy took bytes from the target and passed none on.
 */
export const blackhole: Fault<'blackhole'> = {
  async begin({ cluster, target }) {
    await cluster.links.swallow(target, 'upstream');
    await cluster.links.swallow(target, 'downstream');
  },
  receipt: async (context) => lookForSwallowed(context, ['up', 'down']),
  heal: healLink,
  verify: verifyLink,
};
