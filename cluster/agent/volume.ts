import type Dockerode from 'dockerode';
import { AGENT_FOLDER } from './rules.ts';

/**
 * Fills a volume with the agent: an empty volume that a container is created with takes on what its image has there. The container is never started.
 * @param tag of the agent's image
 */
export async function createAgentVolume(
  engine: Dockerode,
  tag: string,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  await engine.createVolume({ Name: name, Labels: { ...labels } });
  const container = await engine.createContainer({
    Image: tag,
    // The image has no program, and the engine wants a name of one.
    Cmd: ['none'],
    Labels: { ...labels },
    HostConfig: { Binds: [`${name}:${AGENT_FOLDER}`], NetworkMode: 'none' },
  });
  await container.remove({ force: true });
}
