import type { Cluster } from './cluster.ts';
import { execute } from './observers/execute.ts';
import type { Server } from './server.ts';
import { isScheduler, type Role } from './topology.ts';

/** What a server of the scheduler is made of, found by looking into its container. */
export interface MakeUp {
  /** First line of `java -version`. */
  readonly java: string;
  /** Without `pstree` DolphinScheduler's kill does not reach a task's children (apache/dolphinscheduler#14646). */
  readonly pstree: boolean;
  /** The program is there; whether the worker uses it is a setting. */
  readonly sudo: boolean;
}

export interface Image {
  readonly tag: string;
  /** What the engine computes from its content. */
  readonly id: string;
}

/** @returns the image of each role, from a container of it. */
export async function imagesOf({ servers }: Cluster): Promise<Readonly<Partial<Record<Role, Image>>>> {
  const described = await Promise.all(
    firstOfEachRole(servers).map(async ({ role, container }) => {
      const { Config: config, Image: id } = await container.inspect();
      return [role, { tag: config.Image, id }] as const;
    }),
  );
  return Object.fromEntries(described);
}

/** @returns the make-up of each role of the scheduler: its servers share an image. */
export async function makeUpOf({ servers }: Cluster): Promise<Readonly<Partial<Record<Role, MakeUp>>>> {
  // The variable would be told of in a line before it.
  const script =
    'env -u JDK_JAVA_OPTIONS java -version 2>&1 | head -n 1; command -v pstree || echo; command -v sudo || echo';
  const found = await Promise.all(
    firstOfEachRole(servers.filter(({ role }) => isScheduler(role))).map(async ({ role, container }) => {
      const { output } = await execute(container, ['bash', '-c', script]);
      const [java = '', pstree = '', sudo = ''] = output.split('\n');
      return [role, { java, pstree: pstree !== '', sudo: sudo !== '' }] as const;
    }),
  );
  return Object.fromEntries(found);
}

function firstOfEachRole(servers: readonly Server[]): readonly Server[] {
  return [...new Map([...servers].reverse().map((server) => [server.role, server])).values()];
}
