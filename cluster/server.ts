import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { Wait } from 'testcontainers';
import { AGENT_FOLDER } from './agent/rules.ts';
import { PlacedContainer } from './container.ts';
import { SERVER_LABEL } from './labels.ts';
import { byLine } from './observers/container-log.ts';
import { LEDGER_FOLDER, LOOPBACK, type Role, type ServerSpec } from './topology.ts';

/** Time for ZooKeeper, PostgreSQL and Toxiproxy to take connections, ms. */
const INFRASTRUCTURE_MS = 60_000;
/** Lines of a server's log that go into the error when it does not boot. */
export const LAST_LINES = 40;

/** A server of the cluster ended or did not come up; the message ends with its own last lines. */
export class BootError extends Error {
  readonly code = 'SERVER_DID_NOT_BOOT';

  constructor(message: string) {
    super(message);
    this.name = 'BootError';
  }
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A container of the cluster. */
export interface Server {
  readonly name: string;
  readonly role: Role;
  readonly container: Dockerode.Container;
  /** Address in the cluster's network: it is how the scheduler and PostgreSQL name it. */
  readonly ip: string;
  /** Where this machine reaches a published port; another one after each start of the container. */
  readonly address: (port: number) => Promise<Address>;
}

type BindMount = Parameters<PlacedContainer['withBindMounts']>[0][number];

interface Start {
  readonly engine: Dockerode;
  readonly server: ServerSpec;
  readonly image: string;
  readonly network: string;
  /** In that network. */
  readonly address: string;
  readonly ledgerVolume: string;
  readonly agentVolume: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly workers: number;
}

/** Starts one container. @throws BootError */
export async function startServer({
  engine,
  server,
  image,
  network,
  address,
  ledgerVolume,
  agentVolume,
  labels,
  workers,
}: Start): Promise<Server> {
  let definition = new PlacedContainer(image)
    .withPlace({ network, address, alias: server.alias })
    .withName(server.container)
    .withHostname(server.name)
    .withLabels({ ...labels, [SERVER_LABEL]: server.name })
    .withEnvironment({ ...server.environment })
    .withExposedPorts(...server.ports)
    // Removal is by our own label; testcontainers' reaper would need an image from a registry.
    .withAutoCleanup(false)
    .withStartupTimeout(INFRASTRUCTURE_MS)
    .withWaitStrategy(isInfrastructure(server.role) ? Wait.forListeningPorts() : Wait.forAll([]));
  const mounts: BindMount[] = [];
  if (server.role === 'worker' || server.role === 'ledger')
    mounts.push({ source: ledgerVolume, target: LEDGER_FOLDER });
  if (server.agent) mounts.push({ source: agentVolume, target: AGENT_FOLDER, mode: 'ro' });
  if (mounts.length > 0) definition = definition.withBindMounts(mounts);
  if (server.role === 'ledger') {
    const names = Array.from({ length: workers }, (_, index) => `worker-${index + 1}`);
    definition = definition
      .withCopyContentToContainer([await script('witness.sh'), await script('read-ledger.sh')])
      .withCommand(['bash', `${LEDGER_FOLDER}/read-ledger.sh`, ...names]);
  }
  const log = openLog();
  const started = await definition
    .withLogConsumer(log.follow)
    .start()
    .catch((error: Error) => {
      throw new BootError(`${server.name} did not come up: ${error.message}. Its last lines:\n${log.lastLines()}`);
    });
  log.stop();
  return serverOf(engine.getContainer(started.getId()), server.name, server.role, started.getIpAddress(network));
}

/** A container that is there, as a server of a cluster. */
export function serverOf(container: Dockerode.Container, name: string, role: Role, ip: string): Server {
  return {
    name,
    role,
    container,
    ip,
    address: async (port) => {
      const { NetworkSettings: network } = await container.inspect();
      const published = network.Ports[`${port}/tcp`]?.[0]?.HostPort;
      if (!published) throw new Error(`port ${port} of ${name} is not published: it does not run`);
      return { host: LOOPBACK, port: Number(published) };
    },
  };
}

/** Remembers the end of a container's output for errors, until it is stopped. */
function openLog() {
  const last: string[] = [];
  const remember = byLine((line) => {
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  });
  let output: Readable | undefined;
  return {
    follow: (readable: Readable) => {
      output = readable.on('data', remember);
    },
    lastLines: () => last.join('\n'),
    // Still read on, since an unread stream would fill up.
    stop: () => output?.off('data', remember).resume(),
  };
}

function isInfrastructure(role: Role): boolean {
  return role === 'zookeeper' || role === 'database' || role === 'toxiproxy';
}

/** The witness lies on the ledger's own volume, so that it is the same whatever the worker's image is. */
async function script(name: string): Promise<{ content: Buffer; target: string; mode: number }> {
  const content = await readFile(new URL(`../docker/witness/${name}`, import.meta.url));
  return { content, target: `${LEDGER_FOLDER}/${name}`, mode: 0o755 };
}
