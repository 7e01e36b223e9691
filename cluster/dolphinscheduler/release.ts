/** A release of DolphinScheduler by its numbers. */
export type Release = readonly [major: number, minor: number, patch: number];

const AFTER_ALL: Release = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];

/**
 * @returns the numbers of `3.2.2`, `3.5` or `3.3.0-alpha`, whose suffix decides nothing; `dev` and `dev-SNAPSHOT`, which upstream builds between
 * releases, come after every release. Null where it is none of these.
 */
export function readRelease(version: string): Release | null {
  if (/^dev(-SNAPSHOT)?$/i.test(version)) return AFTER_ALL;
  const [, major, minor, patch = '0'] = /^(\d+)\.(\d+)(?:\.(\d+))?(?:-[A-Za-z0-9.-]+)?$/.exec(version) ?? [];
  return major === undefined ? null : [Number(major), Number(minor), Number(patch)];
}

/** @returns whether the first is the second or comes after it. */
export function isSince(release: Release, first: Release): boolean {
  const differs = release.findIndex((number, index) => number !== first[index]);
  return differs < 0 || (release[differs] ?? 0) > (first[differs] ?? 0);
}
