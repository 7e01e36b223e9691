import type Dockerode from 'dockerode';
import { getContainerRuntimeClient } from 'testcontainers';
import { reasonOf } from '../history/reason.ts';
import { LOOPBACK } from './topology.ts';
import { within } from './wait.ts';

/** Time for the engine's first answer, ms. */
const ANSWER_MS = 10_000;

/** There is no Docker engine to work with; the message says where it was looked for and what to do. */
export class EngineError extends Error {
  readonly code = 'ENGINE_UNREACHABLE';

  constructor(reason: string) {
    const where = process.env['DOCKER_HOST'] ? ` at DOCKER_HOST=${process.env['DOCKER_HOST']}` : '';
    super(
      `no Docker engine answers${where} (${reason}). Start it (Debian, Ubuntu: sudo systemctl start docker), ` +
        'or point DOCKER_HOST at one that runs; `docker info` shows whether it answers.',
    );
    this.name = 'EngineError';
  }
}

const loopbackNames = new Set(['', 'localhost', '[::1]', LOOPBACK]);

/**
 * Tells testcontainers where published ports are. Left to itself it takes a machine with a /.dockerenv for a container and tries the bridge's
 * gateway, where ports on loopback are not.
 * @throws EngineError for an engine on another machine: its loopback is not ours.
 */
function settleHost(): void {
  const address = process.env['DOCKER_HOST'];
  if (address && !URL.canParse(address))
    throw new EngineError('that is no address; one is unix:///var/run/docker.sock');
  if (address && !loopbackNames.has(new URL(address).hostname)) {
    throw new EngineError('it is on another machine, and clusters publish their ports on loopback only');
  }
  process.env['TESTCONTAINERS_HOST_OVERRIDE'] = LOOPBACK;
}

/**
 * The Docker engine that testcontainers finds too (DOCKER_HOST, context, socket), so that both halves talk to the same one.
 * @throws EngineError where none answers within 10 s.
 */
export async function connectEngine(): Promise<Dockerode> {
  settleHost();
  try {
    return await within('the Docker engine', ANSWER_MS, async () => {
      const { dockerode } = (await getContainerRuntimeClient()).container as unknown as { dockerode: Dockerode };
      await dockerode.ping();
      return dockerode;
    });
  } catch (error) {
    throw new EngineError(reasonOf(error));
  }
}
