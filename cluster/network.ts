import type Dockerode from 'dockerode';
import { LOOPBACK } from './topology.ts';
import { notYet, there, waitFor, within } from './wait.ts';

/** Time for one answer of the engine, ms. */
const ANSWER_MS = 15_000;
/** Time to be given a subnet that nobody else takes meanwhile, ms. */
const SUBNET_MS = 30_000;
/** The engine's own end of the network is the first address; the servers' come after it. */
const FIRST_SERVER = 2;

/** IPv4 addresses of a network. */
export interface Subnet {
  /** Of the n-th server, from 0. */
  readonly addressOf: (index: number) => string;
  readonly gateway: string;
  /** The upper half: for containers that name no address. */
  readonly others: string;
}

/**
 * Makes a cluster's network. Its servers have addresses that stay: by itself the engine gives a container that starts again the lowest one that is
 * free, so that two servers that were down at once may come back under each other's, and the scheduler's rows, the registry and the logs would speak of the wrong one. Only
 * in a subnet that is asked for may addresses be: the engine's own choice is taken, and asked for.
 * @throws DeadlineError with what the engine says last.
 */
export async function createNetwork(
  engine: Dockerode,
  name: string,
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Subnet> {
  const make = (more: object) =>
    within('the engine, create network', ANSWER_MS, () =>
      engine.createNetwork({
        Name: name,
        Labels: { ...labels },
        Options: { 'com.docker.network.bridge.host_binding_ipv4': LOOPBACK },
        ...more,
      }),
    );
  return waitFor({
    what: 'a network for the cluster',
    deadlineMs: SUBNET_MS,
    signal,
    look: async (given) => {
      const chosen = await make({});
      const subnet = await within('the engine, read network', ANSWER_MS, () => chosen.inspect())
        .then(({ IPAM: addresses }) => addresses?.Config?.[0]?.Subnet)
        .finally(() => within('the engine, remove network', ANSWER_MS, () => chosen.remove()));
      if (subnet === undefined) return notYet('the engine gives no subnet');
      // Nobody would sweep what is made after this was given up.
      given.throwIfAborted();
      const read = readSubnet(subnet);
      // Another run may have been given it meanwhile.
      await make({ IPAM: { Config: [{ Subnet: subnet, Gateway: read.gateway, IPRange: read.others }] } });
      return there(read);
    },
  });
}

/** Reads `172.19.0.0/16`. @throws Error where it is no subnet of IPv4 with room for a cluster. */
export function readSubnet(text: string): Subnet {
  const [base = '', length] = text.split('/');
  const prefix = Number(length);
  const parts = base.split('.').map(Number);
  if (parts.length !== 4 || !(prefix >= 8 && prefix <= 26)) throw new Error(`${text} is no subnet for a cluster`);
  const first = parts.reduce((sum, part) => sum * 256 + part, 0);
  const address = (offset: number): string =>
    [24, 16, 8, 0].map((shift) => Math.floor((first + offset) / 2 ** shift) % 256).join('.');
  return {
    addressOf: (index) => address(FIRST_SERVER + index),
    gateway: address(1),
    others: `${address(2 ** (31 - prefix))}/${prefix + 1}`,
  };
}
