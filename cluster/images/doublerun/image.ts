import { fileURLToPath } from 'node:url';
import type Dockerode from 'dockerode';
import type { Say } from '../../wait.ts';
import { buildImages } from '../build.ts';
import { buildImage } from '../build-image.ts';
import { contextOf } from '../distribution/context.ts';
import { hashOf } from '../distribution/hash.ts';
import { exists } from '../engine-images.ts';
import { ImageError } from '../error.ts';
import { DEFAULT_VERSION, resolveImages } from '../recipes.ts';
import { ownFiles, packageFiles } from './files.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const recipe = fileURLToPath(new URL('../../../docker/doublerun/Dockerfile', import.meta.url));

/**
 * A registry that there is none of (RFC 2606): Swarm asks an image's registry for it before each task, and whoever owns the name there would have root on
 * every node. So only what was loaded by hand is ever used.
 */
const REGISTRY = 'doublerun.invalid';

/** The tag of the image of this Doublerun: with a hash of its own files, of the packages' lock, and of the Node that runs this. */
export async function doublerunTag(): Promise<string> {
  const own = ownFiles(root);
  const base = resolveImages(DEFAULT_VERSION).get('base')?.tag ?? '';
  // The lock, one of them, stands for the packages' thousands of files.
  const hash = await hashOf([{ from: recipe, to: 'Dockerfile' }, ...own], [base, process.version, process.arch]);
  return `${REGISTRY}/doublerun:${hash}`;
}

/**
 * Makes an image of this Doublerun, where it is not there yet.
 * @returns its tag.
 * @throws ImageError
 */
export async function provideDoublerun(engine: Dockerode, say: Say, signal: AbortSignal): Promise<string> {
  const tag = await doublerunTag();
  if (await exists(engine, tag)) return tag;
  checkNode();
  const base = (await buildImages(engine, DEFAULT_VERSION, ['base'], say, signal)).get('base') ?? '';
  const context = contextOf([
    { from: recipe, to: 'Dockerfile' },
    { from: process.execPath, to: 'node' },
    ...packageFiles(root).map(({ from, to }) => ({ from, to: `packages/${to}` })),
    ...ownFiles(root).map(({ from, to }) => ({ from, to: `app/${to}` })),
  ]);
  const sayOfThis = (text: string): void => say(`doublerun: ${text}`);
  await buildImage(engine, { name: 'doublerun', tag, context, arguments: { BASE: base } }, sayOfThis, signal);
  return tag;
}

/** The one that runs this goes into the image, so it must be one for Linux that brings all of its own. */
function checkNode(): void {
  const shared = Object.entries(process.config.variables).some(
    ([name, value]) => name.startsWith('node_shared') && String(value) === 'true',
  );
  if (process.platform === 'linux' && !shared) return;
  throw new ImageError(
    'IMAGE_NO_NODE',
    `${process.execPath} cannot go into an image: it is not for Linux, or needs libraries of this machine. ` +
      'Run this with a Node from nodejs.org or from npm (npm install node@24) on Linux.',
  );
}
