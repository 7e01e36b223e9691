import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connectEngine } from '../../cluster/engine.ts';
import { buildTag, lastBuild } from '../../cluster/images/distribution/builds.ts';
import { provideImages } from '../../cluster/images/origin.ts';
import { doublerun, scratchFolder } from './doublerun.ts';

/** No release has it: whatever has it is of this test. */
const VERSION = '3.2.99';

const folder = scratchFolder();
afterAll(async () => {
  folder.remove();
  const engine = await connectEngine();
  const tags = (await engine.listImages())
    .flatMap(({ RepoTags: all }) => all ?? [])
    .filter((tag) => tag.includes(`:${VERSION}-`))
    // What others stand on goes last.
    .sort((a, b) => Number(a.includes('-libraries:')) - Number(b.includes('-libraries:')));
  for (const tag of tags) await engine.getImage(tag).remove();
});

function write(name: string, content: string): void {
  const path = join(folder.path, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** What a release unpacks to. Nothing in it is run here: images are made of it, and chosen. */
function release(): void {
  for (const role of ['master', 'worker', 'api']) {
    write(`${role}-server/bin/start.sh`, 'echo started');
    write(`${role}-server/libs/dolphinscheduler-${role}-${VERSION}.jar`, role);
    write(`${role}-server/libs/other-1.0.jar`, 'other');
  }
  write('tools/sql/sql/dolphinscheduler_postgresql.sql', 'CREATE TABLE t_ds_version (version text);');
}

async function build(): Promise<string> {
  const { code, output } = await doublerun(['images', 'build', '--from', folder.path]);
  expect(code, output).toBe(0);
  const [, id] = /build ([0-9a-f]{12})$/m.exec(output) ?? [];
  return id ?? output;
}

test('somebody’s own build: the same is not built twice, a change of the master’s jar makes another build of which the rest is shared, and that is then used', async () => {
  release();
  const engine = await connectEngine();
  const idOf = async (name: 'master' | 'worker', of: string) =>
    (await engine.getImage(buildTag(name, VERSION, of)).inspect()).Id;

  const first = await build();
  expect(await build()).toBe(first);
  expect(await lastBuild(engine, VERSION)).toBe(first);

  write(`master-server/libs/dolphinscheduler-master-${VERSION}.jar`, 'a line was changed');
  const second = await build();
  expect(second).not.toBe(first);
  expect(await idOf('worker', second)).toBe(await idOf('worker', first));
  expect(await idOf('master', second)).not.toBe(await idOf('master', first));

  const { signal } = new AbortController();
  const images = await provideImages(engine, { version: VERSION, origin: 'auto' }, () => undefined, signal);
  expect(images).toMatchObject({ origin: 'dist', build: second });
  expect(images.tagOf('master')).toBe(buildTag('master', VERSION, second));

  // Back to what it was: that is meant from then on, though its images are the older ones.
  write(`master-server/libs/dolphinscheduler-master-${VERSION}.jar`, 'master');
  expect(await build()).toBe(first);
  expect(await lastBuild(engine, VERSION)).toBe(first);
});

test('without a build of a version nothing is run on it, and the error says how to make one', async () => {
  const { code, output } = await doublerun(['run', 'blip', '--dolphinscheduler', '3.2.98', '--origin', 'dist']);
  expect(code).toBe(64);
  expect(output).toContain('images build --from');
});
