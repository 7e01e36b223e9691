import { connectEngine } from '../../cluster/engine.ts';
import { IMAGE_LABEL } from '../../cluster/images/build.ts';
import { provideImages } from '../../cluster/images/origin.ts';
import { DEFAULT_VERSION, resolveImages } from '../../cluster/images/recipes.ts';
import type { ImageOptions } from '../commands/command.ts';
import { openProgress } from '../progress.ts';
import { isLive } from '../terminal.ts';

const BYTES_PER_MB = 1_000_000;

/** @throws EngineError, ImageError */
export async function buildImages(
  { dolphinscheduler: version, origin }: ImageOptions,
  signal: AbortSignal,
): Promise<void> {
  const engine = await connectEngine();
  const provided = await openProgress(isLive()).step('Images', async (say) => {
    const images = await provideImages(engine, { version, origin }, say, signal);
    await images.provideAgent(say);
    return images;
  });
  process.stdout.write(`images for DolphinScheduler ${version} are there (origin ${provided.origin})\n`);
}

/** Prints a line for each image built here. @throws EngineError */
export async function listImages(): Promise<void> {
  const engine = await connectEngine();
  const current = new Set([...resolveImages(DEFAULT_VERSION).values()].map(({ tag }) => tag));
  const built = await engine.listImages({ filters: { label: [IMAGE_LABEL] } });
  const lines = built.flatMap(({ RepoTags: tags, Size: size, Created: created }) =>
    (tags ?? [])
      .filter((tag) => tag !== '<none>:<none>')
      .map((tag) => {
        const when = new Date(created * 1_000).toISOString().slice(0, 16).replace('T', ' ');
        const megabytes = `${Math.round(size / BYTES_PER_MB)} MB`;
        return `${tag.padEnd(46)} ${megabytes.padStart(8)}  ${when}  ${current.has(tag) ? 'current' : 'old'}`;
      }),
  );
  process.stdout.write(
    lines.length > 0 ? `${lines.sort().join('\n')}\n` : 'none; ./doublerun images build makes them\n',
  );
}
