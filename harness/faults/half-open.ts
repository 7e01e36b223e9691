import type { Fault } from './fault.ts';
import { lookForSwallowed } from './link-evidence.ts';
import { healLink, verifyLink } from './link-heal.ts';

/**
 * Swallows one direction of the target's link to ZooKeeper. `upstream`: ZooKeeper hears nothing of a server that still hears it. `downstream`: ZooKeeper
 * hears the server's heartbeats and keeps its session, while the server hears no answer.
 * Receipt: the proxy took bytes of that direction and passed none on.
 */
export const halfOpen: Fault<'half-open'> = {
  begin: ({ cluster, target }, { direction }) => cluster.links.swallow(target, direction),
  receipt: async (context, { direction }) => lookForSwallowed(context, [direction === 'upstream' ? 'up' : 'down']),
  heal: healLink,
  verify: verifyLink,
};
