import { styleText } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderRuns } from '../../../report/stored/table.ts';
import { gistOf, lengthOf } from '../../../report/stored/words.ts';
import { storedRun } from '../../harness/stored-runs/stored-run.ts';

const sentence =
  'workflow 1, task long: execution A on worker-1 and execution B on worker-2 overlapped for 9.0 s; B was dispatched by master-1';
const runs = [
  storedRun(2, { status: 'violation', sentence, version: '3.2.2', build: 'c08bcb087b2c', fixes: ['host-check'] }),
  storedRun(1, { scenario: 'blip', seconds: 3_700 }),
];
const table = { shown: runs, matching: 2, all: 5, folder: 'runs' };

describe('runs in a terminal or a pipe', () => {
  test('in columns, with all that was found', () => {
    expect(renderRuns(table, { color: false })).toMatchInlineSnapshot(`
      "verdict    scenario       began (UTC)          seed  version                   strategy              took        what was found
      violation  owner-cut-off  2026-10-03 12:02:00  2     3.2.2 build c08bcb087b2c  waiting + host-check  40 s        workflow 1, task long: execution A on worker-1 and execution B on worker-2 overlapped for 9.0 s; B was dispatched by master-1
      pass       blip           2026-10-03 12:01:00  1     3.1.1                     waiting               1 h 01 min  Nothing was found.

      2 runs of 5
      "
    `);
  });

  test('cut to a wide terminal, and in two lines in a narrow one', () => {
    const widest = (width: number) =>
      Math.max(
        ...renderRuns(table, { color: false, width })
          .split('\n')
          .map((line) => line.length),
      );
    expect(widest(160)).toBe(160);
    const narrow = renderRuns(table, { color: false, width: 100 }).split('\n');
    expect(narrow[2]).toBe(`    ${sentence.slice(0, 95)}…`);
    expect(narrow[0]).not.toContain('what was found');
  });

  test('with the colour of the verdict, where it is wanted', () => {
    const [, first] = renderRuns(table, { color: true }).split('\n');
    const verdict = styleText(['bold', 'red'], 'violation', { validateStream: false });
    expect(first?.startsWith(`${verdict}  owner-cut-off`)).toBe(true);
  });

  test('hostile text moves no cursor and starts no line', () => {
    const evil = 'a\u001b[2J\nb\r\u202ec\u0007';
    const text = renderRuns(
      {
        ...table,
        shown: [storedRun(1, { scenario: evil, status: 'violation', sentence: evil, version: evil, problems: [evil] })],
      },
      { color: false },
    );
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(text.split('\n')).toHaveLength(5);
  });

  test('what is left out, and that there is nothing', () => {
    expect(renderRuns({ ...table, matching: 4 }, { color: false })).toContain('\n4 runs of 5; 2 older ones left out\n');
    expect(renderRuns({ ...table, shown: [], matching: 0 }, { color: false })).toBe(
      'None of the 5 runs in runs is as you ask for.\n',
    );
    expect(renderRuns({ ...table, shown: [], matching: 0, all: 0 }, { color: false })).toContain(
      'There are no runs in runs;',
    );
  });
});

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min 00 s'],
  [3_599, '59 min 59 s'],
  [3_600, '1 h 00 min'],
])('%d seconds are %s', (seconds, words) => expect(lengthOf(seconds)).toBe(words));

test.each([
  ['violation', 'It breaks it.', 'found', 'found'],
  ['violation', 'It breaks it.', undefined, 'It breaks it.'],
  ['pass', undefined, undefined, 'Nothing was found.'],
  ['pass', undefined, 'a note', 'No promise is broken. a note'],
  ['broken', 'It failed:\n  at x', 'found', 'It failed:'],
  ['running', 'It still goes on.', undefined, 'It still goes on.'],
] as const)('the gist of a run that is %s (%j, %j) is %j', (status, reason, its, gist) => {
  expect(gistOf({ status, reason, sentence: its })).toBe(gist);
});
