import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { cluesOf, type Signature, signaturePhrase, signatureText, signedFindings } from '../../checkers/signature.ts';
import { loadScenario } from '../../harness/load-scenario.ts';
import { plan } from '../../harness/plan.ts';
import { expectedSignature, isWanted } from '../../harness/signature.ts';
import { HistoryBuilder } from '../histories/builder.ts';

const faults = [
  { fault: 'cut-1', kind: 'cut', target: 'owner' },
  { fault: 'late', kind: 'cut', target: 'owner' },
];

/** The task overlaps with itself from 5 to 20 s. */
function overlapping(contract: 'exactly-once' | 'recovers' = 'exactly-once'): HistoryBuilder {
  return new HistoryBuilder({ faults, contract: [contract] })
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(0.5, { op: 'insert' })
    .execution({ name: 'a', from: 1, to: 20 })
    .execution({ name: 'b', taskInstance: 2, from: 5, to: 25 });
}

function signaturesOf(builder: HistoryBuilder): readonly string[] {
  const events = builder.finish(40).build();
  return signedFindings(judge(events, { torn: false }), cluesOf(events)).map(({ signature }) =>
    signatureText(signature),
  );
}

describe('a finding is called by anomaly, task and the faults that can have led to it', () => {
  test('whatever codes and numbers the scheduler gave', () => {
    const builder = overlapping().fault('cut-1', { begin: 2, effective: 3, heal: 10, healed: 11 });
    expect(signaturesOf(builder)).toContain('overlapping-executions/long/cut');
  });

  test('not by a fault that began after it, nor by one that nobody saw take effect', () => {
    expect(signaturesOf(overlapping().fault('late', { begin: 30, effective: 31 }))).toContain(
      'overlapping-executions/long/-',
    );
    expect(signaturesOf(overlapping().fault('cut-1', { begin: 2 }))).toContain('overlapping-executions/long/-');
  });

  test('each kind once; a receipt that comes late is one too', () => {
    const builder = overlapping().fault('cut-1', { begin: 2, effective: 30 }).fault('late', { begin: 4, effective: 5 });
    expect(signaturesOf(builder)).toContain('overlapping-executions/long/cut');
  });

  test('whether or not it breaks a promise of the run', () => {
    const builder = overlapping('recovers').fault('cut-1', { begin: 2, effective: 3 });
    expect(signaturesOf(builder)).toContain('overlapping-executions/long/cut');
  });

  test('and not at all where it is only possible', () => {
    const events = new HistoryBuilder()
      .definition(1, [{ task: 1, name: 'long' }])
      .execution({ name: 'a', from: 1, to: 5, exitCode: null })
      .execution({ name: 'b', taskInstance: 2, from: 5.2, to: 25 })
      .finish(40)
      .build();
    const verdict = judge(events, { torn: false });
    expect(verdict.doubts).not.toEqual([]);
    expect(signedFindings(verdict, cluesOf(events)).map(({ finding }) => finding.anomaly)).not.toContain(
      'overlapping-executions',
    );
  });

  test('by its code where the history does not name the task', () => {
    const builder = new HistoryBuilder()
      .execution({ name: 'a', from: 1, to: 20 })
      .execution({ name: 'b', taskInstance: 2, from: 5, to: 25 });
    expect(signaturesOf(builder)).toContain('overlapping-executions/1/-');
  });
});

describe('what is looked for', () => {
  const wanted: Signature = { anomaly: 'double-dispatch', task: 'long', faults: ['kill', 'refuse'] };

  test.each([
    ['the same', { ...wanted }, true],
    ['after fewer of its kinds', { ...wanted, faults: ['kill'] }, true],
    ['of another task', { ...wanted, task: 'short' }, false],
    ['of no task', { anomaly: 'double-dispatch', faults: ['kill'] } as Signature, false],
    ['another anomaly', { ...wanted, anomaly: 'lost-task' as const }, false],
    ['after another kind of fault', { ...wanted, faults: ['kill', 'pause'] }, false],
    ['before any fault', { ...wanted, faults: [] }, false],
  ])('%s', (_, found, is) => expect(isWanted(wanted, found)).toBe(is));

  test('is of any task where none is named, and needs no fault where the plan has none', () => {
    const any: Signature = { anomaly: 'lost-task', faults: [] };
    expect(isWanted(any, { ...any, task: 'short' })).toBe(true);
    expect(isWanted(any, { ...any, faults: ['kill'] })).toBe(false);
  });

  test("is the scenario's anomaly and task after any of the plan's faults", () => {
    const planned = plan(loadScenario('failover-16759'), 1);
    const expected = expectedSignature(planned);
    expect(expected).toEqual({ anomaly: 'overlapping-executions', task: 'long', faults: ['refuse'] });
    expect(expected && signaturePhrase(expected)).toBe('overlapping-executions of task long after refuse');
    const { expect: _, ...rest } = planned;
    expect(expectedSignature(rest)).toBeUndefined();
  });
});
