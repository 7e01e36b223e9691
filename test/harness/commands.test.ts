import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { chooseFinding } from '../../harness/choose-finding.ts';
import { readProbability, readTime } from '../../harness/commands/command.ts';
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
