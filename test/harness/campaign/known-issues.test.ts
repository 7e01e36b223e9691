import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anomalies } from '../../../checkers/finding.ts';
import { type KnownIssue, knownAs, parseKnownIssues } from '../../../harness/campaign/known-issues.ts';
import { outcomeOfIssue } from '../../../harness/campaign/known-outcome.ts';
import { resultsOf } from '../../../harness/campaign/results.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { UsageError } from '../../../harness/usage-error.ts';
import { asked, issue, orphan, overlap, record, TODAY, unit } from './records.ts';

const GOOD = `- anomaly: overlapping-executions
  task: long
  role: owner
  faults: [refuse, blackhole]
  scenarios: [cut]
  versions: '>=3.1 <3.3'
  strategies: [waiting]
  issue: apache/dolphinscheduler#16759
  reason: fixed upstream in 3.3
  expires: 2027-03-01
- anomaly: stuck-workflow
  issue: apache/dolphinscheduler#1
  reason: nobody has looked at it
  expires: 2027-01-31
  rate: 0.1
`;

describe('a file', () => {
  test('is read', () => {
    expect(parseKnownIssues(GOOD, 'k.yaml')).toEqual([
      issue({
        role: 'owner',
        faults: ['refuse', 'blackhole'],
        scenarios: ['cut'],
        versions: '>=3.1 <3.3',
        strategies: ['waiting'],
      }),
      {
        anomaly: 'stuck-workflow',
        issue: 'apache/dolphinscheduler#1',
        reason: 'nobody has looked at it',
        expires: '2027-01-31',
        rate: 0.1,
      },
    ]);
    expect(parseKnownIssues('[]', 'k.yaml')).toEqual([]);
  });

  test.each([
    ['stuck-workflow', 'stuck', 'k.yaml, line 11, 1.anomaly: Invalid option'],
    ['rate: 0.1', 'rate: 0', 'k.yaml, line 15, 1.rate: must be more than 0'],
    ['rate: 0.1', 'rate: 1.1', 'k.yaml, line 15, 1.rate: must be at most 1'],
    ['rate: 0.1', 'often: 1', 'k.yaml, line 15, 1.often: Unrecognized key'],
    ['fixed upstream in 3.3', "' '", 'k.yaml, line 9, 0.reason: must say why it is put up with'],
    ['2027-01-31', '2027-02-30', 'k.yaml, line 14, 1.expires: must be a day: 2027-03-01'],
    ['2027-01-31', 'never', 'k.yaml, line 14, 1.expires: must be a day: 2027-03-01'],
    [
      'dolphinscheduler#16759',
      'dolphinscheduler',
      'k.yaml, line 8, 0.issue: must be like apache/dolphinscheduler#16759',
    ],
    ["'>=3.1 <3.3'", '3.1.x', 'k.yaml, line 6, 0.versions: must be like >=3.3'],
    ['[refuse, blackhole]', '[refuse, cut]', 'k.yaml, line 4, 0.faults.1: Invalid option'],
    ['[refuse, blackhole]', '[refuse, refuse]', 'k.yaml, line 4, 0.faults.1: refuse is listed twice'],
    ['[cut]', '[]', 'k.yaml, line 5, 0.scenarios: Too small'],
    ['[waiting]', '[wait]', 'k.yaml, line 7, 0.strategies.0: Invalid option'],
    ['- anomaly: stuck-workflow\n', '- \n', 'k.yaml, line 12, 1.anomaly: Invalid option'],
  ])('%s, written as %s, is told with file, line and field', (good, bad, told) => {
    const text = GOOD.replace(good, bad);
    expect(text).not.toBe(GOOD);
    expect(problem(text)).toContain(told);
  });

  test('that says the same twice is refused, whatever it says of it and in whatever order', () => {
    const again = GOOD.replace('[refuse, blackhole]', '[blackhole, refuse]').replace('2027-03-01', '2028-01-01');
    const [first = ''] = again.split('- anomaly: stuck');
    expect(problem(GOOD + first)).toBe('k.yaml, line 16, 2: says of the same as entry 1 that it is known');
    expect(problem(GOOD + first.replace('[waiting]', '[stop]'))).toBe('none');
  });

  test('that is none is refused', () => {
    expect(problem('a: 1')).toContain('k.yaml, line 1, known issues: Invalid input: expected array');
  });
});

