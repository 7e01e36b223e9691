import { engineName } from './labels.ts';
import { type SchedulerSettings, schedulerEnvironment } from './scheduler-settings.ts';

export type Role = 'master' | 'worker' | 'api' | 'zookeeper' | 'database' | 'toxiproxy' | 'ledger';

/** Whether a container runs a server of DolphinScheduler. */
export function isScheduler(role: Role): boolean {
  return role === 'master' || role === 'worker' || role === 'api';
}

/** What a cluster is to be. */
export interface ClusterSpec {
  readonly run: string;
  /** DolphinScheduler's version: `3.1.1`. */
  readonly version: string;
  readonly masters: number;
  readonly workers: number;
  readonly settings: SchedulerSettings;
  /** Loopback port for the API; any free one where absent. */
  readonly apiPort?: number;
  readonly keep: boolean;
}

/** One container to be. */
export interface ServerSpec {
  readonly name: string;
  readonly role: Role;
  /** Name in the engine, and host name for the others. */
  readonly container: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Ports published on loopback. */
  readonly ports: readonly (number | { readonly container: number; readonly host: number })[];
}

/** A server's own way to ZooKeeper: one proxy each, so that one can be cut and the others not. */
export interface LinkSpec {
  readonly server: string;
  readonly name: string;
  readonly listenPort: number;
  readonly upstream: string;
}

export interface Topology {
  readonly servers: readonly ServerSpec[];
  readonly links: readonly LinkSpec[];
}

/** Where ports are published: for this machine alone. */
export const LOOPBACK = '127.0.0.1';

export const PORTS = { zookeeper: 2181, postgres: 5432, toxiproxy: 8474, api: 12345, firstLink: 20_000 } as const;

/** Where the ledger is mounted in workers. */
export const LEDGER_FOLDER = '/ledger';

/** Lays out the containers and links of a cluster; pure. Servers of the scheduler come last: they need all others. */
export function layOut(spec: ClusterSpec): Topology {
  const host = (thing: string): string => engineName(spec.run, thing);
  const infrastructure: ServerSpec[] = (
    [
      ['zookeeper', PORTS.zookeeper],
      ['database', PORTS.postgres],
      ['toxiproxy', PORTS.toxiproxy],
    ] as const
  ).map(([role, port]) => ({ name: role, role, container: host(role), environment: {}, ports: [port] }));
  const ledger: ServerSpec = { name: 'ledger', role: 'ledger', container: host('ledger'), environment: {}, ports: [] };
  const scheduler = [
    ...numbered('master', spec.masters),
    ...numbered('worker', spec.workers),
    { name: 'api', role: 'api' as const },
  ];
  const links = scheduler.map(({ name }, index) => ({
    server: name,
    name: `${name}-zookeeper`,
    listenPort: PORTS.firstLink + index,
    upstream: `${host('zookeeper')}:${PORTS.zookeeper}`,
  }));
  const servers = scheduler.map(
    ({ name, role }, index): ServerSpec => ({
      name,
      role,
      container: host(name),
      environment: schedulerEnvironment(spec.settings, {
        server: name,
        database: `${host('database')}:${PORTS.postgres}`,
        registry: `${host('toxiproxy')}:${PORTS.firstLink + index}`,
      }),
      ports: role === 'api' ? [spec.apiPort ? { container: PORTS.api, host: spec.apiPort } : PORTS.api] : [],
    }),
  );
  return { servers: [...infrastructure, ledger, ...servers], links };
}

function numbered(role: 'master' | 'worker', count: number): { name: string; role: 'master' | 'worker' }[] {
  return Array.from({ length: count }, (_, index) => ({ name: `${role}-${index + 1}`, role }));
}
