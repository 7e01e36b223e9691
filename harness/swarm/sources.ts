import type Dockerode from 'dockerode';
import { familyOf, VersionError } from '../../cluster/dolphinscheduler/families.ts';
import { provideDoublerun } from '../../cluster/images/doublerun/image.ts';
import { ImageError } from '../../cluster/images/error.ts';
import { type Origin, provideImages } from '../../cluster/images/origin.ts';
import type { Sources } from '../../cluster/images/told-sources.ts';
import type { Source } from '../../cluster/labels.ts';
import { reasonOf } from '../../history/reason.ts';
import type { Progress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Sees to it that this node has the images of a job, before the first task finds them missing.
 * @returns the tag of Doublerun's own, and what is run of each version.
 * @throws UsageError where none of the versions can be run; ImageError, InterruptError.
 */
export async function provideJob(
  { versions, origin }: { readonly versions: readonly string[]; readonly origin: Origin },
  { engine, progress, tell, signal }: SourceTools,
): Promise<{ readonly image: string; readonly sources: Sources }> {
  return progress.step('Images', async (say) => {
    const provide = async (version: string): Promise<Source> => {
      const images = await provideImages(engine, { version, origin }, say, signal);
      await images.provideAgent(say);
      return images;
    };
    const sources = await sourcesOf(versions, provide, tell);
    return { image: await provideDoublerun(engine, say, signal), sources };
  });
}

interface SourceTools {
  readonly engine: Dockerode;
  readonly progress: Progress;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * What a job is to run of each version: what this node has or can have. A version that it cannot have is said, and the others are run without it.
 * @param provide sees to it that a version is there.
 * @throws UsageError where there is none at all, and what `provide` throws that is no matter of one version.
 */
export async function sourcesOf(
  versions: readonly string[],
  provide: (version: string) => Promise<Source>,
  tell: (line: string) => void,
): Promise<Sources> {
  const sources = new Map<string, Source>();
  let last = '';
  for (const version of versions) {
    try {
      familyOf(version);
      const { origin, build } = await provide(version);
      sources.set(version, { origin, ...(build === undefined ? {} : { build }) });
    } catch (error) {
      if (!(error instanceof ImageError || error instanceof VersionError)) throw error;
      last = `${version} cannot be run here: ${reasonOf(error)}`;
      tell(`given up, until the campaign is run again: ${last}`);
    }
  }
  if (sources.size === 0) throw new UsageError(`there is nothing to run: ${last}`);
  return sources;
}
