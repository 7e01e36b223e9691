import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EXIT, exitCodeOfError } from '../../../harness/exit.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { buildProgram } from '../../../harness/program.ts';
import { reasonOf } from '../../../history/reason.ts';
import type { GateResult } from '../../../report/gate/model.ts';
import { aYearLater, doubled, recordOf, runsOf } from './records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-gate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As a user has it who is in the folder. In this process: a new one takes seconds on a machine that is busy. */
async function gate(...options: readonly string[]): Promise<Told> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    }),
  );
  const isFile = (index: number): boolean => /^--(save|baseline|candidate)$/.test(options[index - 1] ?? '');
  const line = options.map((option, index) => (isFile(index) ? join(folder, option) : option));
  let code: number = EXIT.pass;
  try {
    const finish = (result: number): void => {
      code = result;
    };
    await buildProgram(new AbortController().signal, finish).parseAsync(['gate', ...line], { from: 'user' });
  } catch (error) {
    code = exitCodeOfError(error);
    written.stderr += reasonOf(error);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const here = (text: string): string => text.replaceAll(`${folder}/`, '');
  return { code, stdout: here(written.stdout), stderr: here(written.stderr) };
}

function ledger(name: string, records: readonly LedgerRecord[]): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'ledger.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

describe('from the command line', { timeout: 60_000 }, () => {
  test('a baseline is saved, small and for people to read, and what its owner writes stays', async () => {
    const silent = recordOf(11, { whole: false, verdict: 'inconclusive', doubts: [{ anomaly: 'lost-task' }] });
    const again = recordOf(2, { at: '2026-01-02T00:00:00.000Z' });
    ledger('before', [...runsOf(3, 2), again, silent]);
    expect(await gate('--save', 'base.json', '--candidate', 'before')).toMatchObject({
      code: 0,
      stdout: 'base.json: 1 cell with 5 runs saved, 1 in all\n',
      stderr: '',
    });
    expect(read('base.json')).toBe(`{
  "schema": 1,
  "cells": [
    {
      "scenario": "cut",
      "version": "3.1.1",
      "strategy": "waiting",
      "fixes": [],
      "contract": ["exactly-once"],
      "runs": [
        { "run": 1, "at": "2026-01-01T00:00:01.000Z", "stimulus": "cut-1" },
        { "run": 2, "at": "2026-01-01T00:00:02.000Z", "stimulus": "cut-2" },
        { "run": "2#2", "at": "2026-01-02T00:00:00.000Z", "stimulus": "cut-2" },
        { "run": 3, "at": "2026-01-01T00:00:03.000Z", "stimulus": "cut-3" },
        { "run": 11, "at": "2026-01-01T00:00:11.000Z", "stimulus": "cut-11" }
      ],
      "silent": [11],
      "findings": [
        {
          "finding": "double-dispatch/next",
          "violation": true,
          "seen": [1, 2]
        },
        {
          "finding": "lost-task",
          "violation": true,
          "seen": [],
          "open": [11]
        }
      ]
    }
  ]
}
`);
    const owned = read('base.json').replace('"seen": [1, 2]', '"note": "known", "gone": "fixed by #1", "seen": [1, 2]');
    writeFileSync(join(folder, 'base.json'), owned);
    ledger('blip', runsOf(2, 0, [], { scenario: 'blip' }));
    // Cells that the candidate does not have stay too.
    expect((await gate('--save', 'base.json', '--candidate', 'blip', '--candidate', 'before/ledger.jsonl')).code).toBe(
      0,
    );
    const saved = read('base.json');
    expect(saved).toContain('"note": "known",\n          "gone": "fixed by #1",\n          "seen": [1, 2]');
    expect(saved).toContain('"scenario": "blip"');
    await gate('--save', 'base.json', '--candidate', 'before', '--candidate', 'blip');
    await gate('--save', 'base.json', '--candidate', 'blip');
    expect(read('base.json')).toBe(saved);
    // Until no run shows it: then it is said what is dropped.
    ledger('after', runsOf(3, 0));
    expect((await gate('--save', 'base.json', '--candidate', 'after')).stderr).toBe(
      'cut, 3.1.1 waiting: double-dispatch/next (2 of 5 runs) is no longer there, nor is what was said of it: fixed by #1\n' +
        'cut, 3.1.1 waiting: 3 runs in the place of 5\n',
    );
    expect(read('base.json')).not.toContain('known');
    // Runs that say nothing take the place of none.
    const last = read('base.json');
    ledger('broken', runsOf(3, 0, [], { verdict: 'broken', whole: false }));
    expect(await gate('--save', 'base.json', '--candidate', 'broken')).toMatchObject({
      code: 2,
      stdout: 'base.json: 0 cells with 0 runs saved, 2 in all\n',
      stderr: 'cut, 3.1.1 waiting: no run says anything; what was known stays\n',
    });
    expect(read('base.json')).toBe(last);
  });

  test('the exit code and the text say what has become of it, the same each time', async () => {
    ledger('before', runsOf(10, 10));
    ledger('after', aYearLater(runsOf(10, 0)));
    ledger('again', aYearLater(runsOf(10, 10)));
    await gate('--save', 'base.json', '--candidate', 'before');
    const same = await gate('--baseline', 'base.json', '--candidate', 'again');
    expect(same.code).toBe(0);
    expect(same.stdout).toMatch(/^gate PASSED: 1 finding is still broken\.\n/);
    const gone = await gate('--baseline', 'base.json', '--candidate', 'after');
    expect(gone.code).toBe(1);
    expect(gone.stdout).toMatch(/^gate FAILED: 1 finding is gone without a note\.\n/);
    expect(await gate('--baseline', 'base.json', '--candidate', 'after')).toEqual(gone);
    const noted = read('base.json').replace('"violation": true,', '"violation": true, "gone": "fixed upstream",');
    writeFileSync(join(folder, 'base.json'), noted);
    const fixed = await gate('--baseline', 'base.json', '--candidate', 'after', '--format', 'markdown');
    expect(fixed.code).toBe(0);
    expect(fixed.stdout).toContain('## Doublerun gate: passed');
    expect(fixed.stdout).toContain('| fixed: fixed upstream |');
    const json = await gate('--baseline', 'base.json', '--candidate', 'after', '--format', 'json');
    const told = JSON.parse(json.stdout) as GateResult;
    expect(told).toMatchObject({ verdict: 'pass', risk: 0.05, cells: [{ findings: [{ fewer: 10 }] }] });
    // A tenth of the risk needs more pairs than there are.
    expect((await gate('--baseline', 'base.json', '--candidate', 'after', '--risk', '0.005')).code).toBe(2);
  });

  test('what cannot be read is not known, and takes no place in a baseline', async () => {
    ledger('before', runsOf(3, 0));
    ledger('after', aYearLater(runsOf(3, 0)));
    await gate('--save', 'base.json', '--candidate', 'before');
    expect((await gate('--baseline', 'base.json', '--candidate', 'after')).code).toBe(0);
    appendFileSync(join(folder, 'after', 'ledger.jsonl'), '{"at":');
    for (const format of ['terminal', 'markdown', 'json']) {
      const told = await gate('--baseline', 'base.json', '--candidate', 'after', '--format', format);
      expect(told.code).toBe(2);
      expect(told.stdout.replaceAll('\\', '')).toContain('after/ledger.jsonl: line 4 cannot be read and is left out');
    }
    const saved = await gate('--save', 'base.json', '--candidate', 'after');
    expect(saved).toMatchObject({ code: 64, stdout: '' });
    expect(saved.stderr).toContain('nothing is saved');
  });

  test('the baseline’s own runs are no candidates: they would say that nothing has changed', async () => {
    ledger('before', runsOf(10, 1));
    ledger('after', aYearLater(runsOf(10, 10)));
    await gate('--save', 'base.json', '--candidate', 'before');
    const itself = await gate('--baseline', 'base.json', '--candidate', 'before');
    expect(itself.code).toBe(2);
    expect(itself.stdout).toContain("10 runs of the candidate are the baseline's own, and left out");
    const alone = await gate('--baseline', 'base.json', '--candidate', 'after', '--format', 'json');
    const both = await gate(
      ...['--baseline', 'base.json', '--format', 'json', '--candidate', 'before', '--candidate', 'after'],
    );
    expect(both.code).toBe(1);
    expect(JSON.parse(both.stdout)).toEqual({ ...JSON.parse(alone.stdout), own: 10 });
    // Two variants of one run set are not the same runs.
    ledger('variants', [...runsOf(10, 0), ...aYearLater(runsOf(10, 10, [doubled], { strategy: 'stop' }))]);
    await gate('--save', 'variants.json', '--candidate', 'variants');
    const compared = await gate(
      ...['--baseline', 'variants.json', '--candidate', 'variants', '--from', 'waiting', '--to', 'stop'],
    );
    expect(compared.code).toBe(1);
    expect(compared.stdout).toContain('cut: 3.1.1 waiting → 3.1.1 stop, 10 pairs');
    expect(compared.stdout).not.toContain('left out');
  });

  test('says how many runs a change takes', async () => {
    const planned = await gate('--plan', '--before', '1', '--after', '0', '--findings', '1');
    expect(planned).toMatchObject({ code: 0, stderr: '' });
    expect(planned.stdout).toContain('7 seeds, the same on both sides, show the change with a probability of 100 %');
    const seldomer = await gate('--plan', '--before', '0.9', '--after', '0.1');
    expect(seldomer.stdout).toContain('still broken, seldomer');
    const nearly = await gate('--plan', '--before', '0.99', '--after', '0', '--power', '0.9997');
    expect(nearly.stdout).toContain('a probability of more than 99.9 %');
    const hard = await gate('--plan', '--before', '0.3', '--after', '0.29');
    expect(hard.stdout).toContain('not with 2000 runs on each side');
  });

  test('what makes no sense is told, with what to do', async () => {
    ledger('runs', runsOf(2, 0));
    ledger('none', []);
    ledger('canaries', [recordOf(1, { campaign: { name: 'night', unit: 'u', canary: 'must-fail' } })]);
    writeFileSync(join(folder, 'no.json'), 'no');
    writeFileSync(join(folder, 'new.json'), '{"schema":2,"cells":[]}');
    const cell = {
      scenario: 'cut',
      version: '3.1.1',
      strategy: 'stop',
      fixes: [],
      contract: ['exactly-once'],
      runs: [],
      silent: [4],
      findings: [],
    };
    writeFileSync(join(folder, 'bad.json'), JSON.stringify({ schema: 1, cells: [cell] }));
    writeFileSync(join(folder, 'base.json'), JSON.stringify({ schema: 1, cells: [{ ...cell, silent: [] }] }));
    const runs = ['--candidate', 'runs'] as const;
    const cases: readonly (readonly [readonly string[], string])[] = [
      [[], 'give --baseline <file>, --save <file> or --plan; ./doublerun gate --help'],
      [['--baseline', 'base.json', '--save', 'x.json'], '--save and --baseline: give one of them'],
      [['--baseline', 'base.json'], '--baseline: give the runs too: --candidate'],
      [['--save', 'x.json', ...runs, '--to', 'stop'], '--to says nothing with --save'],
      [['--plan', '--before', '1', ...runs], '--candidate says nothing with --plan'],
      [['--plan', '--before', '1'], '--plan: give the rates'],
      [['--plan', '--before', '1', '--after', '1'], 'there is no change to see'],
      [['--plan', '--before', '2', '--after', '1'], '--before 2: must be a number from 0 to 1'],
      [['--baseline', 'nowhere.json', ...runs], './doublerun gate --save nowhere.json --candidate <runs> makes one'],
      [['--baseline', 'no.json', ...runs], 'no.json is no JSON'],
      [['--baseline', 'new.json', ...runs], 'new.json, schema: '],
      [['--baseline', 'bad.json', ...runs], 'bad.json, cells.0: run 4 is named and not among its runs'],
      [['--baseline', 'base.json', '--candidate', 'nowhere'], '--candidate nowhere: there is no such folder'],
      [['--baseline', 'base.json', '--candidate', '.'], ': there is no ledger.jsonl in it'],
      [['--baseline', 'base.json', '--candidate', 'none'], '--candidate none: there is no run in it'],
      [['--save', 'x.json', '--candidate', 'canaries'], '--candidate canaries: there is no run in it but canaries'],
      [['--baseline', 'runs', ...runs], 'runs is a folder, and no file with a baseline'],
      [['--save', 'runs', ...runs], 'runs is a folder, and no file with a baseline'],
      [['--save', 'nowhere/x.json', ...runs], '--save nowhere/x.json: there is no folder nowhere'],
      [['--baseline', 'base.json', ...runs, '--least', '2'], '--least 2: must be a number from 0 to 1'],
      [['--baseline', 'base.json', ...runs, '--risk', '1'], '--risk 1: must be a number between 0 and 1'],
      [['--baseline', 'base.json', ...runs, '--format', 'pdf'], '--format pdf: must be one of terminal, markdown'],
      [['--baseline', 'base.json', ...runs, '--to', 'stop'], '--to stop: the candidate has no such variant, but 3.1.1'],
    ];
    for (const [options, words] of cases) {
      const told = await gate(...options);
      expect(told.stderr).toContain(words);
      expect([told.code, told.stdout], options.join(' ')).toEqual([64, '']);
    }
  });
});
