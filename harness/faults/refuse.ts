import { registered } from '../../cluster/server.ts';
import { notYet, there } from '../../cluster/wait.ts';
import { MICROS_PER_MS } from '../../history/time.ts';
import type { Fault } from './fault.ts';

/**
 * Closes the listener and every connection of the target's link to ZooKeeper: its client sees resets, then refused connections.
 * Receipt: another server rewrote the ownership of a workflow of the target's. That is the failover itself, as the database saw it.
 * Verified heal: the target has written its heartbeat to ZooKeeper since, or has ended of its own accord. That it is registered proves
 * nothing: after a cut shorter than the session timeout its old node is still there.
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
  async verify({ cluster, target }, healedAt) {
    if (!(await cluster.links.enabled(target))) return notYet('the link is still closed');
    const server = cluster.servers.find(({ name }) => name === target);
    const state = (await server?.container.inspect())?.State;
    if (state && !state.Running) return there(`the link is open; ${target} had ended (exit ${state.ExitCode})`);
    const { masters, workers } = await registered(cluster.scheduler);
    const entry = [...masters, ...workers].find(({ ip }) => ip === server?.ip);
    if (!entry) return notYet(`${target} is not registered`);
    return entry.heartbeatAt * MICROS_PER_MS > healedAt
      ? there(`the link is open and ${target} writes to ZooKeeper again`)
      : notYet(`${target} has not written to ZooKeeper since`);
  },
};
