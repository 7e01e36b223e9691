import { serverNamed } from '../../cluster/cluster.ts';
import { notYet, there } from '../../cluster/wait.ts';
import { verifyContainer } from './container-heal.ts';
import type { Fault } from './fault.ts';

/**
 * Freezes every process of the target, as a long garbage collection or a stopped virtual machine does: its connections stay, it answers nothing, and
 * afterwards it does not know that time has passed.
 * Receipt: the engine says that it is frozen.
 */
export const pause: Fault<'pause'> = {
  words: {
    does: 'freezes every process of a container',
    receipt: 'the engine says that it is frozen',
  },
  begin: async ({ cluster, target }) => {
    await serverNamed(cluster.servers, target).container.pause();
  },
  async receipt({ evidence, target, beganAt }) {
    const frozen = evidence.of('container.pause').find((event) => event.server === target && event.at >= beganAt);
    return frozen ? there({ proof: `${target} is frozen`, events: [frozen.seq] }) : notYet(`${target} still runs`);
  },
  async heal({ cluster, target }) {
    const { container } = serverNamed(cluster.servers, target);
    if ((await container.inspect()).State.Paused) await container.unpause();
  },
  verify: verifyContainer,
};
