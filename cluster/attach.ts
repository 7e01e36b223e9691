import type Dockerode from 'dockerode';
import { z } from 'zod';
import { parseJson } from '../history/json.ts';
import { type Cluster, openLinks, Releases, serverNamed } from './cluster.ts';
import { connectDatabase } from './database.ts';
import { familyOf } from './dolphinscheduler/families.ts';
import { origins } from './images/origin.ts';
import { engineName, ownerAlive, RUN_LABEL, SERVER_LABEL, SPEC_LABEL, thisProcess } from './labels.ts';
import { execute } from './observers/execute.ts';
import { type Server, serverOf } from './server.ts';
import { removeRun } from './sweep.ts';
import { type ClusterSpec, layOut, PORTS } from './topology.ts';

/** Any number that nobody else locks in the scheduler's own database. */
const LOCK = 20_261_123;

/** In the proxies' container, which no fault strikes: the process that took the cluster up last. */
const SIGNED_BY = '/tmp/used-by';

/** The cluster can't be taken up; the message says what to do. */
export class AttachError extends Error {
  readonly code: 'CLUSTER_UNKNOWN' | 'CLUSTER_BUSY' | 'CLUSTER_BROKEN';

  constructor(code: AttachError['code'], message: string) {
    super(message);
    this.name = 'AttachError';
    this.code = code;
  }
}

const labelSchema = z.object({
  spec: z.custom<ClusterSpec>().transform((spec) => {
    // A cluster of the time when there was no agent.
    const given: Partial<ClusterSpec['settings']> = spec.settings;
    const settings = { ...spec.settings, fixes: given.fixes ?? [], failpoints: given.failpoints ?? false };
    return { ...spec, settings };
  }),
  origin: z.enum(origins).exclude(['auto']),
  build: z.string().optional(),
});

/**
 * What a standing cluster was made from, read from its containers' labels.
 * @throws AttachError `CLUSTER_UNKNOWN`
 */
export async function specOfCluster(engine: Dockerode, name: string): Promise<z.infer<typeof labelSchema>> {
  const filters = { label: [`${RUN_LABEL}=${name}`] };
  const [container] = await engine.listContainers({ all: true, filters });
  const label = labelSchema.safeParse(parseJson(container?.Labels[SPEC_LABEL] ?? ''));
  if (label.success) return label.data;
  throw new AttachError('CLUSTER_UNKNOWN', `there is no cluster ${name}; ./doublerun up ${name} starts one`);
}

/**
 * Takes up a cluster that another process started, for this process alone: until it is released, nobody else can.
 * @throws AttachError, DeadlineError
 */
export async function attachCluster(engine: Dockerode, name: string, signal: AbortSignal): Promise<Cluster> {
  const { spec, ...source } = await specOfCluster(engine, name);
  const listed = await engine.listContainers({ all: true, filters: { label: [`${RUN_LABEL}=${name}`] } });
  const found = layOut(spec).servers.map(({ name: server, role }) => {
    const entry = listed.find(({ Labels: labels }) => labels[SERVER_LABEL] === server);
    if (!entry)
      throw new AttachError(
        'CLUSTER_BROKEN',
        `cluster ${name} has lost its ${server}; ./doublerun down ${name}, then up`,
      );
    return serverOf(engine.getContainer(entry.Id), server, role, '');
  });
  const busy = new AttachError(
    'CLUSTER_BUSY',
    `cluster ${name} is in use by another run; wait for it, or start a second one: ./doublerun up <name>`,
  );
  const releases = new Releases();
  try {
    await reviveDatabase(found, busy);
    const database = await connectDatabase(() => serverNamed(found, 'database').address(PORTS.postgres), signal);
    releases.add(() => database.end());
    // Held by the connection, so that a process that is killed holds it no longer.
    await database.prepareEach(async (query) => {
      const { rows } = await query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [LOCK]);
      if (!rows[0]?.locked) throw busy;
    });
    await sign(found);
    const started = (await Promise.all(found.map(startEnded))).filter((text) => text !== undefined);
    const servers = await Promise.all(found.map((server) => addressed(server, engineName(spec.run, 'network'))));
    return {
      engine,
      spec,
      source,
      family: familyOf(spec.version).family,
      servers,
      links: await openLinks(servers, spec),
      database,
      started,
      release: () => releases.release(),
      stop: async () => {
        await releases.release();
        await removeRun(engine, spec.run);
      },
    };
  } catch (error) {
    await releases.release();
    throw error;
  }
}

/**
 * A fault may have struck the database, which holds the lock. Where the process that did so still runs, the database is left to it; one that was killed
 * can't undo it any more.
 */
async function reviveDatabase(servers: readonly Server[], busy: AttachError): Promise<void> {
  const { container } = serverNamed(servers, 'database');
  const { State: state } = await container.inspect();
  if (state.Running && !state.Paused) return;
  const { exitCode, output } = await execute(serverNamed(servers, 'toxiproxy').container, ['cat', SIGNED_BY]);
  const owner = output.trim();
  if (exitCode === 0 && owner !== thisProcess() && ownerAlive(owner)) throw busy;
  await (state.Paused ? container.unpause() : container.start());
}

/** One that has ended has no address, and may get another one when it starts. @returns in words that it had, where it had. */
async function startEnded({ name, container }: Server): Promise<string | undefined> {
  const { State: state } = await container.inspect();
  if (state.Running) return undefined;
  await container.start();
  return `${name} had ended (exit ${state.ExitCode})`;
}

async function addressed({ name, role, container }: Server, network: string): Promise<Server> {
  const { NetworkSettings: settings } = await container.inspect();
  const ip = settings.Networks[network]?.IPAddress;
  if (!ip) throw new AttachError('CLUSTER_BROKEN', `${name} has no address; ./doublerun down <cluster>, then up`);
  return serverOf(container, name, role, ip);
}

async function sign(servers: readonly Server[]): Promise<void> {
  const command = ['bash', '-c', 'printf %s "$1" > "$2"', 'bash', thisProcess(), SIGNED_BY];
  await execute(serverNamed(servers, 'toxiproxy').container, command);
}
