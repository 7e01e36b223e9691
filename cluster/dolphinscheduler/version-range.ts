import { isSince, readRelease } from './release.ts';

const CONDITION = String.raw`(?:>=|<)\d+\.\d+(?:\.\d+)?`;

/** `>=3.3`, `<3.2.1`, or several that must all hold: `>=3.1.0 <3.1.3`. */
export const VERSION_RANGE = new RegExp(`^${CONDITION}(?: ${CONDITION})*$`);

/** @returns whether a version is in a range; null for a version or a range that cannot be read. A suffix decides nothing: `3.3.0-alpha` is in `>=3.3`. */
export function isInRange(version: string, range: string): boolean | null {
  const release = readRelease(version);
  if (!release || !VERSION_RANGE.test(range)) return null;
  return range.split(' ').every((condition) => {
    const bound = readRelease(condition.replace(/^\D+/, ''));
    return bound !== null && isSince(release, bound) === condition.startsWith('>=');
  });
}

/** Whether what is meant for a range of versions, or for every one where there is none, is meant for this one; nobody excludes a version that cannot be read. */
export function isMeantFor(version: string, range: string | undefined): boolean {
  return range === undefined || isInRange(version, range) !== false;
}
