import type { Fault } from './fault.ts';
import { lookForSwallowed } from './link-evidence.ts';
import { linkOf, removing } from './link-heal.ts';

/**
 * Swallows one direction of one of the target's links. `upstream`: the neighbour hears nothing of a server that still hears it. `downstream`: the
 * server hears no answer; ZooKeeper hears its heartbeats all the same, and keeps its session.
 * Receipt: the proxy took bytes of that direction and passed none on.
 */
export const halfOpen: Fault<'half-open'> = {
  words: {
    does: 'swallows one direction: `upstream` (from the server) or `downstream`',
    receipt: 'bytes of that direction were taken and not passed on',
  },
  begin: (context, strike) => context.cluster.links.swallow(linkOf(context, strike), strike.direction),
  receipt: async (context, strike) =>
    lookForSwallowed(context, linkOf(context, strike), [strike.direction === 'upstream' ? 'up' : 'down']),
  ...removing('timeout', ({ direction }) => [direction]),
};
