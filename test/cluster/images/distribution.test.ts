import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readDistribution } from '../../../cluster/images/distribution/read.ts';

const roles = ['master', 'worker', 'api'] as const;
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'doublerun-distribution-'));
  folders.push(path);
  return path;
}

/** Files of one second, so that none is newer than another. */
function write(root: string, files: Readonly<Record<string, string>>, second = 1_000_000): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    utimesSync(path, second, second);
  }
}

function release(): string {
  const root = folder();
  for (const role of roles) {
    write(root, {
      [`${role}-server/bin/start.sh`]: 'start',
      [`${role}-server/conf/application.yaml`]: 'settings',
      [`${role}-server/libs/dolphinscheduler-${role}-3.2.2.jar`]: role,
      [`${role}-server/libs/dolphinscheduler-${role}-3.2.2-sources.jar`]: 'no version of its own',
    });
  }
  write(root, { 'tools/sql/sql/dolphinscheduler_postgresql.sql': 'schema', 'libs/shared.jar': 'shared' });
  symlinkSync('../../libs/shared.jar', join(root, 'master-server/libs/shared.jar'));
  return root;
}

function checkout(): string {
  const root = folder();
  for (const role of roles) {
    const module = `dolphinscheduler-${role}`;
    write(root, {
      [`${module}/pom.xml`]: 'pom',
      [`${module}/src/main/java/Main.java`]: 'source',
      [`${module}/target/${module}-3.2.2.jar`]: role,
      [`${module}/target/${role}-server/bin/start.sh`]: 'start',
      [`${module}/target/${role}-server/libs/${module}-3.2.2.jar`]: role,
      [`${module}/target/${role}-server/libs/dolphinscheduler-service-3.2.2.jar`]: 'service',
    });
  }
  write(root, {
    'pom.xml': 'pom',
    'dolphinscheduler-service/pom.xml': 'pom',
    'dolphinscheduler-service/src/main/java/Service.java': 'source',
    'dolphinscheduler-service/target/dolphinscheduler-service-3.2.2.jar': 'service',
    'dolphinscheduler-dao/pom.xml': 'pom',
    'dolphinscheduler-dao/src/main/resources/sql/dolphinscheduler_postgresql.sql': 'schema',
    'dolphinscheduler-task-plugin/dolphinscheduler-task-shell/pom.xml': 'pom',
  });
  return root;
}

function refusal(path: string): { readonly code: string; readonly message: string } {
  try {
    readDistribution(path);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
  throw new Error('it was taken');
}

test('what a release unpacks to: its version, each server with the jars that it shares, and the schema', () => {
  const root = release();
  const { version, servers, schema } = readDistribution(root);
  expect(version).toBe('3.2.2');
  expect(servers.master.map(({ to }) => to)).toEqual([
    'master-server/bin/start.sh',
    'master-server/conf/application.yaml',
    'master-server/libs/dolphinscheduler-master-3.2.2-sources.jar',
    'master-server/libs/dolphinscheduler-master-3.2.2.jar',
    'master-server/libs/shared.jar',
  ]);
  expect(schema).toBe(join(root, 'tools/sql/sql/dolphinscheduler_postgresql.sql'));
});

test('an archive has one folder with all in it', () => {
  const root = folder();
  const inner = release();
  symlinkSync(inner, join(root, 'apache-dolphinscheduler-3.2.2-bin'));
  expect(readDistribution(root).version).toBe('3.2.2');
});

test('a release without its schema or a server is refused, and says what is missing', () => {
  const root = release();
  rmSync(join(root, 'tools'), { recursive: true });
  rmSync(join(root, 'api-server'), { recursive: true });
  const { code, message } = refusal(root);
  expect(code).toBe('IMAGE_NOT_BUILT');
  expect(message).toContain('api-server/libs/dolphinscheduler-api-*.jar');
  expect(message).toContain('dolphinscheduler_postgresql.sql');
});

test('a built checkout', () => {
  const { version, servers } = readDistribution(checkout());
  expect(version).toBe('3.2.2');
  expect(servers.worker.map(({ to }) => to)).toEqual([
    'worker-server/bin/start.sh',
    'worker-server/libs/dolphinscheduler-service-3.2.2.jar',
    'worker-server/libs/dolphinscheduler-worker-3.2.2.jar',
  ]);
});

test.each([
  ['not built at all', roles, 'is not built'],
  ['built in part', ['worker'] as const, 'is built in part: dolphinscheduler-worker not'],
])('a checkout that is %s is refused with the command that builds it', (_, unbuilt, words) => {
  const root = checkout();
  for (const role of unbuilt) rmSync(join(root, `dolphinscheduler-${role}/target`), { recursive: true });
  const { code, message } = refusal(root);
  expect(code).toBe('IMAGE_NOT_BUILT');
  expect(message).toContain(words);
  expect(message).toContain('mvn install -pl dolphinscheduler-master,dolphinscheduler-worker,dolphinscheduler-api -am');
});

test('a line that was changed after the build is refused: what runs would be the line before', () => {
  const root = checkout();
  write(root, { 'dolphinscheduler-service/src/main/java/Service.java': 'changed' }, 1_000_001);
  expect(refusal(root).message).toContain('has been edited since it was built (dolphinscheduler-service)');
});

test('a module that was built again without the servers is refused: they have its jar of before', () => {
  const root = checkout();
  write(root, { 'dolphinscheduler-service/target/dolphinscheduler-service-3.2.2.jar': 'new' }, 1_000_001);
  expect(refusal(root).message).toContain('has been edited since it was built (dolphinscheduler-service)');
});

test('since 3.3 plugins are jars of their own: without that for shell tasks nothing could be run', () => {
  const root = checkout();
  const module = 'dolphinscheduler-task-plugin/dolphinscheduler-task-shell';
  write(root, { [`${module}/pom.xml`]: '<artifactId>maven-shade-plugin</artifactId>' });
  expect(refusal(root).message).toContain(`dolphinscheduler-api,${module} -am`);
  write(root, { [`${module}/target/dolphinscheduler-task-shell-dev-SNAPSHOT-shade.jar`]: 'plugin' });
  for (const files of Object.values(readDistribution(root).servers)) {
    expect(files.map(({ to }) => to)).toContain(
      'plugins/task-plugins/dolphinscheduler-task-shell-dev-SNAPSHOT-shade.jar',
    );
  }
});

test('servers of two versions are refused', () => {
  const root = release();
  rmSync(join(root, 'api-server'), { recursive: true });
  write(root, { 'api-server/libs/dolphinscheduler-api-3.2.1.jar': 'api' });
  expect(refusal(root).message).toContain('master 3.2.2, worker 3.2.2, api 3.2.1');
});

test('a folder with something else, and none at all', () => {
  expect(refusal(folder())).toMatchObject({
    code: 'IMAGE_NO_DISTRIBUTION',
    message: expect.stringContaining('neither a binary release'),
  });
  expect(refusal(join(folder(), 'nowhere')).code).toBe('IMAGE_NO_DISTRIBUTION');
});
