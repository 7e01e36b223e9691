import { GenericContainer } from 'testcontainers';

/**
 * A container that has another host name in the network whose mode it runs in. With testcontainers' own `withNetworkAliases` it would be attached to the default bridge as
 * well, and DolphinScheduler registers the address of whichever interface comes first.
 */
export class ContainerWithAlias extends GenericContainer {
  /** Has to be the network that `withNetworkMode` names. Nothing is done without an alias. */
  withAlias(network: string, alias: string | undefined): this {
    if (alias !== undefined)
      this.createOpts.NetworkingConfig = { EndpointsConfig: { [network]: { Aliases: [alias] } } };
    return this;
  }
}
