import { connectEngine } from '../../cluster/engine.ts';
import { IMAGE_LABEL } from '../../cluster/images/build.ts';
import { provideImages } from '../../cluster/images/origin.ts';
import { DEFAULT_VERSION, resolveImages } from '../../cluster/images/recipes.ts';
import { openProgress } from '../progress.ts';
import { type AddCommand, type ClusterOptions, isLive, withImageOptions } from './command.ts';

const BYTES_PER_MB = 1_000_000;

export const imagesCommand: AddCommand = (program, signal) => {
  const images = program.command('images').description('the images that clusters are made of');
  withImageOptions(images.command('build').description('build or pull what is missing')).action(
    async ({ dolphinscheduler: version, origin }: ClusterOptions) => {
      const engine = await connectEngine();
      const provided = await openProgress(isLive()).step('Images', (say) =>
        provideImages(engine, { version, origin }, say, signal),
      );
      process.stdout.write(`images for DolphinScheduler ${version} are there (origin ${provided.origin})\n`);
    },
  );
  images
    .command('list')
    .description('what is there of the images built here; an old one belongs to no recipe any more')
    .action(async () => {
      const engine = await connectEngine();
      const current = new Set([...resolveImages(DEFAULT_VERSION).values()].map(({ tag }) => tag));
      const built = await engine.listImages({ filters: { label: [IMAGE_LABEL] } });
      const lines = built.flatMap(({ RepoTags: tags, Size: size, Created: created }) =>
        (tags ?? []).map((tag) => {
          const when = new Date(created * 1_000).toISOString().slice(0, 16).replace('T', ' ');
          const megabytes = `${Math.round(size / BYTES_PER_MB)} MB`;
          return `${tag.padEnd(46)} ${megabytes.padStart(8)}  ${when}  ${current.has(tag) ? 'current' : 'old'}`;
        }),
      );
      process.stdout.write(
        lines.length > 0 ? `${lines.sort().join('\n')}\n` : 'none; ./doublerun images build makes them\n',
      );
    });
};
