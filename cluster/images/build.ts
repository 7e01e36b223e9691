import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import type Dockerode from 'dockerode';
import { reasonOf } from '../../history/reason.ts';
import { allSettled, type Say } from '../wait.ts';
import { type EngineProgress, exists, followProgress } from './engine-images.ts';
import { ImageError } from './error.ts';
import { type Image, type ImageName, resolveImages } from './recipes.ts';
import { provideSystem } from './system.ts';

/** Lines of a failed build that go into its error. */
const LAST_LINES = 30;

export const IMAGE_LABEL = 'doublerun.image';

/**
 * Builds what is missing of the wanted images and of what they need; an image whose tag is there is not looked at again.
 * @param wanted names of images; `say` is told the step of each build.
 * @returns their tags.
 * @throws ImageError with the build's last lines.
 */
export async function buildImages(
  engine: Dockerode,
  version: string,
  wanted: readonly ImageName[],
  say: Say,
  signal: AbortSignal,
): Promise<ReadonlyMap<ImageName, string>> {
  const images = resolveImages(version);
  const builds = new Map<string, Promise<void>>();
  const once = (key: string, build: () => Promise<void>): Promise<void> => {
    const running = builds.get(key) ?? build();
    builds.set(key, running);
    return running;
  };
  const build = (name: ImageName): Promise<void> =>
    once(name, async () => {
      const image = images.get(name);
      if (!image || (await exists(engine, image.tag))) return;
      await Promise.all(image.needs.map(build));
      const sayOfThis = (text: string): void => say(`${name}: ${text}`);
      const ofThisMachine = name === 'base' ? await machineArguments(engine, sayOfThis, signal) : {};
      await buildOne(engine, image, ofThisMachine, sayOfThis, signal);
    });
  await allSettled(wanted.map(build));
  return new Map(wanted.map((name) => [name, images.get(name)?.tag ?? '']));
}

/**
 * What the base image takes from this machine and no tag tells: the system it stands on, and the authorities that this machine trusts
 * beyond those that Node brings.
 */
async function machineArguments(engine: Dockerode, say: Say, signal: AbortSignal): Promise<Record<string, string>> {
  // By fingerprint: Node prints the same certificate differently depending on where it read it.
  const fingerprint = (pem: string): string => new X509Certificate(pem).fingerprint256;
  const own = new Map(
    [...getCACertificates('system'), ...getCACertificates('extra')].map((pem) => [fingerprint(pem), pem]),
  );
  for (const pem of getCACertificates('bundled')) own.delete(fingerprint(pem));
  return {
    SYSTEM: await provideSystem(engine, say, signal),
    TRUSTED_CERTIFICATES: [...own.values()].join('\n'),
  };
}

async function buildOne(
  engine: Dockerode,
  image: Image,
  ofThisMachine: Readonly<Record<string, string>>,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const lines: string[] = [];
  const stream = await engine.buildImage(
    { context: image.folder, src: [...image.files] },
    {
      t: image.tag,
      buildargs: { ...image.arguments, ...ofThisMachine },
      labels: { [IMAGE_LABEL]: image.name },
      forcerm: true,
      ...(image.target ? { target: image.target } : {}),
      abortSignal: signal,
    },
  );
  const hear = ({ stream: text, status }: EngineProgress): void => {
    for (const line of (text ?? status ?? '').split('\n')) {
      if (!line.trim()) continue;
      lines.push(line.trimEnd());
      lines.splice(0, Math.max(0, lines.length - LAST_LINES));
      if (line.startsWith('Step ')) say(line.trim());
    }
  };
  await followProgress(engine, stream, hear).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new ImageError(
      'IMAGE_BUILD_FAILED',
      `building the image ${image.name} failed: ${reasonOf(error)}\n${lines.join('\n')}\n` +
        'Images are built from Debian packages, Maven Central and the Go module proxy: check that this machine reaches them, then run it again.',
    );
  });
  // A stream that just ends looks like success.
  if (await exists(engine, image.tag)) return;
  throw new ImageError('IMAGE_BUILD_FAILED', `building the image ${image.name} ended without an image; run it again`);
}
