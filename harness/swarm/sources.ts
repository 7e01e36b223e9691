import { familyOf, VersionError } from '../../cluster/dolphinscheduler/families.ts';
import { ImageError } from '../../cluster/images/error.ts';
import type { Sources } from '../../cluster/images/told-sources.ts';
import type { Source } from '../../cluster/labels.ts';
import { reasonOf } from '../../history/reason.ts';
import { UsageError } from '../usage-error.ts';

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
