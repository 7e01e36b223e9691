import type Dockerode from 'dockerode';
import type { Journal } from '../history/journal.ts';
import { connectDatabase } from './database.ts';
import { SchedulerClient } from './dolphinscheduler/client.ts';
import { familyOf } from './dolphinscheduler/families.ts';
import type { Family } from './dolphinscheduler/family.ts';
import type { ClusterImages } from './images/origin.ts';
import { engineName, runLabels } from './labels.ts';
import { Links } from './links.ts';
import { installAudit } from './observers/audit.ts';
import { observeEngine } from './observers/engine.ts';
import { type Observers, observe } from './observers/observers.ts';
import { createNodes } from './registry.ts';
import { awaitBoot, type Server, startServer } from './server.ts';
import { removeRun } from './sweep.ts';
import { type ClusterSpec, LOOPBACK, layOut, PORTS, type ServerSpec } from './topology.ts';
import { allSettled, type Say, within } from './wait.ts';

/** Time for one answer of PostgreSQL or the engine, ms. */
const ANSWER_MS = 15_000;

/** A running cluster. Whoever has it calls `stop` or, to leave it standing, `release`. */
export interface Cluster {
  readonly spec: ClusterSpec;
  readonly family: Family;
  readonly servers: readonly Server[];
  readonly links: Links;
  readonly scheduler: SchedulerClient;
  readonly observers: Observers;
  /** `host:port` of ZooKeeper on this machine, past every proxy. */
  readonly zookeeper: { readonly host: string; readonly port: number };
  /** Stops every witness and connection of ours. The containers stay. */
  release(): Promise<void>;
  /** Releases it and removes everything. Twice is once. */
  stop(): Promise<void>;
}

export interface ClusterContext {
  readonly engine: Dockerode;
  readonly images: ClusterImages;
  readonly journal: Journal;
  /** Folder for `<server>.log`. */
  readonly logs: string;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/**
 * Starts a cluster and every witness of it; returns when the API takes calls and all servers are registered.
 * Whatever was started is removed again when it throws.
 * @throws BootError with the server's own last lines, DeadlineError, the signal's reason.
 */
export async function startCluster(spec: ClusterSpec, context: ClusterContext): Promise<Cluster> {
  const releases: Release[] = [];
  const release = async (): Promise<void> => {
    const held = releases.splice(0).reverse();
    // What cannot be let go of keeps nothing else from it; the containers go in any case.
    for (const each of held) await within('letting go', ANSWER_MS, async () => each()).catch(() => undefined);
  };
  const stop = async (): Promise<void> => {
    await release();
    await removeRun(context.engine, spec.run);
  };
  try {
    return { ...(await start(spec, context, releases)), release, stop };
  } catch (error) {
    // Why it did not start matters more than what could not be removed; the label finds that again.
    await stop().catch(() => context.say(`cannot remove what was started; ./doublerun clean does`));
    throw error;
  }
}

/** Lets go of one thing that was taken hold of. */
type Release = () => Promise<void> | void;

async function start(
  spec: ClusterSpec,
  context: ClusterContext,
  releases: Release[],
): Promise<Omit<Cluster, 'release' | 'stop'>> {
  const { engine, images, journal, logs, say, signal } = context;
  const family = familyOf(spec.version);
  const topology = layOut(spec);
  const labels = runLabels(spec.run, spec.keep);
  const network = engineName(spec.run, 'network');
  const ledgerVolume = engineName(spec.run, 'ledger');

  say('network and ledger');
  await within('the engine, create network', ANSWER_MS, () =>
    engine.createNetwork({
      Name: network,
      Labels: labels,
      Options: { 'com.docker.network.bridge.host_binding_ipv4': LOOPBACK },
    }),
  );
  await within('the engine, create volume', ANSWER_MS, () =>
    engine.createVolume({ Name: ledgerVolume, Labels: labels }),
  );
  releases.push(await observeEngine(engine, spec.run, journal));

  const boot = async (server: ServerSpec): Promise<Server> => {
    signal.throwIfAborted();
    return startServer({ engine, server, images, network, ledgerVolume, labels, logs, workers: spec.workers });
  };
  const isScheduler = ({ role }: ServerSpec): boolean => role === 'master' || role === 'worker' || role === 'api';

  say('ZooKeeper, PostgreSQL, Toxiproxy');
  const infrastructure = await allSettled(topology.servers.filter((server) => !isScheduler(server)).map(boot));
  const find = (name: string): Server => named(infrastructure, name);

  const database = await connectDatabase(find('database').address(PORTS.postgres), signal);
  releases.push(() => database.end().catch(() => undefined));
  say("the scheduler's schema");
  await images.prepareDatabase(spec.run, network, labels);
  await installAudit(database, family);
  const { host, port } = find('toxiproxy').address(PORTS.toxiproxy);
  const links = await Links.open(`http://${host}:${port}`, topology.links);
  const zookeeper = find('zookeeper').address(PORTS.zookeeper);
  // Servers that start together race for these; the loser exits with NodeExists.
  await createNodes(`${zookeeper.host}:${zookeeper.port}`, family.registryPaths);

  say(`${spec.masters} masters, ${spec.workers} workers, api`);
  const scheduler = await allSettled(topology.servers.filter(isScheduler).map(boot));
  const servers = [...infrastructure, ...scheduler];
  const observers = observe({ database, family, servers, ledger: find('ledger'), journal });
  releases.push(() => observers.stop());

  const api = named(scheduler, 'api').address(PORTS.api);
  const client = new SchedulerClient(`http://${api.host}:${api.port}/dolphinscheduler`, family, journal);
  await awaitBoot({ servers: scheduler, client, masters: spec.masters, workers: spec.workers, say, signal });
  return { spec, family, servers, links, scheduler: client, observers, zookeeper };
}

function named(servers: readonly Server[], name: string): Server {
  const server = servers.find((candidate) => candidate.name === name);
  if (!server) throw new Error(`the topology has no ${name}`);
  return server;
}
