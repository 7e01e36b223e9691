import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_VERSION } from '../../cluster/images/recipes.ts';
import { loadScenario } from '../../harness/load-scenario.ts';
import { plan } from '../../harness/plan.ts';
import { createShrinkFolder, type ShrinkStart } from '../../harness/shrink/folder.ts';
import { chooseVersion, storedVersion } from '../../harness/stored-version.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-version-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const environment = { doublerun: '1', dolphinscheduler: { version: '3.1.0', origin: 'maven' }, images: {} };

describe('the version of a stored plan', () => {
  test('is that of its run, whether the directory is named or the plan in it', () => {
    writeFileSync(join(folder, 'environment.json'), JSON.stringify(environment));
    writeFileSync(join(folder, 'plan.json'), '{}');
    expect(storedVersion(folder)).toBe('3.1.0');
    expect(storedVersion(join(folder, 'plan.json'))).toBe('3.1.0');
  });

  test('is that of the search that has made it', () => {
    const start: ShrinkStart = {
      from: 'runs/failover-16759/one',
      wanted: { anomaly: 'overlapping-executions', faults: ['refuse'] },
      tries: 5,
      rate: 0.5,
      servers: false,
      plan: plan(loadScenario('failover-16759'), 1),
      dolphinscheduler: '3.1.2',
    };
    const made = createShrinkFolder(folder, start, new Date(0));
    made.keep(start.plan);
    expect(storedVersion(made.path)).toBe('3.1.2');
    expect(storedVersion(join(made.path, 'plan.json'))).toBe('3.1.2');
    const { dolphinscheduler: _, ...older } = start;
    expect(storedVersion(createShrinkFolder(folder, older, new Date(0)).path)).toBeUndefined();
  });

  test('is not known of a plan of no run, nor where the file is half written', () => {
    expect(storedVersion(folder)).toBeUndefined();
    expect(storedVersion(join(folder, 'no-such', 'plan.json'))).toBeUndefined();
    writeFileSync(join(folder, 'environment.json'), '{"dolphinscheduler": ');
    expect(storedVersion(folder)).toBeUndefined();
  });
});

test('a stored plan is run on its own version, unless another is asked for, and that is said', () => {
  expect(chooseVersion('3.1.0', undefined)).toEqual({ version: '3.1.0' });
  expect(chooseVersion('3.1.0', '3.1.0')).toEqual({ version: '3.1.0' });
  expect(chooseVersion('3.1.0', '3.1.2')).toEqual({
    version: '3.1.2',
    differs: 'the stored run was on DolphinScheduler 3.1.0; it is run on 3.1.2 now',
  });
  expect(chooseVersion(undefined, undefined)).toEqual({ version: DEFAULT_VERSION });
  expect(chooseVersion(undefined, '3.1.2')).toEqual({ version: '3.1.2' });
});
