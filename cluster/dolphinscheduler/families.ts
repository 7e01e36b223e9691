import type { Family } from './family.ts';
import { family31 } from './family-3.1.ts';
import { family32 } from './family-3.2.ts';
import { family33 } from './family-3.3.ts';
import { isSince, type Release, readRelease } from './release.ts';

/** Releases that one adapter speaks to. */
interface Line {
  /** `3.1.0 to 3.1.9`. */
  readonly name: string;
  readonly first: Release;
  /** The first release after them. */
  readonly end: Release;
  readonly family: (release: Release) => Family;
}

/** Every version that Doublerun can speak to, the oldest first. */
const lines: readonly [Line, ...Line[]] = [
  { name: '3.1.0 to 3.1.9', first: [3, 1, 0], end: [3, 1, 10], family: () => family31 },
  { name: '3.2.0 to 3.2.2', first: [3, 2, 0], end: [3, 2, 3], family: family32 },
  { name: '3.3 to 3.4', first: [3, 3, 0], end: [3, 5, 0], family: () => family33 },
];

/** That is no version of DolphinScheduler. */
export class VersionError extends Error {
  readonly code = 'VERSION_UNKNOWN';

  constructor(version: string) {
    super(`${JSON.stringify(version)} is no version of DolphinScheduler; one is 3.2.2, 3.3.0-alpha or dev`);
    this.name = 'VersionError';
  }
}

/** How to speak to a version. `warning`, in words: nobody knows whether it understands. */
export interface FamilyChoice {
  readonly family: Family;
  readonly warning?: string;
}

/**
 * The adapter for a version; for one that none was made for, that of the nearest release before it (of the first one, where there is none), and a warning.
 * @throws VersionError where it cannot be read as a version.
 */
export function familyOf(version: string): FamilyChoice {
  const release = readRelease(version);
  if (!release) throw new VersionError(version);
  const line = lines.findLast(({ first }) => isSince(release, first)) ?? lines[0];
  const family = line.family(release);
  if (isSince(release, line.first) && !isSince(release, line.end)) return { family };
  const warning = `no adapter was made for DolphinScheduler ${version}: it is spoken to as ${line.name}, the nearest that is known. What it answers otherwise, or writes elsewhere, fails the run or is not seen.`;
  return { family, warning };
}
