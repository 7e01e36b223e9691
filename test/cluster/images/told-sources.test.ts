import type Dockerode from 'dockerode';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { buildTag, distributionImages, lastBuild } from '../../../cluster/images/distribution/builds.ts';
import { type ClusterImages, provideImages } from '../../../cluster/images/origin.ts';
import { imageNames, resolveImages } from '../../../cluster/images/recipes.ts';
import { readSources, SOURCES_VARIABLE, sourcesText } from '../../../cluster/images/told-sources.ts';

/** An engine that has these images, and every one that is built here. */
function engineWith(...tags: string[]): Dockerode {
  const ours = ['3.1.1', '3.2.2'].flatMap((version) => {
    const images = resolveImages(version);
    return imageNames.map((name) => images.get(name)?.tag ?? '');
  });
  const inspect = async (tag: string) => {
    if (![...tags, ...ours].includes(tag)) throw Object.assign(new Error('no such image'), { statusCode: 404 });
    const [name] = tag.split(':');
    return { RepoTags: tags.filter((each) => each.startsWith(`${name}:`)) };
  };
  return { getImage: (tag: string) => ({ inspect: () => inspect(tag) }) } as unknown as Dockerode;
}

const tagsOf = (version: string, build: string): string[] =>
  distributionImages.map((name) => buildTag(name, version, build));
const own = [...tagsOf('3.2.2', 'own'), ...tagsOf('3.2.2', 'last')];

const provide = (engine: Dockerode, version: string): Promise<ClusterImages> =>
  provideImages(engine, { version, origin: 'auto' }, () => undefined, new AbortController().signal);

beforeEach(() => {
  vi.stubEnv('DOUBLERUN_TASK', 'task');
  vi.stubEnv(SOURCES_VARIABLE, '3.1.1:maven,3.2.2:dist:told');
});
afterEach(() => vi.unstubAllEnvs());

test('what is told comes as it was meant, and in no template', () => {
  const sources = new Map([
    ['3.1.1', { origin: 'maven' as const }],
    ['3.2.2', { origin: 'dist' as const, build: 'told' }],
  ]);
  expect(sourcesText(sources)).toBe('3.1.1:maven,3.2.2:dist:told');
  expect(readSources(sourcesText(sources))).toEqual(sources);
  for (const text of ['', '3.1.1', '3.1.1:auto', '3.1.1:dist:a:b']) expect(() => readSources(text)).toThrow('names no');
});

test('a task runs the build that it was told, and not the last one of its node', async () => {
  const engine = engineWith(...own, ...tagsOf('3.2.2', 'told'));
  const images = await provide(engine, '3.2.2');
  expect([images.origin, images.build, images.tagOf('master')]).toEqual([
    'dist',
    'told',
    buildTag('master', '3.2.2', 'told'),
  ]);
  // What a cluster that stands is compared with.
  expect(await lastBuild(engine, '3.2.2')).toBe('told');
  vi.stubEnv('DOUBLERUN_TASK', '');
  expect(await lastBuild(engine, '3.2.2')).toBe('own');
});

test('a task whose node has another build refuses, and says how to bring it', async () => {
  await expect(provide(engineWith(...own), '3.2.2')).rejects.toMatchObject({
    code: 'IMAGE_NOT_ON_NODE',
    message: expect.stringContaining(`docker save ${tagsOf('3.2.2', 'told').join(' ')} | ssh <node> docker load`),
  });
});

test('a task takes what was assembled where it was told so, whatever else its node has', async () => {
  const engine = engineWith(...tagsOf('3.1.1', 'own'), ...tagsOf('3.1.1', 'last'));
  expect((await provide(engine, '3.1.1')).origin).toBe('maven');
  vi.stubEnv('DOUBLERUN_TASK', '');
  expect((await provide(engine, '3.1.1')).origin).toBe('dist');
});

test('a task does not run a version that it was not told of', async () => {
  await expect(provide(engineWith(), '3.1.9')).rejects.toMatchObject({
    code: 'IMAGE_NOT_ON_NODE',
    message: 'this job does not run DolphinScheduler 3.1.9: who submitted it had none',
  });
});
