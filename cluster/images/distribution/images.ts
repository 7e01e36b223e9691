import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Dockerode from 'dockerode';
import type { Say } from '../../wait.ts';
import { buildImages } from '../build.ts';
import { buildImage } from '../build-image.ts';
import { exists } from '../engine-images.ts';
import { type ServerImage, serverImages } from '../recipes.ts';
import { type DistributionImage, nameBuild } from './builds.ts';
import { contextOf } from './context.ts';
import { hashOf } from './hash.ts';
import { type Distribution, type DistributionFile, isOwnJar } from './layout.ts';

const folder = fileURLToPath(new URL('../../../docker/distribution', import.meta.url));

/**
 * Makes images of a distribution; what is there already of the same content is left alone.
 * @returns the build: a hash of everything in it, which its images' tags carry.
 * @throws ImageError
 */
export async function buildDistribution(
  engine: Dockerode,
  { version, servers, schema }: Distribution,
  say: Say,
  signal: AbortSignal,
): Promise<string> {
  const common = await buildImages(engine, version, ['java', 'postgres'], say, signal);
  const made = new Map<DistributionImage, string>();
  const make = async (what: Making): Promise<string> => {
    const recipe = readdirSync(join(folder, what.folder)).map((name) => ({
      from: join(folder, what.folder, name),
      to: name,
    }));
    const files = what.files.map(({ from, to }) => ({ from, to: join('files', to) }));
    const all = { PARENT: what.parent, ...what.arguments };
    say(`${what.name}: reading ${files.length} files`);
    const hash = await hashOf([...recipe, ...files], [JSON.stringify(all)]);
    const tag = `doublerun/${what.name}:${version}-${hash}`;
    if (await exists(engine, tag)) return tag;
    const sayOfThis = (text: string): void => say(`${what.name}: ${text}`);
    const context = contextOf([...recipe, ...files]);
    await buildImage(engine, { ...what, tag, context, arguments: all }, sayOfThis, signal);
    return tag;
  };
  for (const role of serverImages) {
    const isThirdParty = ({ to }: DistributionFile): boolean => to.endsWith('.jar') && !isOwnJar(to);
    const files = servers[role];
    const parent = await make({
      name: `${role}-libraries`,
      folder: 'libraries',
      parent: common.get('java') ?? '',
      files: files.filter(isThirdParty),
    });
    const own = files.filter((file) => !isThirdParty(file));
    made.set(role, await make({ name: role, folder: 'server', parent, files: own, arguments: { ROLE: role } }));
  }
  const files = [{ from: schema, to: 'schema.sql' }];
  made.set(
    'database',
    await make({ name: 'database', folder: 'database', parent: common.get('postgres') ?? '', files }),
  );
  const build = await hashOf([], [...made.values()]);
  await nameBuild(engine, version, build, made);
  return build;
}

interface Making {
  readonly name: DistributionImage | `${ServerImage}-libraries`;
  readonly folder: 'libraries' | 'server' | 'database';
  readonly parent: string;
  readonly files: readonly DistributionFile[];
  readonly arguments?: Readonly<Record<string, string>>;
}
