import { serverNamed } from '../../cluster/cluster.ts';
import { notYet, there } from '../../cluster/wait.ts';
import { verifyContainer } from './container-heal.ts';
import type { Fault } from './fault.ts';

/**
 * Ends the target, everything that runs in its container included, and starts it again at once, as whoever looks after containers does: it is back
 * while its old session still lives. SIGTERM would reach the shell that started the JVM, not the JVM: it ends by SIGKILL.
 * Receipt: the engine says that it has died, and that it has started since.
 */
export const restart: Fault<'restart'> = {
  words: {
    does: 'SIGKILL, and started again at once, while its session still lives',
    receipt: 'the engine says that it died and started',
  },
  begin: ({ cluster, target }) => serverNamed(cluster.servers, target).container.restart({ t: 0 }),
  async receipt({ evidence, target, beganAt }) {
    const died = evidence.of('container.die').find((event) => event.server === target && event.at >= beganAt);
    if (!died) return notYet(`${target} still runs`);
    const started = evidence.of('container.start').find((event) => event.server === target && event.at >= died.at);
    if (!started) return notYet(`${target} has not started again`);
    const proof = `${target} died (exit ${died.exitCode ?? 'unknown'}) and was started again`;
    return there({ proof, events: [died.seq, started.seq] });
  },
  async heal({ cluster, target }) {
    const { container } = serverNamed(cluster.servers, target);
    if (!(await container.inspect()).State.Running) await container.start();
  },
  verify: verifyContainer,
};
