import { type AddCommand, type ImageOptions, withImageOptions } from './command.ts';

export const imagesCommand: AddCommand = (program, signal) => {
  const images = program.command('images').description('the images that clusters are made of');
  const build = images
    .command('build')
    .description('build or pull what is missing')
    .option(
      '--from <path>',
      'make images of a DolphinScheduler of your own: apache-dolphinscheduler-<version>-bin.tar.gz, what it unpacks to, or a built checkout of its source',
    )
    .addHelpText(
      'after',
      `
Examples:
  ./doublerun images build
  ./doublerun images build --from ../dolphinscheduler
  ./doublerun reproduce failover-16759-successor-delayed --dolphinscheduler 3.2.2`,
    );
  withImageOptions(build).action(async ({ from, ...options }: ImageOptions & { readonly from?: string }) => {
    const { buildFrom, buildImages } = await import('../actions/images.ts');
    await (from === undefined ? buildImages(options, signal) : buildFrom(from, signal));
  });
  images
    .command('list')
    .description('what is there of the images built here; an old one belongs to no recipe any more')
    .action(async () => {
      const { listImages } = await import('../actions/images.ts');
      await listImages();
    });
};
