import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { wantsColor } from '../../harness/terminal.ts';

beforeEach(() => {
  vi.stubEnv('FORCE_COLOR', undefined);
  vi.stubEnv('NO_COLOR', undefined);
});
afterEach(() => vi.unstubAllEnvs());

const terminal = { hasColors: () => true };
const pipe = {};

test('colours are for terminals that have them', () => {
  expect([wantsColor(terminal), wantsColor(pipe), wantsColor({ hasColors: () => false })]).toEqual([
    true,
    false,
    false,
  ]);
});

test('NO_COLOR takes them away, unless it is empty', () => {
  vi.stubEnv('NO_COLOR', '1');
  expect(wantsColor(terminal)).toBe(false);
  vi.stubEnv('NO_COLOR', '');
  expect(wantsColor(terminal)).toBe(true);
});

test.each([
  ['1', true],
  ['', true],
  ['true', true],
  ['0', false],
  ['false', false],
])('FORCE_COLOR=%s has the last word', (value, wanted) => {
  vi.stubEnv('FORCE_COLOR', value);
  vi.stubEnv('NO_COLOR', '1');
  expect([wantsColor(terminal), wantsColor(pipe)]).toEqual([wanted, wanted]);
});
