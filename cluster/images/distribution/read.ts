import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ImageError } from '../error.ts';
import { type ServerImage, serverImages } from '../recipes.ts';
import { buildCommand, hasPlugins, isCheckout, pluginsOf, staleModules } from './checkout.ts';
import { type Distribution, type DistributionFile, versionOfJar } from './layout.ts';

/** Modules that an error names. */
const MOST_LISTED = 5;

const SCHEMA = join('sql', 'dolphinscheduler_postgresql.sql');

/**
 * Recognises what somebody has built: the folder that a binary release unpacks to, or a source checkout after its build.
 * @param path its folder.
 * @returns its files; nothing is copied yet.
 * @throws ImageError `IMAGE_NO_DISTRIBUTION` where it is neither, `IMAGE_NOT_BUILT` where a part is missing or older than its source; the message has
 * the command that builds it.
 */
export function readDistribution(path: string): Distribution {
  const folder = resolve(path);
  if (!existsSync(folder)) throw new ImageError('IMAGE_NO_DISTRIBUTION', `there is no ${path}`);
  if (isCheckout(folder)) return readCheckout(folder);
  const inner = onlyFolderIn(folder);
  for (const candidate of inner === undefined ? [folder] : [folder, inner]) {
    if (serverImages.some((role) => existsSync(join(candidate, `${role}-server`)))) return readRelease(candidate);
  }
  throw new ImageError(
    'IMAGE_NO_DISTRIBUTION',
    `${path} is neither a binary release of DolphinScheduler (apache-dolphinscheduler-<version>-bin.tar.gz, or what it unpacks to: ` +
      'master-server, worker-server, api-server, tools) nor a checkout of its source (pom.xml, dolphinscheduler-master, …)',
  );
}

function readRelease(folder: string): Distribution {
  const home = (role: ServerImage): string => join(folder, `${role}-server`);
  const schema = [join(folder, 'tools', 'sql', SCHEMA), join(folder, 'tools', SCHEMA)].find((file) => existsSync(file));
  const missing = [
    ...serverImages
      .filter((role) => jarOf(home(role), role) === undefined)
      .map((role) => `${role}-server/libs/dolphinscheduler-${role}-*.jar`),
    ...(schema === undefined ? [join('tools', 'sql', SCHEMA)] : []),
  ];
  if (schema === undefined || missing.length > 0) {
    throw new ImageError(
      'IMAGE_NOT_BUILT',
      `${folder} is not a whole release: it has no ${missing.join(', no ')}. Unpack or download it again.`,
    );
  }
  const plugins = filesUnder(join(folder, 'plugins'), 'plugins');
  return assemble(home, plugins, schema);
}

function readCheckout(folder: string): Distribution {
  const home = (role: ServerImage): string => join(folder, `dolphinscheduler-${role}`, 'target', `${role}-server`);
  const schema = join(folder, 'dolphinscheduler-dao', 'src', 'main', 'resources', SCHEMA);
  const refuse = (what: string): never => {
    throw new ImageError(
      'IMAGE_NOT_BUILT',
      `${folder} ${what}. In that folder, which has to be a git repository with a commit, this builds it:\n  ${buildCommand(folder)}`,
    );
  };
  const missing = serverImages.filter((role) => jarOf(home(role), role) === undefined);
  if (missing.length === serverImages.length) return refuse('is not built');
  if (missing.length > 0)
    return refuse(`is built in part: dolphinscheduler-${missing.join(', dolphinscheduler-')} not`);
  if (!existsSync(schema)) return refuse(`has no ${relative(folder, schema)}`);
  const plugins = pluginsOf(folder);
  const servers = serverImages.map(home);
  if (hasPlugins(folder) && !plugins.some(({ to }) => isShellTask(to)) && !servers.every(hasShellTask))
    return refuse('has no built plugin for shell tasks');
  const stale = staleModules(folder, servers);
  if (stale.length > 0) return refuse(`has been edited since it was built (${listed(stale)})`);
  return assemble(home, plugins, schema);
}

function hasShellTask(home: string): boolean {
  return readdirSync(join(home, 'libs')).some(isShellTask);
}

function isShellTask(jar: string): boolean {
  return jar.includes('dolphinscheduler-task-shell-');
}

/** A few of them, and how many more there are. */
function listed(modules: readonly string[]): string {
  const more = modules.length - MOST_LISTED;
  return [...modules.slice(0, MOST_LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function assemble(
  home: (role: ServerImage) => string,
  plugins: readonly DistributionFile[],
  schema: string,
): Distribution {
  const versions = new Map(serverImages.map((role) => [role, jarOf(home(role), role)]));
  const [version, ...others] = new Set(versions.values());
  if (version === undefined || others.length > 0) {
    const each = [...versions].map(([role, its]) => `${role} ${its}`).join(', ');
    throw new ImageError(
      'IMAGE_NOT_BUILT',
      `its servers are of several versions: ${each}; build all of them from one source`,
    );
  }
  const server = (role: ServerImage): DistributionFile[] => [...filesUnder(home(role), `${role}-server`), ...plugins];
  return { version, servers: { master: server('master'), worker: server('worker'), api: server('api') }, schema };
}

/** @returns the version that a server's own jar names; nothing where it is not there. */
function jarOf(home: string, role: ServerImage): string | undefined {
  const libs = join(home, 'libs');
  if (!existsSync(libs)) return undefined;
  return readdirSync(libs)
    .map((name) => versionOfJar(name, role))
    .find((version) => version !== undefined);
}

/** Every file below a folder, through symbolic links: releases share their jars by them. */
function filesUnder(folder: string, to: string): DistributionFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const from = join(folder, name);
      return statSync(from).isDirectory() ? filesUnder(from, join(to, name)) : [{ from, to: join(to, name) }];
    });
}

/** An archive has one folder, which has the rest. */
function onlyFolderIn(folder: string): string | undefined {
  const [name, ...others] = readdirSync(folder);
  return name !== undefined && others.length === 0 ? join(folder, name) : undefined;
}
