import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { chooseFinding } from '../../harness/choose-finding.ts';
import { readProbability, readTime } from '../../harness/commands/command.ts';
import { againLine } from '../../harness/commands/run.ts';
import { HistoryBuilder } from '../histories/builder.ts';

describe('an option', () => {
  test.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1.5h', 5_400_000],
  ])('a time of %s', (text, ms) => expect(readTime('--time', text)).toBe(ms));

  test.each(['', '90', 'm', '-1m', '1d', '1 h', '1e3s'])('no time: %j', (text) => {
    expect(() => readTime('--time', text)).toThrow(`--time ${text}: must be a number with its unit`);
  });

  test('a probability is between 0 and 1, and neither', () => {
    expect(readProbability('--rate', '0.3')).toBe(0.3);
    for (const text of ['0', '1', '', 'half', '-0.5', '2'])
      expect(() => readProbability('--rate', text)).toThrow(`--rate ${text}: must be`);
  });
});

test('the command that does the same again names a version that is not the one meant without it', () => {
  const options = { dolphinscheduler: '3.1.1', origin: 'auto', runs: 'runs' } as const;
  expect(againLine(['run', 'blip'], options)).toBe('./doublerun run blip');
  expect(againLine(['run', 'blip'], { ...options, dolphinscheduler: '3.1.0' })).toBe(
    './doublerun run blip --dolphinscheduler 3.1.0',
  );
  expect(againLine(['replay', 'x'], options, '3.1.1')).toBe('./doublerun replay x');
  expect(againLine(['replay', 'x'], options, '3.1.0')).toBe('./doublerun replay x --dolphinscheduler 3.1.1');
});

describe('the finding that is meant', () => {
  const events = new HistoryBuilder()
    .execution({ name: 'a', from: 1, to: 20 })
    .execution({ name: 'b', taskInstance: 2, from: 5, to: 25 })
    .finish(40)
    .build();
  const verdict = judge(events, { torn: false });

  test('is the first of the verdict, or the one with that number', () => {
    expect(chooseFinding(verdict)).toBe(verdict.violations[0]);
    expect(chooseFinding(verdict, 2)).toBe(verdict.violations[1]);
  });

  test('is told from what there is where there is none of that number, and from nothing where there is nothing', () => {
    expect(() => chooseFinding(verdict, 99)).toThrow('  1. overlapping-executions, proved: ');
    expect(() => chooseFinding(judge([], { torn: false }))).toThrow('nothing was found in this run');
  });
});
