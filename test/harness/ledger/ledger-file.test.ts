import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendToLedger, keepInLedger, readLedger } from '../../../harness/ledger/ledger-file.ts';
import { lineOf } from '../../../harness/ledger/line.ts';
import { ledgerRecord, seenRecord } from './record.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-ledger-'));
  file = join(folder, 'ledger.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const [one, two, three] = [ledgerRecord(1), seenRecord(2), ledgerRecord(3)];
const half = lineOf(one).slice(0, 100);

describe('a ledger', () => {
  test('that is not there is empty', () => {
    expect(readLedger(file)).toEqual({ records: [], unreadable: [] });
  });

  test('has what was added to it, in that order, a line each', () => {
    for (const record of [one, two]) appendToLedger(file, record);
    expect(readLedger(file)).toEqual({ records: [one, two], unreadable: [] });
    expect(readFileSync(file, 'utf8')).toBe(`${lineOf(one)}\n${lineOf(two)}\n`);
  });

  test('half a line of a killed process is ended and told of, and costs nobody else a run', () => {
    appendToLedger(file, one);
    appendFileSync(file, half);
    appendToLedger(file, two);
    expect(readLedger(file)).toEqual({ records: [one, two], unreadable: [2] });
  });

  test('a run that another process has added right behind a half is read from there', () => {
    writeFileSync(file, `${half}${lineOf(two)}\n${lineOf(three)}\n`);
    expect(readLedger(file)).toEqual({ records: [two, three], unreadable: [1] });
  });

  test('its last line counts though its line end is not there yet, where it is whole', () => {
    writeFileSync(file, `${lineOf(one)}\n${lineOf(two)}`);
    expect(readLedger(file)).toEqual({ records: [one, two], unreadable: [] });
    appendToLedger(file, three);
    expect(readLedger(file)).toEqual({ records: [one, two, three], unreadable: [] });
  });

  test('lines that are no records are told by their numbers; blank ones are not', () => {
    const other = { ...one, verdict: 'splendid' };
    writeFileSync(file, ['no JSON', lineOf(one), '', '[]', JSON.stringify(other), lineOf(two), ''].join('\n'));
    expect(readLedger(file)).toEqual({ records: [one, two], unreadable: [1, 4, 5] });
  });

  test('of a newer Doublerun can be read without what this one does not know', () => {
    const newer = { ...one, mood: 'fine', campaign: { name: 'nightly', unit: 'u', mood: 3 } };
    writeFileSync(file, `${JSON.stringify(newer)}\n`);
    expect(readLedger(file)).toEqual({
      records: [{ ...one, campaign: { name: 'nightly', unit: 'u' } }],
      unreadable: [],
    });
  });

  test('is read whole where it is longer than what is read at once, whatever stands at the seam', () => {
    const long = ledgerRecord(1, { verdict: 'broken', reason: '€'.repeat(2_000) });
    const records = Array.from({ length: 1_000 }, (_, seed) => ({ ...long, seed }));
    writeFileSync(file, `${records.map(lineOf).join('\n')}\n`);
    expect(readLedger(file)).toEqual({ records, unreadable: [] });
  });

  test('takes nothing that is no record', () => {
    expect(() => appendToLedger(file, { ...one, seconds: Number.NaN })).toThrow('seconds');
    expect(readLedger(file).records).toEqual([]);
  });
});

describe('on a full disk', () => {
  test('a run is told of as not in the ledger, and goes on', () => {
    symlinkSync('/dev/full', file);
    const told: string[] = [];
    keepInLedger(file, one, (sentence) => told.push(sentence));
    expect(told).toEqual([
      `This run is not in ${file} (ENOSPC: no space left on device, write); ./doublerun stats --rebuild puts it there.`,
    ]);
  });

  test('half of a line that could be written is never taken for a run, nor ends another one', () => {
    // A file may have 1,024 bytes in this process, and each line has some 800: the second is cut there.
    const [first, second, third] = [1, 2, 3].map((seed) => ledgerRecord(seed, { reason: 'x'.repeat(400) }));
    const script = join(folder, 'append.ts');
    const modules = join(import.meta.dirname, '..', '..', '..', 'harness', 'ledger', 'ledger-file.ts');
    writeFileSync(
      script,
      `import { appendToLedger } from ${JSON.stringify(modules)};
process.on('SIGXFSZ', () => {});
for (const record of ${JSON.stringify([first, second, third])}) {
  try { appendToLedger(process.argv[2], record); } catch (error) { console.log(error.code); }
}`,
    );
    const run = spawnSync('sh', ['-c', 'ulimit -f 2; exec "$0" "$@"', process.execPath, script, file], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe('EFBIG\nEFBIG\n');
    expect(readFileSync(file)).toHaveLength(1_024);
    appendToLedger(file, three);
    expect(readLedger(file)).toEqual({ records: [first, three], unreadable: [2] });
  });
});

describe('several processes at once', { timeout: 60_000 }, () => {
  const WRITERS = 6;
  const LINES = 200;

  test('lose no line and tear none, while others are killed in the middle of theirs', async () => {
    const modules = join(import.meta.dirname, '..', '..', '..', 'harness', 'ledger', 'ledger-file.ts');
    const writer = join(folder, 'writer.ts');
    // Lines of 600 bytes to 9 kB: a page of a file is 4.
    writeFileSync(
      writer,
      `import { appendToLedger } from ${JSON.stringify(modules)};
const [, , file, name] = process.argv;
for (let seed = 0; seed < ${LINES}; seed += 1)
  appendToLedger(file, { ...${JSON.stringify(one)}, scenario: name, seed, verdict: 'broken', reason: name.repeat((seed % 17) * 500) });`,
    );
    const halves = join(folder, 'halves.ts');
    writeFileSync(
      halves,
      `import { appendFileSync } from 'node:fs';
for (let time = 0; time < 100; time += 1) {
  appendFileSync(process.argv[2], ${JSON.stringify(half)});
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}`,
    );
    const names = [...'abcdef'].slice(0, WRITERS);
    await Promise.all([...names.map((name) => ended([writer, file, name])), ended([halves, file])]);
    const { records, unreadable } = readLedger(file);
    for (const name of names) {
      const seeds = records.filter(({ scenario }) => scenario === name).map(({ seed }) => seed);
      expect(seeds).toEqual(Array.from({ length: LINES }, (_, seed) => seed));
    }
    expect(records).toHaveLength(WRITERS * LINES);
    expect(unreadable.length).toBeGreaterThan(0);
  });

  function ended(args: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, { stdio: 'inherit' });
      child
        .on('error', reject)
        .on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ended with ${code}`))));
    });
  }
});
