import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import type Dockerode from 'dockerode';
import { swarmTask } from '../labels.ts';
import { allSettled, type Say } from '../wait.ts';
import { buildImage } from './build-image.ts';
import { exists } from './engine-images.ts';
import { ImageError } from './error.ts';
import { type ImageName, resolveImages } from './recipes.ts';
import { provideSystem } from './system.ts';

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
      refuseInTask(image.tag);
      await Promise.all(image.needs.map(build));
      const sayOfThis = (text: string): void => say(`${name}: ${text}`);
      const ofThisMachine = name === 'base' ? await machineArguments(engine, sayOfThis, signal) : {};
      const context = { context: image.folder, src: [...image.files] };
      const all = { ...image.arguments, ...ofThisMachine };
      await buildImage(engine, { ...image, context, arguments: all }, sayOfThis, signal);
    });
  await allSettled(wanted.map(build));
  return new Map(wanted.map((name) => [name, images.get(name)?.tag ?? '']));
}

/** What every node would build for itself while others measure, and not all alike, is not built by a task. @throws ImageError */
function refuseInTask(tag: string): void {
  if (swarmTask() === undefined) return;
  throw new ImageError(
    'IMAGE_NOT_ON_NODE',
    `this node has no image ${tag}. Hand it over from the one where ./doublerun images build has made it: ` +
      `docker save ${tag} | ssh <node> docker load`,
  );
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
