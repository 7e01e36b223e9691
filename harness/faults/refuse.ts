import type { Fault } from './fault.ts';
import { lookForCut } from './link-evidence.ts';
import { linkOf, reopening } from './link-heal.ts';

/**
 * Closes the listener and every connection of one of the target's links: its client sees them closed, then refused connections.
 * Receipt: the kernel of the proxies' container no longer has the connection.
 */
export const refuse: Fault<'refuse'> = {
  words: {
    does: "closes the listener and every connection of a server's link",
    receipt: 'the kernel of the proxies no longer has the connection',
  },
  begin: (context, strike) => context.cluster.links.refuse(linkOf(context, strike)),
  receipt: async (context, strike) => lookForCut(context, linkOf(context, strike), ({ enabled }) => !enabled),
  ...reopening,
};
