import type Dockerode from 'dockerode';
import { UsageError } from '../usage-error.ts';

interface SwarmInfo {
  readonly LocalNodeState?: string;
  readonly ControlAvailable?: boolean;
  readonly NodeAddr?: string;
}

async function swarmInfo(engine: Dockerode): Promise<SwarmInfo> {
  return ((await engine.info()) as { readonly Swarm?: SwarmInfo }).Swarm ?? {};
}

/** Whether this engine manages a Swarm, and so knows of its jobs. */
export async function managesSwarm(engine: Dockerode): Promise<boolean> {
  const { LocalNodeState: state, ControlAvailable: manages } = await swarmInfo(engine);
  return state === 'active' && manages === true;
}

/** @returns the address by which the other nodes know this one. @throws UsageError where this engine manages no Swarm. */
export async function addressInSwarm(engine: Dockerode): Promise<string> {
  const { LocalNodeState: state, ControlAvailable: manages, NodeAddr: address } = await swarmInfo(engine);
  if (state !== 'active') throw new UsageError('this Docker engine is in no Swarm; docker swarm init makes one of it');
  if (manages !== true || !address)
    throw new UsageError('this Docker engine manages no Swarm; run this where docker node ls answers');
  return address;
}
