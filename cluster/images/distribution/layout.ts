import type { ServerImage } from '../recipes.ts';

/** One file of a distribution: where it lies here, and where in the images, below /opt/dolphinscheduler. */
export interface DistributionFile {
  readonly from: string;
  readonly to: string;
}

/** A DolphinScheduler that somebody has built, ready to be made into images. */
export interface Distribution {
  readonly version: string;
  /** Of each server: its bin, conf and libs, and the plugins that it loads. */
  readonly servers: Readonly<Record<ServerImage, readonly DistributionFile[]>>;
  /** PostgreSQL's schema, of the same version. */
  readonly schema: string;
}

/** Whether a jar is DolphinScheduler's own; the others change seldom. */
export function isOwnJar(path: string): boolean {
  return /\/dolphinscheduler-[^/]*\.jar$/.test(path);
}

/** `dolphinscheduler-master-3.2.2.jar` or `dolphinscheduler-master-dev-SNAPSHOT.jar`: the version; nothing where it is no such jar. */
export function versionOfJar(name: string, role: ServerImage): string | undefined {
  const [, version] =
    new RegExp(`^dolphinscheduler-${role}-((?:\\d|dev)[\\w.-]*?)(?<!-sources|-javadoc|-tests)\\.jar$`).exec(name) ?? [];
  return version;
}
