import type Dockerode from 'dockerode';
import type { Role } from '../topology.ts';
import type { Say } from '../wait.ts';
import { buildImages } from './build.ts';
import { buildTag, distributionImages, lastBuild } from './distribution/builds.ts';
import { exists } from './engine-images.ts';
import { ImageError } from './error.ts';
import { absentOfficial, officialTag, pullOfficial, upgradeSchema } from './official.ts';
import { DEFAULT_VERSION, type ImageName, resolveImages, serverImages } from './recipes.ts';
import { toldSource } from './told-sources.ts';

/**
 * Where DolphinScheduler's servers come from. `dist`: what somebody has built and made images of. `auto`: that where it is there, else what else is
 * there, else official where a registry answers, else maven.
 */
export const origins = ['auto', 'official', 'maven', 'dist'] as const;
export type Origin = (typeof origins)[number];

/** Images for every role of a cluster, all present in the engine. */
export interface ClusterImages {
  readonly origin: Exclude<Origin, 'auto'>;
  /** Of origin `dist`: a hash of all that was built. */
  readonly build?: string;
  readonly tagOf: (role: Role) => string;
  /** Builds what changes servers at run time, where it is not there yet. @returns its tag. */
  readonly provideAgent: (say: Say) => Promise<string>;
  /** Makes the scheduler's schema, before any server starts; absent where the database's image has it. */
  readonly prepareDatabase?: (run: string, network: string, labels: Readonly<Record<string, string>>) => Promise<void>;
}

const commonImages = ['base', 'zookeeper', 'toxiproxy'] as const satisfies readonly ImageName[];

/**
 * Pulls or builds every image that a cluster needs; what is there is left alone. In a task of a Swarm it is what the task was told, and nothing else.
 * @throws ImageError
 */
export async function provideImages(
  engine: Dockerode,
  { version, origin }: { readonly version: string; readonly origin: Origin },
  say: Say,
  signal: AbortSignal,
): Promise<ClusterImages> {
  const told = toldSource(version)?.origin;
  const chosen = told ?? (origin === 'auto' ? await choose(engine, version, say, signal) : origin);
  switch (chosen) {
    case 'official':
      return official(engine, version, say, signal);
    case 'maven':
      return maven(engine, version, say, signal);
    case 'dist':
      return dist(engine, version, say, signal);
  }
}

/** What was built from somebody's own; official images that are there; ours that are there; official ones, where every one of them can be pulled. */
async function choose(
  engine: Dockerode,
  version: string,
  say: Say,
  signal: AbortSignal,
): Promise<ClusterImages['origin']> {
  if (await lastBuild(engine, version)) return 'dist';
  if ((await absentOfficial(engine, version)).length === 0) return 'official';
  const built = resolveImages(version).get('master');
  if (built && (await exists(engine, built.tag))) return 'maven';
  return (await pullOfficial(engine, version, say, signal)).pulled ? 'official' : 'maven';
}

async function maven(engine: Dockerode, version: string, say: Say, signal: AbortSignal): Promise<ClusterImages> {
  if (version !== DEFAULT_VERSION) {
    throw new ImageError(
      'IMAGE_NO_SUCH_VERSION',
      `DolphinScheduler ${version} cannot be assembled from Maven Central: only ${DEFAULT_VERSION} is there with every jar. ` +
        `Use ${DEFAULT_VERSION}, the official images (--origin official) where an image registry answers, or a build of your own: ` +
        './doublerun images build --from <apache-dolphinscheduler-*-bin.tar.gz, or a built checkout>.',
    );
  }
  const tags = await buildImages(engine, version, [...commonImages, ...serverImages, 'database'], say, signal);
  return { origin: 'maven', tagOf: tagger(tags), provideAgent: (sayThen) => agent(engine, version, sayThen, signal) };
}

async function official(engine: Dockerode, version: string, say: Say, signal: AbortSignal): Promise<ClusterImages> {
  const pulled = await pullOfficial(engine, version, say, signal);
  if (!pulled.pulled) {
    throw new ImageError(
      'IMAGE_NOT_PULLED',
      `${pulled.reason}. --origin maven assembles ${DEFAULT_VERSION} without an image registry.`,
    );
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
    provideAgent: (sayThen) => agent(engine, version, sayThen, signal),
    prepareDatabase: (run, network, labels) => upgradeSchema(engine, version, { run, network, labels }, signal),
  };
}

async function dist(engine: Dockerode, version: string, say: Say, signal: AbortSignal): Promise<ClusterImages> {
  const build = await lastBuild(engine, version);
  const told = toldSource(version)?.build;
  if (build === undefined && told !== undefined) throw notOnNode(version, told);
  if (build === undefined) {
    throw new ImageError(
      'IMAGE_NO_SUCH_VERSION',
      `there is no build of DolphinScheduler ${version} of yours; ./doublerun images build --from <apache-dolphinscheduler-*-bin.tar.gz, or a ` +
        'built checkout> makes images of it.',
    );
  }
  const common = await buildImages(engine, version, commonImages, say, signal);
  const own = distributionImages.map((name) => [name, buildTag(name, version, build)] as const);
  return {
    origin: 'dist',
    build,
    tagOf: tagger(new Map<ImageName, string>([...common, ...own])),
    provideAgent: (tell) => agent(engine, version, tell, signal),
  };
}

function notOnNode(version: string, build: string): ImageError {
  const tags = distributionImages.map((name) => buildTag(name, version, build)).join(' ');
  return new ImageError(
    'IMAGE_NOT_ON_NODE',
    `this node does not have the build ${build} of DolphinScheduler ${version}, which this job runs. Hand it over from the one where it is: ` +
      `docker save ${tags} | ssh <node> docker load`,
  );
}

async function agent(engine: Dockerode, version: string, say: Say, signal: AbortSignal): Promise<string> {
  return (await buildImages(engine, version, ['agent'], say, signal)).get('agent') ?? '';
}

function tagger(tags: ReadonlyMap<ImageName, string>): (role: Role) => string {
  return (role) => {
    // The ledger's reader is two shell scripts: any base will do.
    const tag = tags.get(role === 'ledger' ? 'base' : role);
    if (!tag) throw new Error(`no image for ${role}`);
    return tag;
  };
}
