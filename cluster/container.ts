import { GenericContainer } from 'testcontainers';

/** Where a container is in the cluster's network. */
export interface Place {
  readonly network: string;
  /** Kept for good, however often the container ends and starts. */
  readonly address: string;
  /** Another host name there. */
  readonly alias?: string | undefined;
}

/**
 * A container at an address of its own choice. With testcontainers' own `withNetwork` and `withNetworkAliases` it would be attached to the default bridge as
 * well, and DolphinScheduler registers the address of whichever interface comes first.
 */
export class PlacedContainer extends GenericContainer {
  withPlace({ network, address, alias }: Place): this {
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: {
        [network]: { IPAMConfig: { IPv4Address: address }, ...(alias === undefined ? {} : { Aliases: [alias] }) },
      },
    };
    return this.withNetworkMode(network);
  }
}
