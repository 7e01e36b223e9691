import type { Fault } from './fault.ts';
import { lookForCut } from './link-evidence.ts';
import { healLink, verifyLink } from './link-heal.ts';

/**
 * Closes the listener and every connection of the target's link to ZooKeeper: its client sees resets, then refused connections.
 * Receipt: the kernel of the proxies' container no longer has the connection.
 */
export const refuse: Fault<'refuse'> = {
  begin: ({ cluster, target }) => cluster.links.refuse(target),
  receipt: async (context) => lookForCut(context),
  heal: healLink,
  verify: verifyLink,
};
