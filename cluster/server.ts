import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { GenericContainer, Wait } from 'testcontainers';
import type { SchedulerClient } from './dolphinscheduler/client.ts';
import type { RegisteredServer } from './dolphinscheduler/family.ts';
import type { ClusterImages } from './images/origin.ts';
import { SERVER_LABEL } from './labels.ts';
import { byLine, lastLines } from './observers/container-log.ts';
import { LEDGER_FOLDER, type Role, type ServerSpec } from './topology.ts';
import { notYet, type Say, there, waitFor } from './wait.ts';

/** Time from the first container to a ready API and every server registered, ms: five JVMs on two cores take up to 60 s. */
const BOOT_MS = 240_000;
/** Time for ZooKeeper, PostgreSQL and Toxiproxy to take connections, ms. */
const INFRASTRUCTURE_MS = 60_000;
/** Lines of a server's log that go into the error when it does not boot. */
const LAST_LINES = 40;

/** A server of the cluster ended or did not come up; the message ends with its own last lines. */
export class BootError extends Error {
  readonly code = 'SERVER_DID_NOT_BOOT';

  constructor(message: string) {
    super(message);
    this.name = 'BootError';
  }
}

/** A started container. */
export interface Server {
  readonly name: string;
  readonly role: Role;
  readonly container: Dockerode.Container;
  /** Address in the run's network: it is how the scheduler and PostgreSQL name it. */
  readonly ip: string;
  /** Where this machine reaches a published port. */
  readonly address: (port: number) => { readonly host: string; readonly port: number };
}

interface Start {
  readonly engine: Dockerode;
  readonly server: ServerSpec;
  readonly images: ClusterImages;
  readonly network: string;
  readonly ledgerVolume: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly logs: string;
  readonly workers: number;
}

/** Starts one container, its output going to `<logs>/<name>.log` from the first byte. */
export async function startServer({
  engine,
  server,
  images,
  network,
  ledgerVolume,
  labels,
  ...rest
}: Start): Promise<Server> {
  let definition = new GenericContainer(images.tagOf(server.role))
    .withName(server.container)
    .withHostname(server.name)
    // The mode and not an alias: with an alias testcontainers attaches the container to the default bridge as well,
    // and DolphinScheduler registers the address of whichever interface comes first.
    .withNetworkMode(network)
    .withLabels({ ...labels, [SERVER_LABEL]: server.name })
    .withEnvironment({ ...server.environment })
    .withExposedPorts(...server.ports)
    // Removal is by our own label; testcontainers' reaper would need an image from a registry.
    .withAutoCleanup(false)
    .withStartupTimeout(INFRASTRUCTURE_MS)
    .withWaitStrategy(isInfrastructure(server.role) ? Wait.forListeningPorts() : Wait.forAll([]));
  if (server.role === 'worker' || server.role === 'ledger') {
    definition = definition.withBindMounts([{ source: ledgerVolume, target: LEDGER_FOLDER }]);
  }
  if (server.role === 'ledger') {
    const workers = Array.from({ length: rest.workers }, (_, index) => `worker-${index + 1}`);
    definition = definition
      .withCopyContentToContainer([await script('witness.sh'), await script('read-ledger.sh')])
      .withCommand(['bash', `${LEDGER_FOLDER}/read-ledger.sh`, ...workers]);
  }
  const log = openLog(join(rest.logs, `${server.name}.log`));
  const started = await definition
    .withLogConsumer(log.follow)
    .start()
    .catch((error: Error) => {
      throw new BootError(`${server.name} did not come up: ${error.message}. Its last lines:\n${log.lastLines()}`);
    });
  const container = engine.getContainer(started.getId());
  return {
    name: server.name,
    role: server.role,
    container,
    ip: started.getIpAddress(network),
    address: (port) => ({ host: started.getHost(), port: started.getMappedPort(port) }),
  };
}

/** Writes a container's output to a file from the first byte, and remembers its end for errors. */
function openLog(path: string): { follow: (output: Readable) => void; lastLines: () => string } {
  const file = createWriteStream(path);
  const last: string[] = [];
  const remember = byLine((line) => {
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  });
  return {
    follow: (output) => {
      output.on('data', remember);
      output.pipe(file);
    },
    lastLines: () => last.join('\n'),
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

interface Boot {
  readonly servers: readonly Server[];
  readonly client: SchedulerClient;
  readonly masters: number;
  readonly workers: number;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/**
 * Waits for an API that takes calls and for every master and worker in the registry.
 * @throws BootError as soon as a server's process has ended, DeadlineError.
 */
export async function awaitBoot({ servers, client, masters, workers, say, signal }: Boot): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const common = { deadlineMs: BOOT_MS, everyMs: 500, signal: either, say };
  const dead = (error: BootError) => failed.abort(error);
  const watch = setInterval(
    // An engine that does not answer for once is asked again.
    () =>
      void firstDead(servers).then(
        (error) => error && dead(error),
        () => undefined,
      ),
    1_000,
  );
  try {
    await waitFor({
      what: 'API ready',
      ...common,
      look: async (look) => ((await client.ready(look)) ? there(true) : notYet('not ready')),
    });
    await client.logIn();
    await waitFor({
      what: `${masters} masters and ${workers} workers registered`,
      ...common,
      look: async () => {
        const found = await registered(client);
        return found.masters.length === masters && found.workers.length === workers
          ? there(true)
          : notYet(`${found.masters.length} masters, ${found.workers.length} workers`);
      },
    });
  } finally {
    clearInterval(watch);
  }
}

/** The servers that the registry knows now. */
export async function registered(
  client: SchedulerClient,
): Promise<{ readonly masters: readonly RegisteredServer[]; readonly workers: readonly RegisteredServer[] }> {
  return {
    masters: await client.call(client.calls.servers('master')),
    workers: await client.call(client.calls.servers('worker')),
  };
}

async function firstDead(servers: readonly Server[]): Promise<BootError | undefined> {
  for (const { name, container } of servers) {
    const { State: state } = await container.inspect();
    if (state.Running) continue;
    // Asked of the engine: of what is being followed, the very last may not have come through yet.
    const lines = await lastLines(container, LAST_LINES);
    return new BootError(`${name} ended while it booted (exit ${state.ExitCode}). Its last lines:\n${lines}`);
  }
  return undefined;
}
