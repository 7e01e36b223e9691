import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { serverImages } from '../recipes.ts';
import { type DistributionFile, isOwnJar } from './layout.ts';

/** What Maven checks and packs beside what servers are made of: none of it changes a class. */
const SKIPPED = [
  'maven.test.skip',
  'maven.javadoc.skip',
  'maven.source.skip',
  'spotless.check.skip',
  'checkstyle.skip',
  'remoteresources.skip',
  'rat.skip',
];

/** Kinds of plugins that are no part of a server's libs since 3.3. */
const pluginKinds = ['task', 'datasource', 'storage'] as const;

const SHELL_TASK = 'dolphinscheduler-task-plugin/dolphinscheduler-task-shell';

/** Whether a folder is a checkout of DolphinScheduler's source. */
export function isCheckout(folder: string): boolean {
  return ['pom.xml', 'dolphinscheduler-master/pom.xml', 'dolphinscheduler-worker/pom.xml'].every((file) =>
    existsSync(join(folder, file)),
  );
}

/** Whether this source builds task plugins as jars of their own, which servers load from a folder: so since 3.3. */
export function hasPlugins(folder: string): boolean {
  const pom = join(folder, SHELL_TASK, 'pom.xml');
  return existsSync(pom) && readFileSync(pom, 'utf8').includes('maven-shade-plugin');
}

/** The plugins that are built. */
export function pluginsOf(folder: string): readonly DistributionFile[] {
  return pluginKinds.flatMap((kind) =>
    foldersIn(join(folder, `dolphinscheduler-${kind}-plugin`)).flatMap((module) =>
      jarsIn(join(module, 'target'))
        .filter((jar) => jar.endsWith('-shade.jar'))
        .map((from) => ({ from, to: join('plugins', `${kind}-plugins`, basename(from)) })),
    ),
  );
}

/** The command that builds what servers are made of, in a checkout. */
export function buildCommand(folder: string): string {
  const servers = serverImages.map((role) => `dolphinscheduler-${role}`);
  const modules = [...servers, ...(hasPlugins(folder) ? [SHELL_TASK] : [])];
  return `mvn install -pl ${modules.join(',')} -am ${SKIPPED.map((name) => `-D${name}`).join(' ')}`;
}

/**
 * Modules whose source is newer than their jar, or whose jar is another than that which the servers have: what runs would not be what is written there.
 * @param homes folders of the servers. The times of files in there say nothing: Maven's assembly gives all of them that of the release.
 * @returns their paths in the checkout.
 */
export function staleModules(folder: string, homes: readonly string[]): readonly string[] {
  const used = new Map<string, string[]>();
  for (const jar of homes.flatMap((home) => jarsIn(join(home, 'libs'))).filter(isOwnJar)) {
    used.set(basename(jar), [...(used.get(basename(jar)) ?? []), jar]);
  }
  return modulesIn(folder, '').filter((module) => {
    const built = jarsIn(join(folder, module, 'target')).find((jar) => used.has(basename(jar)));
    if (built === undefined) return false;
    const content = readFileSync(built);
    const sameEverywhere = (used.get(basename(built)) ?? []).every((jar) => readFileSync(jar).equals(content));
    return !sameEverywhere || newest(join(folder, module, 'src', 'main')) > statSync(built).mtimeMs;
  });
}

/** Folders with a pom.xml, however deep. */
function modulesIn(folder: string, below: string): string[] {
  return foldersIn(join(folder, below)).flatMap((path) => {
    const module = join(below, basename(path));
    if (!existsSync(join(path, 'pom.xml'))) return [];
    return [module, ...modulesIn(folder, module)];
  });
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

function jarsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jar'))
    .map((name) => join(folder, name));
}

/** When the newest file below a folder was written, ms since the epoch. */
function newest(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
