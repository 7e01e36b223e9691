import type { Fault } from './fault.ts';
import { lookForDelayed } from './link-evidence.ts';
import { linkOf, removing } from './link-heal.ts';

/**
 * Holds back whatever passes over one of the target's links, each way for so long, more or less up to the jitter; the order stays.
 * Receipt: bytes that the proxy took were still in it a while later. Of less than a second, that Toxiproxy says that it holds both directions back, and
 * that bytes passed then: the kernel's counts are four looks a second, too few to see one byte wait. That it did wait is Toxiproxy's word.
 */
export const latency: Fault<'latency'> = {
  words: {
    does: 'holds both directions back by `milliseconds`, more or less `jitter_milliseconds`',
    receipt:
      'bytes waited in the proxy; of less than 1 s: Toxiproxy says that it holds them back, and bytes passed; nobody saw them wait',
  },
  async begin(context, strike) {
    const { links } = context.cluster;
    await links.delay(linkOf(context, strike), 'upstream', strike.latencyMs, strike.jitterMs);
    await links.delay(linkOf(context, strike), 'downstream', strike.latencyMs, strike.jitterMs);
  },
  receipt: async (context, strike) => lookForDelayed(context, linkOf(context, strike), strike.latencyMs),
  ...removing('latency', () => ['upstream', 'downstream']),
};
