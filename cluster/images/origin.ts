import type Dockerode from 'dockerode';
import { engineName } from '../labels.ts';
import { DATABASE } from '../scheduler-settings.ts';
import type { Role } from '../topology.ts';
import { PORTS } from '../topology.ts';
import type { Say } from '../wait.ts';
import { buildImages } from './build.ts';
import { exists, pull } from './engine-images.ts';
import { ImageError } from './error.ts';
import { DEFAULT_VERSION, type ImageName, resolveImages, type ServerImage } from './recipes.ts';

/** Where DolphinScheduler's servers come from. `auto`: what is there already, else official where a registry answers, else maven. */
export const origins = ['auto', 'official', 'maven'] as const;
export type Origin = (typeof origins)[number];

/** Images for every role of a cluster, all present in the engine. */
export interface ClusterImages {
  readonly origin: Exclude<Origin, 'auto'>;
  readonly tagOf: (role: Role) => string;
  /** Makes sure that the database has the scheduler's schema. */
  readonly prepareDatabase: (run: string, network: string, labels: Readonly<Record<string, string>>) => Promise<void>;
}

const serverImages: readonly ServerImage[] = ['master', 'worker', 'api'];
const commonImages = ['base', 'zookeeper', 'toxiproxy'] as const satisfies readonly ImageName[];

/**
 * Pulls or builds every image that a cluster needs; what is there is left alone.
 * @throws ImageError
 */
export async function provideImages(
  engine: Dockerode,
  { version, origin }: { readonly version: string; readonly origin: Origin },
  say: Say,
  signal: AbortSignal,
): Promise<ClusterImages> {
  const chosen = origin === 'auto' ? await choose(engine, version, say) : origin;
  return chosen === 'official' ? official(engine, version, say, signal) : maven(engine, version, say, signal);
}

const officialTag = (role: ServerImage | 'tools', version: string): string =>
  `apache/dolphinscheduler-${role}:${version}`;

async function choose(engine: Dockerode, version: string, say: Say): Promise<ClusterImages['origin']> {
  if (await exists(engine, officialTag('master', version))) return 'official';
  const built = resolveImages(version).get('master');
  if (built && (await exists(engine, built.tag))) return 'maven';
  const pulled = await pull(engine, officialTag('master', version), say);
  return pulled.pulled ? 'official' : 'maven';
}

async function maven(engine: Dockerode, version: string, say: Say, signal: AbortSignal): Promise<ClusterImages> {
  if (version !== DEFAULT_VERSION) {
    throw new ImageError(
      'IMAGE_NO_SUCH_VERSION',
      `DolphinScheduler ${version} cannot be assembled from Maven Central: only ${DEFAULT_VERSION} is there with every jar. ` +
        `Use ${DEFAULT_VERSION}, or the official images (--origin official) where an image registry answers.`,
    );
  }
  const tags = await buildImages(engine, version, [...commonImages, ...serverImages, 'database'], say, signal);
  return { origin: 'maven', tagOf: tagger(tags), prepareDatabase: async () => undefined };
}

async function official(engine: Dockerode, version: string, say: Say, signal: AbortSignal): Promise<ClusterImages> {
  for (const role of [...serverImages, 'tools'] as const) {
    const pulled = await pull(engine, officialTag(role, version), say);
    if (!pulled.pulled) {
      throw new ImageError(
        'IMAGE_NO_SUCH_VERSION',
        `cannot pull ${officialTag(role, version)}: ${pulled.reason}. ` +
          `--origin maven assembles ${DEFAULT_VERSION} without an image registry.`,
      );
    }
  }
  const built = await buildImages(engine, version, [...commonImages, 'postgres'], say, signal);
  const tags = new Map([
    ...built,
    ['database' as const, built.get('postgres') ?? ''] as const,
    ...serverImages.map((role) => [role, officialTag(role, version)] as const),
  ]);
  return {
    origin: 'official',
    tagOf: tagger(tags),
    prepareDatabase: (run, network, labels) => upgradeSchema(engine, version, run, network, labels),
  };
}

function tagger(tags: ReadonlyMap<ImageName, string>): (role: Role) => string {
  return (role) => {
    // The ledger's reader is two shell scripts: any base will do.
    const tag = tags.get(role === 'ledger' ? 'base' : role);
    if (!tag) throw new Error(`no image for ${role}`);
    return tag;
  };
}

/** The official images bring the schema in a tool of their own, run once: script upgrade-schema.sh. */
async function upgradeSchema(
  engine: Dockerode,
  version: string,
  run: string,
  network: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const container = await engine.createContainer({
    name: engineName(run, 'schema'),
    Image: officialTag('tools', version),
    Cmd: ['/bin/bash', 'tools/bin/upgrade-schema.sh'],
    Labels: { ...labels },
    HostConfig: { NetworkMode: network },
    Env: Object.entries({
      DATABASE: 'postgresql',
      SPRING_PROFILES_ACTIVE: 'postgresql,upgrade',
      SPRING_DATASOURCE_URL: `jdbc:postgresql://${engineName(run, 'database')}:${PORTS.postgres}/${DATABASE.name}`,
      SPRING_DATASOURCE_USERNAME: DATABASE.user,
      SPRING_DATASOURCE_PASSWORD: DATABASE.password,
    }).map(([key, value]) => `${key}=${value}`),
  });
  await container.start();
  const { StatusCode: code } = (await container.wait()) as { StatusCode: number };
  if (code !== 0) {
    throw new ImageError(
      'IMAGE_BUILD_FAILED',
      `${officialTag('tools', version)} could not make the schema (exit ${code})`,
    );
  }
}
