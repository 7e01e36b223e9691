import { agentOption, scriptsOf } from './agent/rules.ts';
import { engineName } from './labels.ts';
import { type SchedulerSettings, schedulerEnvironment } from './scheduler-settings.ts';

export type Role = 'master' | 'worker' | 'api' | 'zookeeper' | 'database' | 'toxiproxy' | 'ledger';

/** Whether a container runs a server of DolphinScheduler. */
export function isScheduler(role: Role): boolean {
  return role === 'master' || role === 'worker' || role === 'api';
}

/** What servers of the scheduler reach through a link of their own. */
export const neighbours = ['zookeeper', 'database'] as const;
export type Neighbour = (typeof neighbours)[number];

/** How many servers ZooKeeper has: one alone, or the fewest that can lose one. */
export const zookeeperCounts = [1, 3] as const;
export type ZookeeperCount = (typeof zookeeperCounts)[number];

/** What is dropped where two servers are cut off from each other: all, only what the one sends to the other, or only what it is sent. */
export const ways = ['both', 'to', 'from'] as const;
export type Way = (typeof ways)[number];

/** What a cluster is to be. */
export interface ClusterSpec {
  readonly run: string;
  /** DolphinScheduler's version: `3.1.1`. */
  readonly version: string;
  readonly masters: number;
  readonly workers: number;
  /** One ZooKeeper, or an ensemble. */
  readonly zookeepers: ZookeeperCount;
  /** Neighbours that servers reach through links; the others they reach directly. ZooKeeper is always one. */
  readonly links: readonly Neighbour[];
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
  /** Another host name, which it shares with others of its kind. */
  readonly alias?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it starts with the agent, which must be mounted. */
  readonly agent?: true;
  /** Ports published on loopback. */
  readonly ports: readonly (number | { readonly container: number; readonly host: number })[];
}

/** A server's own way to a neighbour: one proxy each, so that one can be cut and the others not. */
export interface LinkSpec {
  readonly server: string;
  readonly neighbour: Neighbour;
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
  const infrastructure: ServerSpec[] = [
    ...zookeepers(spec),
    ...(
      [
        ['database', PORTS.postgres],
        ['toxiproxy', PORTS.toxiproxy],
      ] as const
    ).map(([role, port]) => ({ name: role, role, container: host(role), environment: {}, ports: [port] })),
  ];
  const ledger: ServerSpec = { name: 'ledger', role: 'ledger', container: host('ledger'), environment: {}, ports: [] };
  const scheduler = [
    ...numbered('master', spec.masters),
    ...numbered('worker', spec.workers),
    { name: 'api', role: 'api' as const },
  ];
  const addresses = {
    zookeeper: `${host('zookeeper')}:${PORTS.zookeeper}`,
    database: `${host('database')}:${PORTS.postgres}`,
  };
  const links = neighbours
    .filter((neighbour) => spec.links.includes(neighbour))
    .flatMap((neighbour) => scheduler.map(({ name }) => ({ server: name, neighbour })))
    .map(({ server, neighbour }, index) => ({
      server,
      neighbour,
      name: `${server}-${neighbour}`,
      listenPort: PORTS.firstLink + index,
      upstream: addresses[neighbour],
    }));
  const wayTo = (neighbour: Neighbour, from: string): string => {
    const link = links.find((each) => each.server === from && each.neighbour === neighbour);
    return link ? `${host('toxiproxy')}:${link.listenPort}` : addresses[neighbour];
  };
  const servers = scheduler.map(({ name, role }): ServerSpec => {
    const scripts = scriptsOf(spec, role);
    return {
      name,
      role,
      container: host(name),
      environment: schedulerEnvironment(spec.settings, {
        server: name,
        database: wayTo('database', name),
        registry: wayTo('zookeeper', name),
        javaOptions: scripts.length > 0 ? [agentOption(scripts)] : [],
      }),
      ...(scripts.length > 0 ? { agent: true } : {}),
      ports: role === 'api' ? [spec.apiPort ? { container: PORTS.api, host: spec.apiPort } : PORTS.api] : [],
    };
  });
  return { servers: [...infrastructure, ledger, ...servers], links };
}

/**
 * An ensemble has one name for all: a proxy asks for it at each new connection and goes on to the next address where nobody answers, so that a server's
 * link leads to whichever ZooKeeper is there.
 */
function zookeepers({ run, zookeepers: count }: ClusterSpec): ServerSpec[] {
  const role = 'zookeeper';
  const alias = engineName(run, role);
  const common = { role, ports: [PORTS.zookeeper] } as const;
  if (count === 1) return [{ ...common, name: role, container: alias, environment: {} }];
  const members = numbered(role, count).map(({ name }) => ({ name, container: engineName(run, name) }));
  const ensemble = members.map(({ container }) => container).join(' ');
  return members.map(({ name, container }, index) => {
    const environment = { ZOOKEEPER_ID: String(index + 1), ZOOKEEPER_ENSEMBLE: ensemble };
    return { ...common, name, container, alias, environment };
  });
}

function numbered<R extends Role>(role: R, count: number): { name: string; role: R }[] {
  return Array.from({ length: count }, (_, index) => ({ name: `${role}-${index + 1}`, role }));
}
