import { registered } from '../../cluster/boot.ts';
import { serverNamed } from '../../cluster/cluster.ts';
import { type Look, notYet, there } from '../../cluster/wait.ts';
import { MICROS_PER_MS, type Micros } from '../../history/time.ts';
import type { FaultContext } from './fault.ts';

/**
 * One look at whether a master or worker writes to ZooKeeper again, or has ended of its own accord. That it is registered proves nothing:
 * after a fault shorter than the session timeout its old node is still there.
 */
export async function lookForWork(
  { cluster, scheduler }: FaultContext,
  name: string,
  since: Micros,
): Promise<Look<string>> {
  const server = serverNamed(cluster.servers, name);
  const { State: state } = await server.container.inspect();
  if (!state.Running) return there(`${name} had ended (exit ${state.ExitCode})`);
  const { masters, workers } = await registered(scheduler);
  const entry = [...masters, ...workers].find(({ ip }) => ip === server.ip);
  if (!entry) return notYet(`${name} is not registered`);
  return entry.heartbeatAt * MICROS_PER_MS > since
    ? there(`${name} writes to ZooKeeper again`)
    : notYet(`${name} has not written to ZooKeeper since`);
}

/** The same for the target; where that is ZooKeeper or another neighbour, for every master and worker. */
export async function lookForWorkAfter(context: FaultContext, since: Micros): Promise<Look<string>> {
  const { servers } = context.cluster;
  const target = serverNamed(servers, context.target);
  const concerned = isMasterOrWorker(target.role) ? [target] : servers.filter(({ role }) => isMasterOrWorker(role));
  const told: string[] = [];
  for (const { name } of concerned) {
    const look = await lookForWork(context, name, since);
    if (!look.done) return look;
    told.push(look.value);
  }
  return there(told.join('; '));
}

function isMasterOrWorker(role: string): boolean {
  return role === 'master' || role === 'worker';
}
