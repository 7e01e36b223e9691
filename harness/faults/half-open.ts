import type { Fault, FaultContext } from './fault.ts';
import { lookForSwallowed } from './link-evidence.ts';
import { healLink, verifyLink } from './link-heal.ts';

/**
 * Swallows one direction of the target's link to ZooKeeper. `upstream`: ZooKeeper hears nothing of a server that still hears it. `downstream`: ZooKeeper
 * hears the server's heartbeats and keeps its session, while the server hears no answer.
 * Receipt: the proxy took bytes of that direction and passed none on.
 */
export const halfOpen: Fault = {
  strikes: 'link',
  begin: ({ cluster, target, planned }) => cluster.links.swallow(target, directionOf(planned)),
  receipt: async (context) => lookForSwallowed(context, [directionOf(context.planned) === 'upstream' ? 'up' : 'down']),
  heal: healLink,
  verify: verifyLink,
};

function directionOf({ direction }: FaultContext['planned']): 'upstream' | 'downstream' {
  return direction ?? 'upstream';
}
