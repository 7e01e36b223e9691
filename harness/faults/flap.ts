import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { lookForCut } from './link-evidence.ts';
import { linkOf, reopening } from './link-heal.ts';

/**
 * Refuses connections of one of the target's links and takes them again, in turn, until it is healed. It begins with a refusal.
 * Receipt: the kernel of the proxies' container no longer has a connection that it had. How the proxy is set is no part of it: a short refusal is over
 * before anybody has asked.
 */
export const flap: Fault<'flap'> = {
  words: {
    does: 'refuses for `down_seconds` and takes connections for `up_seconds`, in turn',
    receipt: 'the kernel of the proxies no longer has a connection that it had',
  },
  async begin(context, strike) {
    const { links } = context.cluster;
    const link = linkOf(context, strike);
    await links.refuse(link);
    context.meanwhile(async (signal) => {
      for (let down = true; ; down = !down) {
        await sleep(down ? strike.downMs : strike.upMs, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
        await (down ? links.accept(link) : links.refuse(link));
      }
    });
  },
  receipt: async (context, strike) => lookForCut(context, linkOf(context, strike)),
  ...reopening,
};
