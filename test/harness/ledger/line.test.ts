import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anomalies } from '../../../checkers/finding.ts';
import { LineReader, lineOf } from '../../../harness/ledger/line.ts';
import { type LedgerRecord, ledgerRecordSchema } from '../../../harness/ledger/record.ts';
import { ledgerRecord, overlap } from './record.ts';

const proved = fc.record(
  {
    anomaly: fc.constantFrom(...anomalies),
    task: fc.constantFrom('long', 'next'),
    faults: fc.subarray(['kill', 'refuse']),
    violation: fc.boolean(),
  },
  { requiredKeys: ['anomaly', 'faults', 'violation'] },
);
const doubt = fc.record({ anomaly: fc.constantFrom(...anomalies), task: fc.string() }, { requiredKeys: ['anomaly'] });
const seconds = fc.double({ min: 0, max: 1e9, noNaN: true });
/** What every part of a line may have in it, names with whatever is in them. */
const record: fc.Arbitrary<LedgerRecord> = fc
  .record(
    {
      at: fc
        .date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
        .map((at) => at.toISOString()),
      seconds,
      run: fc.string(),
      scenario: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(',"version":', '","doublerun":"', '{"at":')),
      seed: fc.integer(),
      version: fc.constantFrom('3.1.1', ',"doublerun":"'),
      build: fc.string(),
      verdict: fc.constantFrom('violation', 'broken', 'inconclusive', 'pass'),
      reason: fc.string(),
      whole: fc.boolean(),
      proved: fc.array(proved, { maxLength: 3 }),
      doubts: fc.array(doubt, { maxLength: 2 }),
      expects: doubt,
      secondsUntil: fc.oneof(seconds, fc.constant(-1.5)),
      campaign: fc.record(
        { name: fc.string(), unit: fc.string(), shard: fc.string() },
        { requiredKeys: ['name', 'unit'] },
      ),
    },
    { requiredKeys: ['at', 'seconds', 'scenario', 'seed', 'version', 'verdict', 'whole', 'proved', 'doubts'] },
  )
  .map((drawn) => ({ ...ledgerRecord(1), ...drawn }));

describe('a line', () => {
  test('says what its record says, whatever that is, and whatever was read before it', () => {
    const reader = new LineReader();
    fc.assert(
      fc.property(record, (each) => {
        expect(reader.read(lineOf(each))).toEqual({ record: each, half: false });
        expect(lineOf(each)).not.toContain('\n');
      }),
    );
  });

  test('that is broken anywhere is read as JSON and the schema have it, and never as another run', () => {
    const campaign = { name: 'nightly', unit: 'owner-cut-off/7' };
    const line = lineOf(ledgerRecord(1, { run: 'owner-cut-off/x', secondsUntil: 12.5, campaign, proved: [overlap] }));
    const put = ['', '"', ',', '}', '0', '9', '.', '-', '\t', '\\', 'x', '{"at":'];
    const wrong = [...line].flatMap((_, at) =>
      put.flatMap((text) => {
        const broken = line.slice(0, at) + text + line.slice(at + 1);
        const begin = broken.lastIndexOf('{"at":');
        const said = inOrder(new LineReader().read(broken).record);
        const meant = inOrder(asJson(broken) ?? (begin > 0 ? asJson(broken.slice(begin)) : undefined));
        return said === meant ? [] : [broken];
      }),
    );
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  test('has its fields in one order, whoever made the record', () => {
    const reversed = Object.fromEntries(Object.entries(ledgerRecord(1)).reverse()) as LedgerRecord;
    expect(lineOf(reversed)).toBe(lineOf(ledgerRecord(1)));
    expect(lineOf(reversed)).toMatch(/^\{"at":.*"doublerun":"0.1.0"\}$/);
  });
});

function inOrder(record: LedgerRecord | undefined): string | undefined {
  return record && lineOf(record);
}

function asJson(text: string): LedgerRecord | undefined {
  try {
    return ledgerRecordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
