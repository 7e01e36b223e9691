import type Dockerode from 'dockerode';
import { reasonOf } from '../../history/reason.ts';
import type { Say } from '../wait.ts';
import { type EngineProgress, exists, followProgress } from './engine-images.ts';
import { ImageError } from './error.ts';

/** Lines of a failed build that go into its error. */
const LAST_LINES = 30;

/** On every image built here: which one it is. */
export const IMAGE_LABEL = 'doublerun.image';

interface Build {
  readonly name: string;
  readonly tag: string;
  /** A folder's files, or a tar archive. */
  readonly context: Dockerode.ImageBuildContext | NodeJS.ReadableStream;
  readonly target?: string;
  readonly arguments: Readonly<Record<string, string>>;
}

/** Builds one image. @throws ImageError `IMAGE_BUILD_FAILED` with the build's last lines. */
export async function buildImage(engine: Dockerode, image: Build, say: Say, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const lines: string[] = [];
  const stream = await engine.buildImage(image.context, {
    t: image.tag,
    buildargs: { ...image.arguments },
    labels: { [IMAGE_LABEL]: image.name },
    forcerm: true,
    ...(image.target ? { target: image.target } : {}),
    abortSignal: signal,
  });
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
