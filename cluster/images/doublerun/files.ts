import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { DistributionFile } from '../distribution/layout.ts';

/** What of the project is needed to run it; `docs` has the findings that runs are compared with. */
const folders = ['checkers', 'cluster', 'docker', 'docs', 'harness', 'history', 'report'];
const manifests = ['package.json', 'package-lock.json'];

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), version: z.string().optional() })),
});

/** @param root folder of the project. @returns its own files, each under its name there. */
export function ownFiles(root: string): readonly DistributionFile[] {
  return [...folders.flatMap((folder) => filesBelow(root, folder)), ...manifests.map((name) => named(root, name))];
}

/** @returns the files of the packages that are not for development alone. What the lock names and nobody installed (of another system) is left out. */
export function packageFiles(root: string): readonly DistributionFile[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const used = productionPackages(packages);
  return filesBelow(root, 'node_modules').filter(({ to }) => used.has(packageOf(to)));
}

/** Folders of the packages that are not for development alone, as the lock names them: `node_modules/zod`. */
export function productionPackages(
  packages: Readonly<Record<string, { readonly dev?: boolean | undefined }>>,
): ReadonlySet<string> {
  return new Set(Object.entries(packages).flatMap(([path, { dev }]) => (path !== '' && dev !== true ? [path] : [])));
}

/** The package that a file belongs to: the innermost, as packages have packages of their own. */
export function packageOf(path: string): string {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? '';
}

/** Links are left out: packages have them for their programs alone, and nobody calls those. */
function filesBelow(root: string, folder: string): DistributionFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => named(root, relative(root, join(entry.parentPath, entry.name))))
    .sort((a, b) => (a.to < b.to ? -1 : 1));
}

function named(root: string, path: string): DistributionFile {
  return { from: join(root, path), to: path };
}
