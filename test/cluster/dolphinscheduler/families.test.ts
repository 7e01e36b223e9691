import { expect, test } from 'vitest';
import { familyOf, VersionError } from '../../../cluster/dolphinscheduler/families.ts';
import { family31 } from '../../../cluster/dolphinscheduler/family-3.1.ts';
import { family33 } from '../../../cluster/dolphinscheduler/family-3.3.ts';
import { isInRange } from '../../../cluster/dolphinscheduler/version-range.ts';

test.each(['3.1.0', '3.1.9', '3.2.0', '3.2.2', '3.3.0', '3.3.0-alpha', '3.3.0-SNAPSHOT', '3.3.2', '3.4.2'])(
  'there is an adapter for %s',
  (version) => {
    expect(familyOf(version).warning).toBeUndefined();
  },
);

test.each([
  ['2.0.9', '3.1.0 to 3.1.9'],
  ['3.0.5', '3.1.0 to 3.1.9'],
  ['3.1.10', '3.1.0 to 3.1.9'],
  ['3.2.3', '3.2.0 to 3.2.2'],
  ['3.5.0', '3.3 to 3.4'],
  ['3.10', '3.3 to 3.4'],
  ['4.0', '3.3 to 3.4'],
  ['dev', '3.3 to 3.4'],
  ['dev-SNAPSHOT', '3.3 to 3.4'],
])('%s is spoken to as the nearest, with a warning', (version, nearest) => {
  expect(familyOf(version).warning).toContain(
    `no adapter was made for DolphinScheduler ${version}: it is spoken to as ${nearest}, the nearest`,
  );
});

test('each version gets the adapter of its own', () => {
  expect(familyOf('3.1.9').family).toBe(family31);
  expect(familyOf('2.0.9').family).toBe(family31);
  expect(familyOf('3.3.0-SNAPSHOT').family).toBe(family33);
  expect(familyOf('dev-SNAPSHOT').family).toBe(family33);
  const { family } = familyOf('3.2.2');
  expect([family.tables.workflow, family.registryPaths.length]).toEqual(['t_ds_process_instance', 4]);
});

test.each([
  ['3.1.9', 'worker'],
  ['3.2.0', 'worker'],
  ['3.2.1', 'master'],
  ['3.2.2', 'master'],
  ['3.3.0', 'master'],
])('%s: a delay is waited out by the %s', (version, where) => {
  expect(familyOf(version).family.delaysOn).toBe(where);
});

test.each(['', 'latest', '3', 'v3.2.2', '3.2.2.1', '3.x', '3.2.2-', 'development', ' 3.2.2'])(
  '%j is no version, and the error says what one looks like',
  (version) => {
    expect(() => familyOf(version)).toThrow(VersionError);
    expect(() => familyOf(version)).toThrow(
      `${JSON.stringify(version)} is no version of DolphinScheduler; one is 3.2.2, 3.3.0-alpha or dev`,
    );
  },
);

test.each([
  ['3.3.0', '>=3.3', true],
  ['3.3.0-alpha', '>=3.3', true],
  ['3.10.0', '>=3.3', true],
  ['dev', '>=3.3', true],
  ['3.2.2', '>=3.3', false],
  ['3.1.2', '>=3.1.0 <3.1.3', true],
  ['3.1.3', '>=3.1.0 <3.1.3', false],
  ['3.0.9', '>=3.1.0 <3.1.3', false],
  ['dev', '<3.3', false],
  ['latest', '>=3.3', null],
  ['3.3.0', '3.3', null],
  ['3.3.0', '>=3.3 ', null],
  ['3.3.0', '', null],
])('whether %s is in %j: %s', (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});
