/**
 * Fixes that the author of apache/dolphinscheduler#16759 names and no release has; docker/agent/README.md says what each does. (The third, to stop
 * when the registry is lost, is a setting.)
 */
export const fixNames = ['host-check', 'worker-guard'] as const;
export type Fix = (typeof fixNames)[number];

/** What a scenario chooses about the scheduler's servers. */
export interface SchedulerSettings {
  /** `waiting`: a master cut off from the registry stays up and waits. `stop`: it stops. */
  readonly registryDisconnectStrategy: 'waiting' | 'stop';
  /** Asked of ZooKeeper; what it grants is in the run's environment. */
  readonly sessionTimeoutSeconds: number;
  /** Whether workers run tasks as their tenant by `sudo`, as they do by default. */
  readonly sudo: boolean;
  /** Whether workers have `pstree`; the official image has none. */
  readonly pstree: boolean;
  /** Put into the servers by the agent. */
  readonly fixes: readonly Fix[];
  /** Whether the servers have failpoints: then faults can hold them at one. */
  readonly failpoints: boolean;
}

interface Server {
  readonly server: string;
  readonly database: string;
  readonly registry: string;
  /** More options for the JVM. */
  readonly javaOptions: readonly string[];
}

/** Workers run tasks as this user; it is there in every image. */
export const TENANT = 'root';

export const DATABASE = { name: 'dolphinscheduler', user: 'dolphinscheduler', password: 'dolphinscheduler' } as const;

/** Small heaps and the quickest start: five JVMs have to boot on two cores. */
const JAVA_OPTIONS = [
  '-Xms128m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:ActiveProcessorCount=2',
  '-Duser.timezone=UTC',
  // A server registers the address of the first interface that it likes; here is the one that the others can reach.
  '-Ddolphin.scheduler.network.interface.preferred=eth0',
].join(' ');

/** Environment of a master, worker or api; variables that a role does not know are ignored by it. */
export function schedulerEnvironment(
  { registryDisconnectStrategy, sessionTimeoutSeconds, sudo, pstree }: SchedulerSettings,
  { server, database, registry, javaOptions }: Server,
): Record<string, string> {
  return {
    DATABASE: 'postgresql',
    SPRING_PROFILES_ACTIVE: 'postgresql',
    // The name is in every row that the audit writes: it tells the server even behind a proxy.
    SPRING_DATASOURCE_URL: `jdbc:postgresql://${database}/${DATABASE.name}?ApplicationName=${server}`,
    SPRING_DATASOURCE_USERNAME: DATABASE.user,
    SPRING_DATASOURCE_PASSWORD: DATABASE.password,
    SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: '20',
    SPRING_JACKSON_TIME_ZONE: 'UTC',
    TZ: 'UTC',
    // The order of the class path decides whether Spring meets a circle in the worker.
    SPRING_MAIN_ALLOW_CIRCULAR_REFERENCES: 'true',
    REGISTRY_TYPE: 'zookeeper',
    REGISTRY_ZOOKEEPER_CONNECT_STRING: registry,
    REGISTRY_ZOOKEEPER_SESSION_TIMEOUT: `${sessionTimeoutSeconds}s`,
    // The default, 600 ms, is less than a busy machine needs: `zookeeper connect timeout`, exit 1.
    REGISTRY_ZOOKEEPER_BLOCK_UNTIL_CONNECTED: '60s',
    MASTER_REGISTRY_DISCONNECT_STRATEGY_STRATEGY: registryDisconnectStrategy,
    MASTER_REGISTRY_DISCONNECT_STRATEGY_MAX_WAITING_TIME: '100s',
    WORKER_REGISTRY_DISCONNECT_STRATEGY_STRATEGY: registryDisconnectStrategy,
    WORKER_REGISTRY_DISCONNECT_STRATEGY_MAX_WAITING_TIME: '100s',
    MASTER_HEARTBEAT_INTERVAL: '2s',
    WORKER_HEARTBEAT_INTERVAL: '2s',
    // The same since 3.2.1.
    MASTER_MAX_HEARTBEAT_INTERVAL: '2s',
    WORKER_MAX_HEARTBEAT_INTERVAL: '2s',
    // Load protection would refuse work on a small, busy machine: "The current server is overload, cannot consumes commands".
    MASTER_MAX_CPU_LOAD_AVG: '1000',
    WORKER_MAX_CPU_LOAD_AVG: '1000',
    MASTER_RESERVED_MEMORY: '0.01',
    WORKER_RESERVED_MEMORY: '0.01',
    // The same since 3.2.1, where one that is overloaded as it starts never registers.
    MASTER_SERVER_LOAD_PROTECTION_ENABLED: 'false',
    WORKER_SERVER_LOAD_PROTECTION_ENABLED: 'false',
    // `health` says UP as soon as there is a port; only `readiness` waits until the task plugins are loaded.
    MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: 'true',
    PYTHON_GATEWAY_ENABLED: 'false',
    // 3.1 takes it from a system property alone (PropertyUtils), later versions from the environment too.
    SUDO_ENABLE: String(sudo),
    JAVA_OPTS: [JAVA_OPTIONS, `-Dsudo.enable=${sudo}`, ...javaOptions].join(' '),
    // Read by our own image's start.sh.
    DOUBLERUN_PSTREE: String(pstree),
  };
}
