import type Dockerode from 'dockerode';
import { z } from 'zod';
import { parseJson } from '../history/json.ts';
import { type Cluster, serverNamed } from './cluster.ts';
import { engineName, RUN_LABEL, SERVER_LABEL } from './labels.ts';
import { lastLines } from './observers/container-log.ts';
import { execute } from './observers/execute.ts';
import type { Way } from './topology.ts';
import { notYet, there, waitFor, within } from './wait.ts';

/** On the helper of a partition, the server in whose network it works. */
const PARTITION_LABEL = 'doublerun.partition';
/** Time for a helper to start and to do what it is there for, ms. */
const HELPER_MS = 20_000;
/** Time for a helper that was asked to stop, seconds; then it is killed, and its rules would stay. */
const STOP_SECONDS = 10;
/** What a helper says last, for errors. */
const LAST_LINES = 5;
/** More tables than there are in any server's network, one a line. */
const TABLES = 100;

/** Two servers that reach each other directly. */
export interface Pair {
  readonly server: string;
  readonly peer: string;
}

/**
 * Cuts a server off from a peer, silently: packets are dropped in the server's own network, by a helper container that shares it
 * (docker/toxiproxy/cut-off.sh). The servers themselves have neither the programs nor the right. It returns when the kernel has the rules.
 * They end with `rejoin`, after the limit by themselves, and with the server's container.
 * @param limitMs whole seconds of it count.
 * @throws Error with the helper's last lines, DeadlineError.
 */
export async function cutOff(cluster: Cluster, pair: Pair, way: Way, limitMs: number): Promise<void> {
  const { ip } = serverNamed(cluster.servers, pair.peer);
  const seconds = String(Math.ceil(limitMs / 1_000));
  const command = ['bash', '/usr/local/share/doublerun/cut-off.sh', tableOf(pair), ip, way, seconds];
  const helper = await startHelper(cluster, pair.server, nameOf(cluster, pair), command);
  await waitFor({
    what: `${pair.server} cut off from ${pair.peer}`,
    deadlineMs: HELPER_MS,
    everyMs: 50,
    look: async () => ((await packetsDropped(cluster, pair)) === undefined ? notYet('no rules yet') : there(true)),
  }).catch(async (error: unknown) => {
    throw new Error(`${String(error)}; the helper says: ${await lastLines(helper, LAST_LINES)}`);
  });
}

/** @returns how many packets the kernel has dropped between the two; nothing where it has no rules for that. */
export async function packetsDropped(cluster: Cluster, pair: Pair): Promise<number | undefined> {
  const helper = cluster.engine.getContainer(nameOf(cluster, pair));
  const { exitCode, output } = await execute(helper, ['nft', '-j', 'list', 'table', 'inet', tableOf(pair)]);
  return exitCode === 0 ? countPackets(output) : undefined;
}

const rulesetSchema = z.object({
  nftables: z.array(
    z.object({
      rule: z.object({ expr: z.array(z.object({ counter: z.object({ packets: z.number() }).optional() })) }).optional(),
    }),
  ),
});

/** @returns the packets that the counters of `nft -j list table` add up to; nothing where there is no counter. */
export function countPackets(json: string): number | undefined {
  const ruleset = rulesetSchema.safeParse(parseJson(json));
  if (!ruleset.success) return undefined;
  const counters = ruleset.data.nftables
    .flatMap(({ rule }) => rule?.expr ?? [])
    .flatMap(({ counter }) => counter ?? []);
  return counters.length === 0 ? undefined : counters.reduce((sum, { packets }) => sum + packets, 0);
}

/** Lets the two reach each other again. Done twice it is done once. */
export async function rejoin(cluster: Cluster, pair: Pair): Promise<void> {
  await endHelper(cluster.engine.getContainer(nameOf(cluster, pair)));
}

/** @returns whether the kernel has rules between the two, as read in the server's network by somebody else than who made them. */
export async function isCutOff(cluster: Cluster, pair: Pair): Promise<boolean> {
  const helper = await startHelper(cluster, pair.server, `${nameOf(cluster, pair)}-look`, ['nft', 'list', 'tables']);
  try {
    const { StatusCode: code } = (await within('a look at the rules', HELPER_MS, () => helper.wait())) as {
      StatusCode: number;
    };
    const output = await lastLines(helper, TABLES);
    if (code !== 0) throw new Error(`nft cannot list the tables of ${pair.server}: ${output}`);
    return output.split(/\s+/).includes(tableOf(pair));
  } finally {
    await helper.remove({ force: true, v: true });
  }
}

/** Ends every partition of a cluster, whoever made it. @returns in words what had to be ended. */
export async function rejoinAll({ engine, spec }: Cluster): Promise<readonly string[]> {
  const filters = { label: [`${RUN_LABEL}=${spec.run}`, PARTITION_LABEL] };
  const helpers = await engine.listContainers({ all: true, filters });
  for (const { Id: id } of helpers) await endHelper(engine.getContainer(id));
  return helpers.map(({ Labels: labels }) => `${labels[PARTITION_LABEL]} was cut off from others`);
}

/** Starts a container of the proxies' image, which has what it takes, in a server's network. It goes with the rest of the run. */
async function startHelper(
  { engine, servers }: Cluster,
  server: string,
  name: string,
  command: readonly string[],
): Promise<Dockerode.Container> {
  const { container } = serverNamed(servers, server);
  const { Config: config } = await container.inspect();
  const { [SERVER_LABEL]: _, ...labels } = config.Labels;
  const { Image: image } = await serverNamed(servers, 'toxiproxy').container.inspect();
  const helper = await engine.createContainer({
    name,
    Image: image,
    Cmd: [...command],
    User: 'root',
    Labels: { ...labels, [PARTITION_LABEL]: server },
    HostConfig: { NetworkMode: `container:${container.id}`, CapAdd: ['NET_ADMIN'] },
  });
  try {
    await helper.start();
    return helper;
  } catch (error) {
    await helper.remove({ force: true, v: true });
    throw error;
  }
}

/** By SIGTERM first, which has it take its rules away. */
async function endHelper(helper: Dockerode.Container): Promise<void> {
  await unless([304, 404], helper.stop({ t: STOP_SECONDS }));
  await unless([404, 409], helper.remove({ force: true, v: true }));
}

/** Waits for an answer of the engine; these statuses say that it was so already, or that somebody else is at it. */
async function unless(statuses: readonly number[], answer: Promise<unknown>): Promise<void> {
  await answer.catch((error: { statusCode?: number }) => {
    if (!statuses.includes(error.statusCode ?? 0)) throw error;
  });
}

function nameOf({ spec }: Cluster, { server, peer }: Pair): string {
  return engineName(spec.run, `${server}-off-${peer}`);
}

/** nft takes no hyphens in names. */
function tableOf({ peer }: Pair): string {
  return `doublerun_${peer.replaceAll('-', '_')}`;
}
