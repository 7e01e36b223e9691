import type { Fault } from './fault.ts';
import { lookForSwallowed } from './link-evidence.ts';
import { linkOf, removing } from './link-heal.ts';

/**
 * Swallows everything on one of the target's links, both ways. Connections stay, and new ones are taken: the target notices nothing until its own
 * timers run out; of ZooKeeper, two thirds of a session after its last answer, when ZooKeeper has waited as long.
 * Receipt: the proxy took bytes from the target or for it, and passed none on in either direction.
 */
export const blackhole: Fault<'blackhole'> = {
  words: {
    does: 'swallows both directions of the link; connections stay',
    receipt: 'bytes from or for the server were taken and not passed on',
  },
  async begin(context, strike) {
    const { links } = context.cluster;
    await links.swallow(linkOf(context, strike), 'upstream');
    await links.swallow(linkOf(context, strike), 'downstream');
  },
  receipt: async (context, strike) => lookForSwallowed(context, linkOf(context, strike), ['up', 'down']),
  ...removing('timeout', () => ['upstream', 'downstream']),
};
