import { registered } from '../../cluster/server.ts';
import { notYet, there } from '../../cluster/wait.ts';
import type { Fault, FaultContext } from './fault.ts';

/**
 * Closes the listener and every connection of the target's link to ZooKeeper: its client sees resets, then refused connections.
 * Receipt: another server rewrote the ownership of a workflow of the target's. That is the failover itself, as the database saw it.
 * Verified heal: ZooKeeper knows the target again, or the target ended of its own accord.
 */
export const refuse: Fault = {
  kind: 'refuse',
  begin: ({ cluster, target }) => cluster.links.refuse(target),
  async receipt({ situation, target, beganAt }) {
    for (const { latest } of situation.workflows.all()) {
      const taken = situation.workflows.ownerAt(latest.workflow, Number.POSITIVE_INFINITY);
      if (taken?.previous !== target || taken.at < beganAt) continue;
      const proof = `${taken.owner} took workflow ${latest.workflow} over from ${target}`;
      return there({ proof, events: [taken.seq] });
    }
    return notYet(`${target} still owns its workflows`);
  },
  heal: ({ cluster, target }) => cluster.links.restore(target),
  async verify(context) {
    const { cluster, target } = context;
    if (!(await cluster.links.enabled(target))) return notYet('the link is still closed');
    const ended = await endedByItself(context);
    if (ended) return there(`the link is open; ${target} had ended (${ended})`);
    const ip = cluster.servers.find(({ name }) => name === target)?.ip;
    const { masters, workers } = await registered(cluster.scheduler);
    const back = [...masters, ...workers].some((address) => address.split(':')[0] === ip);
    return back
      ? there(`the link is open and ${target} is registered again`)
      : notYet(`${target} is not registered again`);
  },
};

async function endedByItself({ cluster, target }: FaultContext): Promise<string | undefined> {
  const server = cluster.servers.find(({ name }) => name === target);
  const state = (await server?.container.inspect())?.State;
  return state && !state.Running ? `exit ${state.ExitCode}` : undefined;
}
