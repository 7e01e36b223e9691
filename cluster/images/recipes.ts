import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const dockerFolder = fileURLToPath(new URL('../../docker', import.meta.url));

/** The newest release whose every jar is on Maven Central. */
export const DEFAULT_VERSION = '3.1.1';

/** Debian's release below every image that is built here. */
export const SYSTEM_RELEASE = 'bookworm';

export const serverImages = ['master', 'worker', 'api'] as const;
export type ServerImage = (typeof serverImages)[number];
export type ImageName = 'base' | 'java' | 'zookeeper' | 'postgres' | 'toxiproxy' | 'database' | 'agent' | ServerImage;

/** How an image is built. `parents` become build arguments; `after` only orders builds that share a stage. */
interface Recipe {
  readonly folder: string;
  readonly target?: string;
  readonly parents: Readonly<Record<string, ImageName>>;
  readonly after?: ImageName;
  readonly versioned?: true;
}

const scheduler = {
  folder: 'dolphinscheduler',
  parents: { JAVA: 'java', DATABASE: 'postgres' },
  versioned: true,
} as const;

/** All images; an entry's parents stand before it. The scheduler's share one Dockerfile, so they are built one after the other. */
const recipes: Readonly<Record<ImageName, Recipe>> = {
  base: { folder: 'base', parents: {} },
  java: { folder: 'java', parents: { BASE: 'base' } },
  zookeeper: { folder: 'zookeeper', parents: { JAVA: 'java' } },
  postgres: { folder: 'postgres', parents: { BASE: 'base' } },
  toxiproxy: { folder: 'toxiproxy', parents: { BASE: 'base' } },
  master: { ...scheduler, target: 'master' },
  worker: { ...scheduler, target: 'worker', after: 'master' },
  api: { ...scheduler, target: 'api', after: 'worker' },
  database: { ...scheduler, target: 'database', after: 'api' },
  agent: { folder: 'agent', parents: { JAVA: 'java' } },
};

export const imageNames = Object.keys(recipes) as readonly ImageName[];

/** An image with everything decided: its tag names the content that it is made of. */
export interface Image {
  readonly name: ImageName;
  readonly tag: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly target?: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly needs: readonly ImageName[];
}

/**
 * Works out every image for a version of DolphinScheduler. Reads the files under `docker/`, asks no engine.
 * A tag carries a hash of the image's own files, target, arguments and its parents' tags: the same tag is the same recipe.
 */
export function resolveImages(version: string): ReadonlyMap<ImageName, Image> {
  const images = new Map<ImageName, Image>();
  for (const name of imageNames) {
    const { folder, target, parents, after, versioned } = recipes[name];
    const context = join(dockerFolder, folder);
    const files = listFiles(context);
    const parentTags = Object.entries(parents).map(([argument, parent]) => [argument, tagOf(images, parent)]);
    const buildArguments: Record<string, string> = {
      ...Object.fromEntries(parentTags),
      ...(versioned ? { VERSION: version } : {}),
    };
    const hash = createHash('sha256').update(JSON.stringify([SYSTEM_RELEASE, target ?? null, buildArguments]));
    for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(context, file)));
    images.set(name, {
      name,
      tag: `doublerun/${name}:${versioned ? `${version}-` : ''}${hash.digest('hex').slice(0, 12)}`,
      folder: context,
      files,
      ...(target ? { target } : {}),
      arguments: buildArguments,
      needs: [...Object.values(parents), ...(after ? [after] : [])],
    });
  }
  return images;
}

function tagOf(images: ReadonlyMap<ImageName, Image>, name: ImageName): string {
  const image = images.get(name);
  if (!image) throw new Error(`image ${name} is used before it is listed`);
  return image.tag;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
