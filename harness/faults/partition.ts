import { serverNamed } from '../../cluster/cluster.ts';
import { cutOff, isCutOff, type Pair, packetsDropped, rejoin } from '../../cluster/partition.ts';
import { notYet, there } from '../../cluster/wait.ts';
import { nowMicros } from '../../history/time.ts';
import type { Fault, FaultContext } from './fault.ts';

/**
 * Drops what passes between the target and a peer that it reaches directly, both ways or one: masters and workers call each other at the addresses
 * that they find in the registry. Nobody is told: connections stay, and whoever sends waits for its own timers.
 * Receipt: the kernel has dropped packets between the two, by its own count, which begins with the fault. Where they have nothing to say to each other, there is none.
 */
export const partition: Fault<'partition'> = {
  words: {
    does: "drops what passes between the target and `from`, both ways or one, in the target's own network: masters and workers call each other directly",
    receipt: 'the kernel has dropped packets, by its own count',
  },
  begin: (context, { way }) => cutOff(context.cluster, pairOf(context), way, context.limitMs),
  async receipt(context) {
    const pair = pairOf(context);
    const packets = (await packetsDropped(context.cluster, pair)) ?? 0;
    const between = `between ${pair.server} and ${pair.peer}`;
    if (packets === 0) return notYet(`no packet ${between} was dropped`);
    const seen = context.tell({ at: nowMicros(), source: 'link', type: 'link.dropped', ...pair, packets });
    return there({ proof: `${packets} packets ${between} were dropped`, events: [seen] });
  },
  heal: (context) => rejoin(context.cluster, pairOf(context)),
  async verify(context) {
    const pair = pairOf(context);
    const { State: state } = await serverNamed(context.cluster.servers, pair.server).container.inspect();
    if (!state.Running) return there(`${pair.server} had ended, and its network with it`);
    return (await isCutOff(context.cluster, pair))
      ? notYet(`the kernel still has rules against ${pair.peer}`)
      : there(`the kernel has no rules against ${pair.peer} any more`);
  },
};

function pairOf({ target, peer }: FaultContext): Pair {
  if (peer === undefined) throw new Error('a partition has a peer');
  return { server: target, peer };
}
