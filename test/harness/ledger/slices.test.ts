import { describe, expect, test } from 'vitest';
import { nightOf, sliceOf, weekOf } from '../../../harness/ledger/slices.ts';

describe('a night', () => {
  test.each([
    ['2026-11-23T12:00:00.000Z', '2026-11-23/24'],
    ['2026-11-23T23:59:59.999Z', '2026-11-23/24'],
    ['2026-11-24T03:00:00.000Z', '2026-11-23/24'],
    ['2026-11-24T11:59:59.999Z', '2026-11-23/24'],
    ['2026-11-24T12:00:00.000Z', '2026-11-24/25'],
    ['2026-12-31T22:00:00.000Z', '2026-12-31/01'],
  ])('%s is of %s', (at, night) => expect(nightOf(Date.parse(at))).toBe(night));
});

describe('a week', () => {
  // As `date -u +%G-W%V` has them.
  test.each([
    ['2026-11-22T23:59:59.999Z', '2026-W47'],
    ['2026-11-23T00:00:00.000Z', '2026-W48'],
    ['2026-01-01T00:00:00.000Z', '2026-W01'],
    ['2026-12-31T00:00:00.000Z', '2026-W53'],
    ['2027-01-03T23:00:00.000Z', '2026-W53'],
    ['2027-01-04T00:00:00.000Z', '2027-W01'],
    ['2024-12-30T00:00:00.000Z', '2025-W01'],
    ['2022-01-02T00:00:00.000Z', '2021-W52'],
  ])('%s is of %s', (at, week) => expect(weekOf(Date.parse(at))).toBe(week));
});

test('a version is told with the build of it', () => {
  const at = '2026-11-24T12:00:00.000Z';
  expect(sliceOf({ at, version: '3.2.2' }, 'version')).toBe('3.2.2');
  expect(sliceOf({ at, version: '3.2.2', build: 'c08b' }, 'version')).toBe('3.2.2 build c08b');
});
