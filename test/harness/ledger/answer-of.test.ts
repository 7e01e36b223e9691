import { describe, expect, test } from 'vitest';
import { type Answer, answerOf, type LedgerRecord } from '../../../harness/ledger/record.ts';
import { ledgerRecord, overlap } from './record.ts';

const finding = { anomaly: 'overlapping-executions', task: 'long' } as const;

/** Each with what a run says of an overlap of task long. */
const cases: readonly [string, Partial<LedgerRecord>, Answer][] = [
  ['a whole run without it', {}, 'not'],
  ['a run that proves it', { proved: [overlap] }, 'seen'],
  ['a run that proves it, and breaks no contract by it', { proved: [{ ...overlap, violation: false }] }, 'seen'],
  ['a run that proves it, and is not whole', { whole: false, proved: [overlap] }, 'seen'],
  ['a run that proves it of another task', { proved: [{ ...overlap, task: 'next' }] }, 'not'],
  ['a run that proves something else', { proved: [{ ...overlap, anomaly: 'lost-task' }] }, 'not'],
  ['a run that is not whole', { whole: false }, 'silent'],
  ['a doubt about it', { doubts: [finding] }, 'silent'],
  ['a doubt about another task', { doubts: [{ ...finding, task: 'next' }] }, 'not'],
  ['a doubt whose task is not known', { doubts: [{ anomaly: finding.anomaly }] }, 'silent'],
  ['a doubt about another anomaly', { doubts: [{ anomaly: 'lost-task', task: 'long' }] }, 'not'],
  ['a doubt beside the proof', { doubts: [finding], proved: [overlap] }, 'seen'],
];

describe('what a run says of a finding', () => {
  test.each(cases)('%s', (_, record, answer) => {
    expect(answerOf(ledgerRecord(1, record), finding)).toBe(answer);
  });

  test('of no single task', () => {
    const stuck = { anomaly: 'stuck-workflow' } as const;
    const proof = { ...stuck, faults: [], violation: true };
    expect(answerOf(ledgerRecord(1, { proved: [proof] }), stuck)).toBe('seen');
    expect(answerOf(ledgerRecord(1, { doubts: [stuck] }), stuck)).toBe('silent');
    expect(answerOf(ledgerRecord(1), stuck)).toBe('not');
  });
});
