import { join } from 'node:path';
import type { Source } from '../history/events/base.ts';
import { gap } from '../history/gap.ts';
import type { Journal } from '../history/journal.ts';
import { reasonOf } from '../history/reason.ts';
import { nowMicros } from '../history/time.ts';
import { apiOf, type Cluster, membersOf, Releases, serverNamed } from './cluster.ts';
import { SchedulerClient } from './dolphinscheduler/client.ts';
import { type LogRole, logPatterns } from './dolphinscheduler/log-patterns.ts';
import { observeAudit } from './observers/audit-observer.ts';
import { observeBackends } from './observers/backends.ts';
import { followContainer, type HearLine } from './observers/container-log.ts';
import { observeEngine } from './observers/engine.ts';
import { LedgerReader } from './observers/ledger-reader.ts';
import { observeLinks } from './observers/links.ts';
import { observeRegistry } from './observers/registry.ts';
import type { RegistryView } from './observers/registry-view.ts';
import { naming } from './observers/rows.ts';
import { readServerLog } from './observers/server-log.ts';
import type { Server } from './server.ts';

/** Where a run's history begins in what the cluster has recorded; all of it for a cluster that was made for the run. */
export interface Mark {
  /** ms since the epoch: server logs are kept from here on. */
  readonly since: number | undefined;
  /** First transaction of the audit. */
  readonly transaction: string;
  /** Lines that the ledger held. */
  readonly ledgerLines: number;
}

export const FROM_THE_START: Mark = { since: undefined, transaction: '0', ledgerLines: 0 };

/** Every witness of a cluster at work for one run. */
export interface Witnesses {
  /** Speaks to the API; each call is in the history. */
  readonly scheduler: SchedulerClient;
  /** What the registry looks like now. */
  readonly registry: RegistryView;
  /** Reads what there is still to read: every row, every line. Call once, when the run is over and before `stop`. */
  finish(): Promise<void>;
  /** Twice is once. */
  stop(): Promise<void>;
}

interface Context {
  readonly journal: Journal;
  /** Folder for `<server>.log`. */
  readonly logs: string;
  readonly mark: Mark;
}

/** Sets every witness to work. One that loses sight says so in the journal (`run.gap`) and goes on where it can. */
export async function watch(cluster: Cluster, { journal, logs, mark }: Context): Promise<Witnesses> {
  const { engine, spec, family, servers, links, database } = cluster;
  const releases = new Releases();
  try {
    releases.add(await observeEngine(engine, spec.run, journal));
    const registry = observeRegistry({
      members: membersOf(servers),
      roots: family.registryRoots,
      serverOf: serverOfPath(servers),
      isOfCluster: (connection) => servers.some(({ ip }) => connection.startsWith(`${ip}:`)),
      journal,
    });
    releases.add(() => registry.stop());
    const backends = spec.links.includes('database') ? observeBackends(database) : undefined;
    releases.add(() => backends?.stop());
    const linkObserver = observeLinks({
      links,
      farEndsOf: ({ server, neighbour }) => {
        if (neighbour === 'database') return backends?.endsOf(server) ?? [];
        const end = registry.view.sessionOf(server)?.connection;
        return end ? [end] : [];
      },
      journal,
    });
    releases.add(() => linkObserver.stop());
    const audit = observeAudit({ database, family, servers, journal, from: mark.transaction });
    releases.add(() => audit.stop());
    const ledger = new LedgerReader(serverNamed(servers, 'ledger'), mark.ledgerLines, journal);

    const patterns = logPatterns(spec.version);
    const serverLogs: { readonly finish: () => void }[] = [];
    const readLog = (server: string, role: LogRole): HearLine => {
      // Nobody can read it: the run's header names no log witness either.
      if (!patterns.known) return () => undefined;
      const file = `${server}.log`;
      const log = readServerLog({ server, role, table: patterns.table, nameOf: naming(servers), file, journal });
      serverLogs.push(log);
      return log.hear;
    };
    const hearing = (server: Server): HearLine => {
      switch (server.role) {
        case 'master':
        case 'worker':
          return readLog(server.name, server.role);
        case 'ledger':
          return (line) => ledger.hear(line);
        case 'toxiproxy':
          return (line) => linkObserver.hear(line);
        case 'zookeeper':
          return (line) => registry.hear(line);
        default:
          return () => undefined;
      }
    };
    for (const server of servers) {
      const { container, name, role } = server;
      releases.add(
        followContainer({
          container,
          path: join(logs, `${name}.log`),
          // The ledger's reader is heard from the first line: they are counted.
          since: role === 'ledger' ? undefined : mark.since,
          hear: hearing(server),
          lost: (error) =>
            journal.append(gap(witnessOf(server), `the output of ${name} is lost: ${reasonOf(error)}`, nowMicros())),
        }),
      );
    }
    const scheduler = new SchedulerClient(() => apiOf(servers), family, journal);
    await scheduler.logIn();
    return {
      scheduler,
      registry: registry.view,
      finish: async () => {
        await Promise.all([ledger.finish(), audit.finish(), registry.finish(), linkObserver.finish()]);
        for (const log of serverLogs) log.finish();
      },
      stop: () => releases.release(),
    };
  } catch (error) {
    await releases.release();
    throw error;
  }
}

/** The witness that a container's output speaks for. */
function witnessOf({ role }: Server): Source {
  switch (role) {
    case 'ledger':
      return 'witness';
    case 'toxiproxy':
      return 'link';
    case 'zookeeper':
      return 'registry';
    default:
      return 'log';
  }
}

/** Names the server that a node registers: `/dolphinscheduler/nodes/master/172.18.0.5:5678`. */
function serverOfPath(servers: readonly Server[]): (path: string) => string | undefined {
  const nameOf = naming(servers);
  return (path) => {
    const [, address] = /\/nodes\/[^/]+\/([^/]+)$/.exec(path) ?? [];
    const name = address === undefined ? null : nameOf(address);
    return name !== null && name !== address ? name : undefined;
  };
}
