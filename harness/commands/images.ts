import { type AddCommand, type ImageOptions, withImageOptions } from './command.ts';

export const imagesCommand: AddCommand = (program, signal) => {
  const images = program.command('images').description('the images that clusters are made of');
  withImageOptions(images.command('build').description('build or pull what is missing')).action(
    async (options: ImageOptions) => {
      const { buildImages } = await import('../actions/images.ts');
      await buildImages(options, signal);
    },
  );
  images
    .command('list')
    .description('what is there of the images built here; an old one belongs to no recipe any more')
    .action(async () => {
      const { listImages } = await import('../actions/images.ts');
      await listImages();
    });
};
