import type Dockerode from 'dockerode';
import { checkRules } from './agent/check-rules.ts';
import { needsAgent } from './agent/rules.ts';
import { createAgentVolume } from './agent/volume.ts';
import { awaitBoot } from './boot.ts';
import { connectDatabase, type Database } from './database.ts';
import { SchedulerClient } from './dolphinscheduler/client.ts';
import { familyOf } from './dolphinscheduler/families.ts';
import type { Family } from './dolphinscheduler/family.ts';
import type { ClusterImages } from './images/origin.ts';
import { clusterLabels, engineName, type Source } from './labels.ts';
import { Links } from './links.ts';
import { createNetwork } from './network.ts';
import { installAudit } from './observers/audit.ts';
import { TENANT } from './scheduler-settings.ts';
import { type Server, startServer } from './server.ts';
import { removeRun } from './sweep.ts';
import { type ClusterSpec, isScheduler, layOut, PORTS, type ServerSpec } from './topology.ts';
import { allSettled, type Say, within } from './wait.ts';
import { Ensemble, type Member } from './zookeeper/ensemble.ts';
import { createNodes } from './zookeeper/nodes.ts';

/** Time for one answer of PostgreSQL or the engine, ms. */
export const ANSWER_MS = 15_000;

/** A running cluster, watched by nobody yet. Whoever has it calls `stop` or, to leave it standing, `release`. */
export interface Cluster {
  readonly engine: Dockerode;
  readonly spec: ClusterSpec;
  readonly source: Source;
  readonly family: Family;
  readonly servers: readonly Server[];
  readonly links: Links;
  readonly database: Database;
  /** In words, the servers that had ended and were started when the cluster was taken up. */
  readonly started: readonly string[];
  /** Closes every connection of ours. The containers stay. */
  release(): Promise<void>;
  /** Releases it and removes everything. Twice is once. */
  stop(): Promise<void>;
}

export interface ClusterContext {
  readonly engine: Dockerode;
  readonly images: ClusterImages;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/**
 * Starts a cluster; returns when the API takes calls and all servers are registered.
 * Whatever was started is removed again when it throws.
 * @throws BootError with the server's own last lines, DeadlineError, the signal's reason.
 */
export async function startCluster(spec: ClusterSpec, context: ClusterContext): Promise<Cluster> {
  const releases = new Releases();
  const stop = async (): Promise<void> => {
    await releases.release();
    await removeRun(context.engine, spec.run);
  };
  try {
    return { ...(await start(spec, context, releases)), release: () => releases.release(), stop };
  } catch (error) {
    // Why it did not start matters more than what could not be removed; the label finds that again.
    await stop().catch(() => context.say(`cannot remove what was started; ./doublerun clean does`));
    throw error;
  }
}

/** Lets go of one thing that was taken hold of. */
type Release = () => unknown;

/** What has to be let go of, the last taken first. */
export class Releases {
  readonly #held: Release[] = [];

  add(release: Release): void {
    this.#held.push(release);
  }

