import { serverNamed } from '../../cluster/cluster.ts';
import { notYet, there } from '../../cluster/wait.ts';
import { verifyContainer } from './container-heal.ts';
import type { Fault } from './fault.ts';

/**
 * Kills the target with SIGKILL, everything that runs in its container included; the heal starts it again.
 * Receipt: the engine says that it has died.
 */
export const kill: Fault<'kill'> = {
  words: {
    does: 'SIGKILL; the heal starts it again',
    receipt: 'the engine says that it died',
  },
  begin: ({ cluster, target }) => serverNamed(cluster.servers, target).container.kill(),
  async receipt({ evidence, target, beganAt }) {
    const died = evidence.of('container.die').find((event) => event.server === target && event.at >= beganAt);
    if (!died) return notYet(`${target} still runs`);
    return there({ proof: `${target} died (exit ${died.exitCode ?? 'unknown'})`, events: [died.seq] });
  },
  async heal({ cluster, target }) {
    const { container } = serverNamed(cluster.servers, target);
    if (!(await container.inspect()).State.Running) await container.start();
  },
  verify: verifyContainer,
};
