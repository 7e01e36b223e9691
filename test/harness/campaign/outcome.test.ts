import { describe, expect, test } from 'vitest';
import { judge } from '../../../checkers/judge.ts';
import { cluesOf, type Signature } from '../../../checkers/signature.ts';
import { type Judged, outcomeOf, secondsUntil, wantedFinding } from '../../../harness/campaign/outcome.ts';
import type { EventOf } from '../../../history/event.ts';
import type { Contract } from '../../../history/events/run.ts';
import { HistoryBuilder } from '../../histories/builder.ts';

const faults = [{ fault: 'cut-1', kind: 'cut', target: 'owner' }];
const wanted: Signature = { anomaly: 'overlapping-executions', task: 'long', faults: ['cut'] };

interface Story {
  readonly overlap?: boolean;
  /** A successor begins before its predecessor has ended: another violation. */
  readonly disorder?: boolean;
  readonly receipt?: boolean;
  readonly contract?: Contract;
  readonly outcome?: EventOf<'run.end'>['outcome'];
}

function judged({ overlap, disorder, receipt = true, contract = 'exactly-once', outcome }: Story): Judged {
  const builder = new HistoryBuilder({ faults, contract: [contract] })
    .definition(1, [
      { task: 1, name: 'long' },
      { task: 2, name: 'next', after: [1] },
    ])
    .workflow(0.5, { op: 'insert' })
    .fault('cut-1', { begin: 2, heal: 10, healed: 11, ...(receipt ? { effective: 3 } : {}) })
    .execution({ name: 'a', from: 1, to: 20 })
    .task(20.5, { state: 'SUCCESS', final: true })
    .execution({ name: 'c', task: 2, taskInstance: 3, from: disorder ? 4 : 30, to: 35 })
    .task(36, { task: 2, taskInstance: 3, state: 'SUCCESS', final: true })
    .workflow(37, { state: 'SUCCESS', final: true });
  if (overlap) builder.execution({ name: 'b', taskInstance: 2, from: 5, to: 25 });
  const events = builder.finish(60, outcome ?? 'settled').build();
  const workAt = events.find(({ type }) => type === 'run.workflow')?.at;
  return { verdict: judge(events, { torn: false }), clues: cluesOf(events), workAt };
}

function outcomeIn(story: Story) {
  return outcomeOf(judged(story), wanted, [story.contract ?? 'exactly-once']);
}

describe('a run says of the finding that is looked for', () => {
  test('that it is there', () => {
    expect(outcomeIn({ overlap: true })).toBe('seen');
  });

  test('that it is there, though it breaks no promise of the run or the run fell apart afterwards', () => {
    expect(outcomeIn({ overlap: true, contract: 'recovers' })).toBe('seen');
    expect(outcomeIn({ overlap: true, outcome: 'failed' })).toBe('seen');
  });

  test('that it is not there, and no other finding is taken for it', () => {
    expect(judged({}).verdict.verdict).toBe('pass');
    expect(outcomeIn({})).toBe('not');
    expect(judged({ disorder: true }).verdict.verdict).toBe('violation');
    expect(outcomeIn({ disorder: true })).toBe('not');
  });

  test('nothing, where the fault has no receipt, were it hidden by another violation', () => {
    expect(outcomeIn({ receipt: false })).toBe('inconclusive');
    expect(judged({ receipt: false, disorder: true }).verdict.verdict).toBe('violation');
    expect(outcomeIn({ receipt: false, disorder: true })).toBe('inconclusive');
  });

  test('nothing, where the run failed, or a checker', () => {
    expect(outcomeIn({ outcome: 'failed' })).toBe('broken');
    const { verdict, ...rest } = judged({ disorder: true });
    const failed = { outcome: 'failed', anomaly: 'lost-task', error: 'no' } as const;
    expect(outcomeOf({ verdict: { ...verdict, checkers: [failed] }, ...rest }, wanted, ['exactly-once'])).toBe(
      'broken',
    );
  });
});

describe('a doubt', () => {
  /** The same run, had its findings only been possible. */
  function doubted(story: Story): Judged {
    const { verdict, ...rest } = judged(story);
    const doubts = verdict.violations.map((finding) => ({ ...finding, proof: 'possible' as const }));
    const reasons = doubts.map(({ anomaly }) => `Possible ${anomaly}: so it may be.`);
    return { verdict: { ...verdict, verdict: 'inconclusive', reasons, violations: [], doubts }, ...rest };
  }

  test('about another finding leaves nothing open of this one', () => {
    const disorder = doubted({ disorder: true });
    expect(disorder.verdict.doubts.map(({ anomaly }) => anomaly)).toEqual(['order-violation']);
    expect(outcomeOf(disorder, wanted, ['exactly-once'])).toBe('not');
    // What is missing beside it does.
    const { verdict, ...rest } = disorder;
    const reasons = ['The fault cut-1 has no receipt.', ...verdict.reasons];
    expect(outcomeOf({ verdict: { ...verdict, reasons }, ...rest }, wanted, ['exactly-once'])).toBe('inconclusive');
  });

  test('about this one does, of this task or of no task that is known, among the notes too', () => {
    const overlap = doubted({ overlap: true });
    expect(outcomeOf(overlap, wanted, ['exactly-once'])).toBe('inconclusive');
    expect(outcomeOf({ ...overlap, clues: { ...overlap.clues, taskNames: new Map() } }, wanted, ['exactly-once'])).toBe(
      'inconclusive',
    );
    const { verdict, ...rest } = overlap;
    const noted = { ...verdict, reasons: [], doubts: [], notes: verdict.doubts };
    expect(outcomeOf({ verdict: noted, ...rest }, wanted, ['recovers'])).toBe('inconclusive');
  });

  test('about the same anomaly of another task does not', () => {
    expect(outcomeOf(doubted({ overlap: true }), { ...wanted, task: 'next' }, ['exactly-once'])).toBe('not');
  });
});

test('the time to it is that from the first submission to where it began', () => {
  const run = judged({ overlap: true });
  const found = wantedFinding(run, wanted);
  expect(found && secondsUntil(found, run)).toBe(5);
  expect(found && secondsUntil(found, { ...run, workAt: undefined })).toBeUndefined();
  expect(wantedFinding(judged({}), wanted)).toBeUndefined();
});