function problem(text: string): string {
  try {
    parseKnownIssues(text, 'k.yaml');
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
}

describe('a violation is known', () => {
  const run = record(unit({ seed: 1 }), { proved: [overlap] });
  const isKnown = (entry: Partial<KnownIssue>, proof = overlap, of: LedgerRecord = run): boolean =>
    knownAs([issue(entry)], TODAY)(of, proof) !== undefined;

  test.each<[string, Partial<KnownIssue>]>([
    ['by its anomaly and task', {}],
    ['by all that an entry can name', { ...limits(), versions: '>=3.2.2' }],
    ['on the last day of its entry', { expires: TODAY }],
  ])('%s', (_, entry) => expect(isKnown(entry)).toBe(true));

  test('of any task or of none, where the entry names no task', () => {
    const { task: _, ...any } = issue();
    expect(knownAs([any], TODAY)(run, overlap)).toBe(any);
  });

  test.each<[string, Partial<KnownIssue>]>([
    ['another task', { task: 'short' }],
    ['another anomaly', { anomaly: 'orphan-execution' }],
    ['another role', { role: 'standby' }],
    ['faults of another kind', { faults: ['kill'] }],
    ['another scenario', { scenarios: ['blip'] }],
    ['another version', { versions: '<3.2.2' }],
    ['another strategy', { strategies: ['stop'] }],
    ['what was put up with until yesterday', { expires: '2026-11-23' }],
  ])('but not by an entry about %s', (_, entry) => expect(isKnown(entry)).toBe(false));

  test('but not after a fault more than the entry names, nor before any', () => {
    const two = { ...run, faults: ['kill', 'refuse'] };
    const knownAfter = (...faults: string[]): boolean => isKnown({ faults: ['refuse'] }, { ...overlap, faults }, two);
    expect([knownAfter('refuse'), knownAfter('kill', 'refuse'), knownAfter()]).toEqual([true, false, false]);
  });

  test('but not on a version that nobody can read, by an entry about some', () => {
    expect(isKnown({ versions: '>=3.1' }, overlap, { ...run, version: 'mine' })).toBe(false);
    expect(isKnown({}, overlap, { ...run, version: 'mine' })).toBe(true);
  });

  test('never by an entry about another anomaly or task', () => {
    const proofs = fc.record({
      anomaly: fc.constantFrom(...anomalies),
      task: fc.constantFrom('long', 'short'),
      faults: fc.subarray(['refuse', 'kill']),
      violation: fc.constant(true),
    });
    fc.assert(
      fc.property(proofs, fc.constantFrom<Partial<KnownIssue>>({}, limits()), (proof, entry) => {
        if (isKnown(entry, proof)) expect(proof).toMatchObject({ anomaly: overlap.anomaly, task: overlap.task });
      }),
    );
  });
});

function limits(): Partial<KnownIssue> {
  return { role: 'owner', faults: ['refuse', 'kill'], scenarios: ['cut', 'blip'], strategies: ['waiting'] };
}

describe('an entry, held against results', () => {
  const units = Array.from({ length: 6 }, (_, seed) => unit({ seed }));
  const passes = units.map((each) => record(each));
  function outcome(records: readonly LedgerRecord[], entry: Partial<KnownIssue> = {}) {
    return outcomeOfIssue(issue(entry), resultsOf(asked(units), records), TODAY);
  }
  const [first] = units;
  if (!first) throw new Error('no units');
  const shown = record(first, { proved: [overlap] });

  test('is seen, were it once', () => {
    expect(outcome([shown, ...passes.slice(1)])).toEqual({ kind: 'seen', seen: 1, of: 6 });
    expect(outcome([shown])).toEqual({ kind: 'seen', seen: 1, of: 1 });
  });

  test('is seen where the run keeps its promises all the same', () => {
    const kept = record(first, { proved: [{ ...overlap, violation: false }] });
    expect(outcome([kept, ...passes.slice(1)])).toEqual({ kind: 'seen', seen: 1, of: 6 });
  });

  test('has expired, whether seen or not', () => {
    expect(outcome([shown], { expires: '2026-11-23' })).toEqual({ kind: 'expired', seen: 1, of: 1 });
    expect(outcome([], { expires: '2026-11-23', versions: '<3' })).toEqual({ kind: 'expired', seen: 0, of: 0 });
    expect(outcome([shown], { expires: TODAY }).kind).toBe('seen');
  });

  test('is no longer seen, where runs enough say so', () => {
    expect(outcome(passes.slice(0, 5))).toEqual({ kind: 'no-longer-seen', of: 5, needed: 5 });
    expect(outcome(passes.slice(0, 4))).toEqual({ kind: 'too-few-runs', of: 4, needed: 5 });
    expect(outcome(passes, { rate: 0.1 })).toEqual({ kind: 'too-few-runs', of: 6, needed: 29 });
    expect(outcome(passes.slice(0, 1), { rate: 1 })).toEqual({ kind: 'no-longer-seen', of: 1, needed: 1 });
  });

  test('that is seldom is never missed, and is seen and expires as any other', () => {
    expect(outcome(passes, { seldom: true })).toEqual({ kind: 'not-missed', of: 6 });
    expect(outcome([shown], { seldom: true })).toEqual({ kind: 'seen', seen: 1, of: 1 });
    expect(outcome(passes, { seldom: true, expires: '2026-11-23' }).kind).toBe('expired');
    expect(outcome(passes, { seldom: true, versions: '<3.2' })).toEqual({ kind: 'not-in-this-campaign' });
  });

  test('a run that says nothing counts neither way', () => {
    const silent = units.map((each) => record(each, { verdict: 'inconclusive' }));
    const doubts = units.map((each) => record(each, { doubts: [{ anomaly: 'overlapping-executions' }] }));
    const others = units.map((each) =>
      record(each, { doubts: [{ anomaly: 'overlapping-executions', task: 'short' }] }),
    );
    expect(outcome(silent)).toEqual({ kind: 'too-few-runs', of: 0, needed: 5 });
    expect(outcome(doubts)).toEqual({ kind: 'too-few-runs', of: 0, needed: 5 });
    expect(outcome(others)).toEqual({ kind: 'no-longer-seen', of: 6, needed: 5 });
    expect(outcome(units.map((each) => record(each, { proved: [orphan] })))).toMatchObject({ kind: 'no-longer-seen' });
  });

  test.each<[string, Partial<KnownIssue>]>([
    ['scenario', { scenarios: ['blip'] }],
    ['version', { versions: '<3.2' }],
    ['strategy', { strategies: ['stop'] }],
    ['role', { role: 'standby' }],
    ['fault', { faults: ['kill'] }],
  ])('is about no cell of this campaign, by its %s', (_, entry) =>
    expect(outcome(passes, entry)).toEqual({ kind: 'not-in-this-campaign' }),
  );

  test('what a run that is to be had would do is not known', () => {
    expect(outcome(passes.slice(1), { role: 'standby' })).toEqual({ kind: 'too-few-runs', of: 0, needed: 5 });
  });
});
