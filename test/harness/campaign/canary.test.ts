import { describe, expect, test } from 'vitest';
import { canariesOf } from '../../../harness/campaign/canary.ts';
import { resultsOf } from '../../../harness/campaign/results.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { canaryInWords } from '../../../report/campaign/words.ts';
import { asked, orphan, overlap, record, unit } from './records.ts';

const failing = [1, 2].map((seed) => unit({ scenario: 'failover-16759', version: '3.1.1', seed, canary: 'must-fail' }));
const passing = [1, 2].map((seed) => unit({ scenario: 'calm', seed, canary: 'must-pass' }));

function canary(units: typeof failing, each: readonly Partial<LedgerRecord>[]) {
  const records = each.flatMap((more, index) => (units[index] ? [record(units[index], more)] : []));
  const [first, ...others] = canariesOf(resultsOf(asked([...units, unit({ seed: 9 })]), records));
  expect(others).toEqual([]);
  if (!first) throw new Error('no canary');
  return { ...first, words: canaryInWords(first) };
}

const shown = { proved: [overlap] };
const silent: Partial<LedgerRecord> = { verdict: 'inconclusive' };

describe('one that has to fail', () => {
  const of = (...each: readonly Partial<LedgerRecord>[]) => canary(failing, each);

  test('is right where one run shows what it expects, were it no violation there', () => {
    expect(of(shown, {}).outcome).toEqual({ kind: 'right', seen: 1, of: 2 });
    expect(of(silent, shown).outcome).toEqual({ kind: 'right', seen: 1, of: 1 });
    expect(of({ proved: [{ ...overlap, violation: false }] }).outcome).toEqual({ kind: 'right', seen: 1, of: 1 });
    expect(of(shown, {}).words).toMatchInlineSnapshot(
      `"the canary failover-16759 on 3.1.1 (waiting) has to show overlapping-executions of task long, and did in 1 of 2 runs"`,
    );
  });

  test('leads to the run that shows it', () => {
    expect(of({ proved: [orphan] }, shown).run).toMatch(/-2$/);
    expect(of({}, { proved: [{ ...overlap, violation: false }] }).run).toMatch(/-2$/);
    expect(of({}, {}).run).toBeUndefined();
  });

  test('is blind where no run does, whatever else it shows', () => {
    const blind = of({}, { proved: [orphan] });
    expect(blind.outcome).toEqual({ kind: 'blind', of: 2 });
    expect(blind.others).toEqual([{ anomaly: 'orphan-execution', task: 'long' }]);
    expect(blind.words).toMatchInlineSnapshot(
      `"the canary failover-16759 on 3.1.1 (waiting) has to show overlapping-executions of task long, and did not in 2 of 2 runs: Doublerun is blind here, so that nothing else of this campaign counts"`,
    );
  });

  test('may expect a finding of any task', () => {
    const any = { expects: { anomaly: 'overlapping-executions' as const } };
    expect(of({ ...any, ...shown }).outcome).toEqual({ kind: 'right', seen: 1, of: 1 });
    expect(of({ ...any, ...shown }).others).toEqual([]);
  });

  test('says nothing, where its runs do not', () => {
    expect(of(silent, { verdict: 'broken' }).words).toMatchInlineSnapshot(
      `"the canary failover-16759 on 3.1.1 (waiting) has to show overlapping-executions of task long, and its 2 runs say nothing: nobody knows whether Doublerun sees, so that nothing else of this campaign counts"`,
    );
    expect(of({ doubts: [{ anomaly: 'overlapping-executions', task: 'long' }] }).outcome.kind).toBe('silent');
  });

  test('is wrong where it has not been run, or expects nothing', () => {
    expect(of().words).toMatchInlineSnapshot(
      `"the canary failover-16759 on 3.1.1 (waiting) has to show what it expects, and has not been run: nobody knows whether Doublerun sees, so that nothing else of this campaign counts"`,
    );
    const { expects: _, ...nothing } = record(failing[0] ?? unit({ seed: 1 }), { proved: [orphan] });
    const [each] = canariesOf(resultsOf(asked(failing), [nothing]));
    expect(each?.outcome).toEqual({ kind: 'nothing-expected' });
    expect(each && canaryInWords(each)).toMatchInlineSnapshot(
      `"the canary failover-16759 on 3.1.1 (waiting) has to show what it expects, and its scenario expects no finding: it can show nothing, so that nothing else of this campaign counts"`,
    );
  });
});

describe('one that has to pass', () => {
  const of = (...each: readonly Partial<LedgerRecord>[]) => canary(passing, each);

  test('is right where every run that says something does, and one at least', () => {
    expect(of({}, {}).outcome).toEqual({ kind: 'right', seen: 2, of: 2 });
    expect(of(silent, {}).outcome).toEqual({ kind: 'right', seen: 1, of: 1 });
    expect(of({}, {}).words).toMatchInlineSnapshot(
      `"the canary calm on 3.2.2 (waiting) has to pass, and did in 2 of 2 runs"`,
    );
  });

  test('is wrong where one does not', () => {
    expect(of({}, { proved: [orphan] })).toMatchObject({ outcome: { kind: 'false-alarm', failed: 1, of: 2 } });
    expect(of({}, { proved: [orphan] }).run).toMatch(/-2$/);
    expect(of({}, { proved: [orphan] }).words).toMatchInlineSnapshot(
      `"the canary calm on 3.2.2 (waiting) has to pass, and did not in 1 of 2 runs: Doublerun finds what is not there, so that nothing else of this campaign counts"`,
    );
  });

  test('is wrong where none says anything, or none was run', () => {
    expect(of(silent).words).toMatchInlineSnapshot(
      `"the canary calm on 3.2.2 (waiting) has to pass, and its 1 run says nothing: nobody knows whether Doublerun sees, so that nothing else of this campaign counts"`,
    );
    expect(of().outcome).toEqual({ kind: 'not-run' });
  });
});

test('each scenario, version, set-up and duty is one canary; what is none has no part in them', () => {
  const units = [...failing, ...passing, unit({ scenario: 'calm', seed: 3, canary: 'must-fail' }), unit({ seed: 1 })];
  const all = canariesOf(resultsOf(asked(units), []));
  expect(all.map(({ scenario, has }) => `${scenario} ${has}`)).toEqual([
    'failover-16759 must-fail',
    'calm must-pass',
    'calm must-fail',
  ]);
});
