import { type AddCommand, type ImageOptions, withImageOptions } from './command.ts';

interface Options extends ImageOptions {
  readonly from?: string;
  readonly doublerun?: true;
}

export const imagesCommand: AddCommand = (program, signal) => {
  const images = program.command('images').description('the images that clusters are made of');
  const build = images
    .command('build')
    .description('build or pull what is missing')
    .option(
      '--from <path>',
      'make images of a DolphinScheduler of your own: apache-dolphinscheduler-<version>-bin.tar.gz, what it unpacks to, or a built checkout of its source',
    )
    .option('--doublerun', 'an image of Doublerun itself too, as the nodes of a Swarm need it')
    .addHelpText(
      'after',
      `
Examples:
  ./doublerun images build
  ./doublerun images build --from ../dolphinscheduler
  ./doublerun reproduce failover-16759-successor-delayed --dolphinscheduler 3.2.2`,
    );
  withImageOptions(build).action(async ({ from, doublerun, ...options }: Options) => {
    const { buildFrom, buildImages } = await import('../actions/images.ts');
    await (from === undefined ? buildImages(options, doublerun === true, signal) : buildFrom(from, signal));
  });
  images
    .command('list')
    .description('what is there of the images built here; an old one belongs to no recipe any more')
    .action(async () => {
      const { listImages } = await import('../actions/images.ts');
      await listImages();
    });
};
