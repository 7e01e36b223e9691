import { registered } from '../cluster/boot.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { lastQueryOf } from '../cluster/observers/backends.ts';
import { DeadlineError, type Look, notYet, type Say, there, waitFor } from '../cluster/wait.ts';
import type { Witnesses } from '../cluster/witnesses.ts';
import type { EventOf } from '../history/event.ts';
import { MICROS_PER_MS, type Micros, nowMicros } from '../history/time.ts';
import { RECOVERY } from './header.ts';
import type { View } from './view.ts';

/** A little more than servers get, so that one that is not back by then is proved not to be, ms. */
const RECOVERY_MS = RECOVERY / MICROS_PER_MS + 5_000;
/** Time for a look or two where all that is over, ms: a heartbeat comes every 2 s. */
const LEAST_MS = 5_000;

interface Context {
  readonly cluster: Cluster;
  readonly scheduler: Witnesses['scheduler'];
  readonly view: View;
  readonly signal: AbortSignal;
  readonly say: Say;
}

/** Whether a server that has ended is waited for: where it is promised to come back, and it did not stop by its orders. */
function isAwaited({ contract, disconnectStrategy }: EventOf<'run.begin'>): boolean {
  return contract.includes('recovers') && disconnectStrategy === 'waiting';
}

/**
 * Waits until every master and worker has written its heartbeat to ZooKeeper from now on, or has ended where that breaks no promise. That it is
 * registered proves nothing: after a fault shorter than the session timeout its old node is still there. Where links to the database can be cut, every
 * master must have asked the database for something, too: it looks for commands every second. A worker may have no use for it, and is asked for nothing.
 * @returns what is open then, in words: servers that the registry shows and that do nothing. One that a witness shows to be gone is the checkers' business.
 */
export async function awaitRecovery(
  healedAt: Micros,
  { cluster, scheduler, view, signal, say }: Context,
): Promise<string | undefined> {
  const since = nowMicros();
  const awaited = isAwaited(view.situation.begin);
  const concerned = cluster.servers.filter(({ role }) => role === 'master' || role === 'worker');
  const look = async (): Promise<Look<true>> => {
    const { masters, workers } = await registered(scheduler);
    const heartbeats = new Map(
      [...masters, ...workers].map(({ ip, heartbeatAt }) => [ip, heartbeatAt * MICROS_PER_MS]),
    );
    for (const { name, role, ip, container } of concerned) {
      const { State: state } = await container.inspect();
      if (!state.Running && !awaited) continue;
      const heartbeat = heartbeats.get(ip);
      if (!state.Running || heartbeat === undefined)
        return notYet(`${name} ${state.Running ? 'is not registered' : 'has ended'}`);
      if (heartbeat <= since) return notYet(`${name} has not written to ZooKeeper since`);
      if (role !== 'master' || !cluster.spec.links.includes('database')) continue;
      const queried = await lastQueryOf(cluster.database, name);
      if (queried === undefined || queried <= since) return notYet(`${name} has not asked the database since`);
    }
    return there(true);
  };
  const deadlineMs = Math.max(LEAST_MS, RECOVERY_MS - (since - healedAt) / MICROS_PER_MS);
  try {
    await waitFor({ what: 'every server at work', deadlineMs, everyMs: 500, signal, say, look });
    return undefined;
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    say(error.message);
    const { nodes } = view.situation;
    return concerned.every(({ name }) => nodes.registration(name)?.present) ? error.message : undefined;
  }
}
