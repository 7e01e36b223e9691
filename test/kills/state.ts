import type Dockerode from 'dockerode';
import { z } from 'zod';
import { RUN_LABEL, SERVER_LABEL } from '../../cluster/labels.ts';
import { LOOPBACK, PORTS } from '../../cluster/topology.ts';

const proxiesSchema = z.record(z.string(), z.object({ enabled: z.boolean(), toxics: z.array(z.unknown()) }));

/** @returns in words what the engine still holds of a run, asked by its label; nothing where there is nothing. */
export async function leftOf(engine: Dockerode, run: string): Promise<readonly string[]> {
  const filters = { label: [`${RUN_LABEL}=${run}`] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
    engine.listVolumes({ filters }),
  ]);
  return [
    ...containers.map(({ Names: names }) => `container ${names.join(' ')}`),
    ...networks.map(({ Name: name }) => `network ${name}`),
    ...(volumes ?? []).map(({ Name: name }) => `volume ${name}`),
  ];
}

/**
 * @returns in words what is wrong with a cluster that stands: a server that is gone, ended or frozen, a container that is no server (a partition's helper), a
 * proxy that is closed or does something to what passes. Asked of the engine and of Toxiproxy themselves, not through what mends them.
 */
export async function wrongWith(engine: Dockerode, run: string, servers: number): Promise<readonly string[]> {
  const filters = { label: [`${RUN_LABEL}=${run}`] };
  const containers = await engine.listContainers({ all: true, filters });
  const ofServers = containers.filter(({ Labels: labels }) => labels[SERVER_LABEL] !== undefined);
  const wrong = containers.flatMap(({ Names: names, State: state, Labels: labels }) => {
    if (labels[SERVER_LABEL] === undefined) return [`${names.join(' ')} is no server`];
    return state === 'running' ? [] : [`${labels[SERVER_LABEL]} is ${state}`];
  });
  if (ofServers.length !== servers) wrong.push(`${ofServers.length} servers of ${servers}`);
  return [...wrong, ...(await brokenProxies(ofServers))];
}

async function brokenProxies(containers: readonly Dockerode.ContainerInfo[]): Promise<readonly string[]> {
  const proxies = containers.find(({ Labels: labels }) => labels[SERVER_LABEL] === 'toxiproxy');
  const port = proxies?.Ports.find((each) => each.PrivatePort === PORTS.toxiproxy)?.PublicPort;
  if (port === undefined) return ['Toxiproxy is not reached'];
  const response = await fetch(`http://${LOOPBACK}:${port}/proxies`, { signal: AbortSignal.timeout(5_000) });
  const all = Object.entries(proxiesSchema.parse(await response.json()));
  if (all.length === 0) return ['there are no links'];
  return all.flatMap(([name, { enabled, toxics }]) => [
    ...(enabled ? [] : [`link ${name} is closed`]),
    ...(toxics.length === 0 ? [] : [`link ${name} has ${toxics.length} toxics`]),
  ]);
}
