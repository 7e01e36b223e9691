import type { Family } from './family.ts';
import { family31 } from './family-3.1.ts';

/** Every version family that Doublerun can speak to. */
const families: readonly Family[] = [family31];

/** There is no adapter for this version of DolphinScheduler. */
export class VersionError extends Error {
  readonly code = 'VERSION_UNKNOWN';

  constructor(version: string) {
    super(
      `DolphinScheduler ${version} is not supported; supported are the versions ${families.map(({ name }) => `${name}.x`).join(', ')}`,
    );
    this.name = 'VersionError';
  }
}

/** @throws VersionError */
export function familyOf(version: string): Family {
  const family = families.find(({ matches }) => matches(version));
  if (!family) throw new VersionError(version);
  return family;
}
