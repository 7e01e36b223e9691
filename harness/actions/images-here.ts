import { familyOf, VersionError } from '../../cluster/dolphinscheduler/families.ts';
import { connectEngine } from '../../cluster/engine.ts';
import { ImageError } from '../../cluster/images/error.ts';
import { type Origin, provideImages } from '../../cluster/images/origin.ts';
import { reasonOf } from '../../history/reason.ts';
import { openProgress } from '../progress.ts';
import { isLive } from '../terminal.ts';
import { InterruptError } from '../usage-error.ts';

type Found =
  | { readonly kind: 'here'; readonly build: string | undefined }
  | { readonly kind: 'absent'; readonly reason: string };

/**
 * Sees to it that the images of a version are there.
 * @returns which build they are of, or why it cannot be run here.
 * @throws EngineError, InterruptError
 */
export async function imagesHere(version: string, origin: Origin, signal: AbortSignal): Promise<Found> {
  try {
    familyOf(version);
    const engine = await connectEngine();
    const { build } = await openProgress(isLive()).step(`Images of ${version}`, (say) =>
      provideImages(engine, { version, origin }, say, signal),
    );
    return { kind: 'here', build };
  } catch (error) {
    if (signal.aborted) throw new InterruptError();
    if (error instanceof ImageError || error instanceof VersionError)
      return { kind: 'absent', reason: reasonOf(error) };
    throw error;
  }
}
