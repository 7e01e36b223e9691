import type Dockerode from 'dockerode';
import { exists, inspectImage } from '../engine-images.ts';
import { serverImages } from '../recipes.ts';
import { toldSource } from '../told-sources.ts';

/** What a distribution's images are called: its servers, and PostgreSQL with its schema. */
export const distributionImages = [...serverImages, 'database'] as const;
export type DistributionImage = (typeof distributionImages)[number];

/** Of the images that `images build --from` was asked for last, for a version. */
const LAST = 'last';

/** The tag of an image of a build: builds that differ in the master alone share the others. */
export function buildTag(name: DistributionImage, version: string, build: string): string {
  return `doublerun/${name}:${version}-dist-${build}`;
}

/** Whether a tag is of a build. */
export function isOfBuild(tag: string): boolean {
  return /:.+-dist-[^-]+$/.test(tag);
}

/** Whether a tag is of the build that is meant where a version alone is named. */
export function isLastBuild(tag: string): boolean {
  return isOfBuild(tag) && tag.endsWith(`-${LAST}`);
}

/** Whether a tag is of no interest to a person: another one of the same image names a build, or it is only what such an image stands on. */
export function isInternal(tag: string, all: readonly string[]): boolean {
  return isOfBuild(tag)
    ? !isLastBuild(tag) && all.some(isLastBuild)
    : tag.includes('-libraries:') || all.some(isOfBuild);
}

/** Gives a build's images its name, and makes it the one that is meant where a version alone is named. */
export async function nameBuild(
  engine: Dockerode,
  version: string,
  build: string,
  tags: ReadonlyMap<DistributionImage, string>,
): Promise<void> {
  for (const [name, tag] of tags) {
    for (const as of [build, LAST]) await retag(engine, tag, buildTag(name, version, as));
  }
}

async function retag(engine: Dockerode, from: string, to: string): Promise<void> {
  const colon = to.lastIndexOf(':');
  await engine.getImage(from).tag({ repo: to.slice(0, colon), tag: to.slice(colon + 1) });
}

/** @returns the build of a version that was made last, of those that are there, or that a task was told of; nothing where that is not there. */
export async function lastBuild(engine: Dockerode, version: string): Promise<string | undefined> {
  const told = toldSource(version)?.build;
  if (told === undefined) return lastMade(engine, version);
  const there = await Promise.all(distributionImages.map((name) => exists(engine, buildTag(name, version, told))));
  return there.every((each) => each) ? told : undefined;
}

async function lastMade(engine: Dockerode, version: string): Promise<string | undefined> {
  const tags = new Map<DistributionImage, readonly string[]>();
  for (const name of distributionImages) {
    const image = await inspectImage(engine, buildTag(name, version, LAST));
    if (!image) return undefined;
    tags.set(name, image.RepoTags);
  }
  // An image has the names of every build that it is part of; the one that all four have is meant. Of several any is right: they are the same four.
  const [first = [], ...others] = [...tags].map(([name, all]) => buildsOf(name, version, all));
  return first.find((build) => others.every((each) => each.includes(build)));
}

function buildsOf(name: DistributionImage, version: string, tags: readonly string[]): readonly string[] {
  const start = buildTag(name, version, '');
  return tags
    .filter((tag) => tag.startsWith(start))
    .map((tag) => tag.slice(start.length))
    .filter((build) => build !== LAST);
}