  /** What cannot be let go of keeps nothing else from it. Twice is once. */
  async release(): Promise<void> {
    for (const each of this.#held.splice(0).reverse()) {
      await within('letting go', ANSWER_MS, async () => each()).catch(() => undefined);
    }
  }
}

async function start(
  spec: ClusterSpec,
  { engine, images, say, signal }: ClusterContext,
  releases: Releases,
): Promise<Omit<Cluster, 'release' | 'stop'>> {
  const { family } = familyOf(spec.version);
  const topology = layOut(spec);
  const labels = clusterLabels(spec, images);
  const network = engineName(spec.run, 'network');
  const ledgerVolume = engineName(spec.run, 'ledger');
  const agentVolume = engineName(spec.run, 'agent');

  say('network and ledger');
  const subnet = await createNetwork(engine, network, labels, signal);
  await within('the engine, create volume', ANSWER_MS, () =>
    engine.createVolume({ Name: ledgerVolume, Labels: labels }),
  );
  if (needsAgent(spec.settings)) {
    const tag = await images.provideAgent(say);
    await within('the engine, the agent', ANSWER_MS, () => createAgentVolume(engine, tag, agentVolume, labels));
  }

  const boot = async (server: ServerSpec): Promise<Server> => {
    signal.throwIfAborted();
    const image = images.tagOf(server.role);
    const address = subnet.addressOf(topology.servers.indexOf(server));
    const volumes = { ledgerVolume, agentVolume };
    return startServer({ engine, server, image, network, address, ...volumes, labels, workers: spec.workers });
  };

  const bootAll = (wanted: (server: ServerSpec) => boolean): Promise<Server[]> =>
    allSettled(topology.servers.filter(wanted).map(boot));
  const bootScheduler = (): Promise<Server[]> => bootAll(({ role }) => isScheduler(role));

  const counted = `${spec.masters} masters, ${spec.workers} workers, api`;
  say(`ZooKeeper, PostgreSQL, Toxiproxy; ${counted}`);
  // A server reads classes for seconds before it asks for the database or the registry: where the schema is there, nobody has to wait for anybody. An
  // ensemble takes longer than that to choose its leader.
  const early = images.prepareDatabase || spec.zookeepers > 1 ? undefined : bootScheduler();
  early?.catch(() => undefined);
  const infrastructure = await bootAll(({ role }) => !isScheduler(role));
  const links = await openLinks(infrastructure, spec);
  await links.create();
  // Servers that start together race for these; the loser exits with NodeExists.
  const zookeeper = new Ensemble(membersOf(infrastructure));
  await createNodes(() => zookeeper.anyAddress(), family.registryPaths);
  const database = await connectDatabase(() => serverNamed(infrastructure, 'database').address(PORTS.postgres), signal);
  releases.add(() => database.end());
  if (images.prepareDatabase) {
    say("the scheduler's schema");
    await images.prepareDatabase(spec.run, network, labels);
  }
  await installAudit(database, family);
  if (!early) say(counted);
  const scheduler = await (early ?? bootScheduler());
  const servers = [...infrastructure, ...scheduler];
  const rulesFit = checkRules(spec, scheduler);
  // Of a server that has ended, what it said last matters more.
  rulesFit.catch(() => undefined);
  const client = new SchedulerClient(() => apiOf(servers), family);
  await awaitBoot({ servers: scheduler, client, masters: spec.masters, workers: spec.workers, say, signal });
  await rulesFit;
  await client.call(client.calls.createTenant(TENANT));
  const { origin, build } = images;
  return { engine, spec, source: { origin, build }, family, servers, links, database, started: [] };
}

/** The links of a cluster whose proxies are made, or are about to be. */
export async function openLinks(servers: readonly Server[], spec: ClusterSpec): Promise<Links> {
  const { host, port } = await serverNamed(servers, 'toxiproxy').address(PORTS.toxiproxy);
  return new Links(`http://${host}:${port}`, layOut(spec).links);
}

/** @returns where this machine reaches the API: `http://127.0.0.1:40123/dolphinscheduler`. */
export async function apiOf(servers: readonly Server[]): Promise<string> {
  const { host, port } = await serverNamed(servers, 'api').address(PORTS.api);
  return `http://${host}:${port}/dolphinscheduler`;
}

/** ZooKeeper's servers, as they are reached from here. */
export function membersOf(servers: readonly Server[]): readonly Member[] {
  return servers
    .filter(({ role }) => role === 'zookeeper')
    .map(({ name, address }) => ({ name, address: () => address(PORTS.zookeeper) }));
}

export function serverNamed(servers: readonly Server[], name: string): Server {
  const server = servers.find((candidate) => candidate.name === name);
  if (!server) throw new Error(`the cluster has no ${name}`);
  return server;
}
