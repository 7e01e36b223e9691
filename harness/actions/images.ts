import { connectEngine } from '../../cluster/engine.ts';
import { IMAGE_LABEL } from '../../cluster/images/build-image.ts';
import { isInternal, isLastBuild, isOfBuild } from '../../cluster/images/distribution/builds.ts';
import { buildDistribution } from '../../cluster/images/distribution/images.ts';
import { withDistribution } from '../../cluster/images/distribution/open.ts';
import { doublerunTag, provideDoublerun } from '../../cluster/images/doublerun/image.ts';
import { provideImages } from '../../cluster/images/origin.ts';
import { DEFAULT_VERSION, resolveImages } from '../../cluster/images/recipes.ts';
import type { ImageOptions } from '../commands/command.ts';
import { openProgress } from '../progress.ts';
import { isLive } from '../terminal.ts';

const BYTES_PER_MB = 1_000_000;

/** @param own Doublerun itself too. @throws EngineError, ImageError */
export async function buildImages(
  { dolphinscheduler: version, origin }: ImageOptions,
  own: boolean,
  signal: AbortSignal,
): Promise<void> {
  const engine = await connectEngine();
  const provided = await openProgress(isLive()).step('Images', async (say) => {
    const images = await provideImages(engine, { version, origin }, say, signal);
    await images.provideAgent(say);
    return { ...images, ...(own ? { doublerun: await provideDoublerun(engine, say, signal) } : {}) };
  });
  process.stdout.write(
    `images for DolphinScheduler ${version} are there (origin ${provided.origin}${provided.build ? `, build ${provided.build}` : ''})\n`,
  );
  if (provided.doublerun) process.stdout.write(`image of Doublerun: ${provided.doublerun}\n`);
}

/**
 * Makes images of a DolphinScheduler that somebody has built, and says how to use them.
 * @throws EngineError, ImageError
 */
export async function buildFrom(path: string, signal: AbortSignal): Promise<void> {
  const engine = await connectEngine();
  const { version, build } = await openProgress(isLive()).step('Images', (say) =>
    withDistribution(path, say, signal, async (distribution) => ({
      version: distribution.version,
      build: await buildDistribution(engine, distribution, say, signal),
    })),
  );
  process.stdout.write(`images of your DolphinScheduler ${version} are there, build ${build}
  ./doublerun run failover-16759 --dolphinscheduler ${version}     runs a scenario on it
`);
}

/** Prints a line for each image built here. @throws EngineError */
export async function listImages(): Promise<void> {
  const engine = await connectEngine();
  const recipes = [...resolveImages(DEFAULT_VERSION).values()].map(({ tag }) => tag);
  const current = new Set([...recipes, await doublerunTag()]);
  const built = await engine.listImages({ filters: { label: [IMAGE_LABEL] } });
  const kindOf = (tag: string): string => {
    if (current.has(tag) || isLastBuild(tag)) return 'current';
    return isOfBuild(tag) ? 'an earlier build' : 'old';
  };
  const lines = built.flatMap(({ RepoTags: tags, Size: size, Created: created }) =>
    (tags ?? [])
      .filter((tag, _, all) => tag !== '<none>:<none>' && !isInternal(tag, all))
      .map((tag) => {
        const when = new Date(created * 1_000).toISOString().slice(0, 16).replace('T', ' ');
        const megabytes = `${Math.round(size / BYTES_PER_MB)} MB`;
        return `${tag.padEnd(46)} ${megabytes.padStart(8)}  ${when}  ${kindOf(tag)}`;
      }),
  );
  process.stdout.write(
    lines.length > 0 ? `${lines.sort().join('\n')}\n` : 'none; ./doublerun images build makes them\n',
  );
}
