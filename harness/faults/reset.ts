import type { Fault } from './fault.ts';
import { lookForCut } from './link-evidence.ts';
import { linkOf, removing } from './link-heal.ts';

/**
 * Breaks every connection of one of the target's links as soon as the target says something on it, and takes new ones, which are reset by the first
 * byte: connecting succeeds, and nothing else does. The connections that are there when it begins are closed, not reset (cluster/links.ts).
 * Receipt: the kernel of the proxies' container no longer has a connection that it had.
 */
export const reset: Fault<'reset'> = {
  words: {
    does: 'takes connections of the link, and breaks each as soon as the server says something',
    receipt: 'the kernel of the proxies no longer has a connection that it had',
  },
  begin: (context, strike) => context.cluster.links.reset(linkOf(context, strike)),
  receipt: async (context, strike) =>
    lookForCut(context, linkOf(context, strike), ({ toxics }) => toxics.includes('reset_peer upstream')),
  ...removing('reset_peer', () => ['upstream']),
};
