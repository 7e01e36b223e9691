import type Dockerode from 'dockerode';
import { IMAGE_LABEL } from '../../../cluster/images/build-image.ts';
import { isOfBuild, lastBuild } from '../../../cluster/images/distribution/builds.ts';
import { absentOfficial } from '../../../cluster/images/official.ts';
import { DEFAULT_VERSION, resolveImages } from '../../../cluster/images/recipes.ts';
import type { Check, Judgement } from '../check.ts';

export const images: Check = {
  name: 'images',
  deadlineMs: 15_000,
  look: async ({ engine }) => judgeImages(await imagesState(await engine())),
};

interface ImagesState {
  /** Of the default version, from whichever origin is the nearest. */
  readonly missing: readonly string[];
  readonly origin: 'dist' | 'official' | 'maven';
  /** Images built here of another version, or that belong to no recipe any more. */
  readonly old: number;
}

/** What a run of the default version would find. Reads tags alone, pulls and builds nothing. */
export async function imagesState(engine: Dockerode): Promise<ImagesState> {
  const built = await engine.listImages({ filters: { label: [IMAGE_LABEL] } });
  const there = new Set(built.flatMap(({ RepoTags: tags }) => tags ?? []));
  const wanted = new Map([...resolveImages(DEFAULT_VERSION).values()].map(({ name, tag }) => [name, tag] as const));
  const current = new Set(wanted.values());
  const old = [...there].filter(
    (tag) => !current.has(tag) && !isOfBuild(tag) && !/-libraries:|<none>/.test(tag),
  ).length;
  const isOwn = (await lastBuild(engine, DEFAULT_VERSION)) !== undefined;
  const origin = isOwn ? 'dist' : (await absentOfficial(engine, DEFAULT_VERSION)).length === 0 ? 'official' : 'maven';
  const common = ['base', 'zookeeper', 'toxiproxy'] as const;
  const needed = {
    dist: common,
    official: [...common, 'postgres'] as const,
    maven: [...common, 'master', 'worker', 'api', 'database'] as const,
  }[origin];
  return { missing: needed.filter((name) => !there.has(wanted.get(name) ?? '')), origin, old };
}

export function judgeImages({ missing, origin, old }: ImagesState): Judgement {
  const others =
    old === 0 ? '' : `; ${old} of other versions or older recipes are there as well (./doublerun images list)`;
  const of = `images for DolphinScheduler ${DEFAULT_VERSION} (origin ${origin})`;
  if (missing.length === 0) return { state: 'ok', says: `${of} are there and current${others}` };
  return {
    state: 'warning',
    says: `${of} are to be built: ${missing.join(', ')}${others}; the first run takes minutes longer`,
    fix: './doublerun images build',
  };
}
