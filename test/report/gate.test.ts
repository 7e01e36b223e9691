import { describe, expect, test } from 'vitest';
import { renderGateMarkdown } from '../../report/gate/markdown.ts';
import type { GateResult, Judged, Status } from '../../report/gate/model.ts';
import { renderGate } from '../../report/gate/terminal.ts';

const none = { seen: 0, of: 10, interval: { low: 0, high: 0.2775 } };
const all = { seen: 10, of: 10, interval: { low: 0.7225, high: 1 } };

function judged(finding: string, status: Status, more: Partial<Judged> = {}): Judged {
  return { finding, before: none, now: all, pairs: 10, more: 10, fewer: 0, evidence: 180, status, ...more };
}

const waiting = { text: '3.1.1 waiting' };
const result: GateResult = {
  verdict: 'violation',
  risk: 0.05,
  family: 3,
  unread: ['runs/ledger.jsonl: line 4 cannot be read and is left out'],
  own: 2,
  cells: [
    {
      kind: 'compared',
      scenario: 'cut',
      before: waiting,
      now: { text: '3.1.1 stop', build: 'c08bcb087b2c' },
      pairs: 10,
      silent: { before: 0, now: 3, broken: 2 },
      contracts: { before: ['exactly-once'], now: ['exactly-once', 'recovers'] },
      findings: [
        judged('double-dispatch/next', { kind: 'new' }, { run: 'cut/3' }),
        judged('lost-task/next', { kind: 'gone without a note' }, { before: all, now: none, more: 0, fewer: 10 }),
        judged(
          'stuck-workflow',
          { kind: 'fixed', gone: 'by apache/dolphinscheduler#1' },
          { before: all, now: none, more: 0, fewer: 10 },
        ),
        judged('lost-workflow', { kind: 'not gone', gone: 'by apache/dolphinscheduler#2' }, { before: all, more: 0 }),
        judged('lock-overlap', { kind: 'not seen' }, { before: all, now: none, more: 0, fewer: 1 }),
        judged('lost-task/a', { kind: 'not enough evidence' }, { pairs: 0, more: 0 }),
        judged('lost-task/b', { kind: 'not enough evidence' }, { pairs: 9, more: 0 }),
        judged(
          'order-violation/next',
          { kind: 'still broken', rarer: false },
          { before: all, more: 0, run: 'cut/1', note: 'known since 3.0' },
        ),
        judged(
          'duplicate-workflow',
          { kind: 'not enough evidence', needed: { differing: 5, pairs: 25 } },
          { now: { seen: 2, of: 10, interval: { low: 0.0567, high: 0.5098 } }, more: 2, run: 'cut/7' },
        ),
      ],
      rest: {
        before: none,
        now: { seen: 0, of: 3, interval: { low: 0, high: 0.5615 } },
        pairs: 3,
        wanted: 5,
        known: false,
      },
      notes: [{ finding: 'stale-master-write', before: none, now: all, pairs: 10, more: 10, fewer: 0 }],
    },
    { kind: 'broken', scenario: 'kill', now: waiting, reason: 'no engine answers' },
    { kind: 'missing', scenario: 'pause', before: waiting },
    { kind: 'no baseline', scenario: 'reset', now: waiting, violations: ['lost-task/next'] },
    {
      kind: 'compared',
      scenario: 'blip',
      before: waiting,
      now: waiting,
      pairs: 10,
      silent: { before: 0, now: 0, broken: 0 },
      findings: [],
      rest: { before: none, now: none, pairs: 10, wanted: 5, known: true },
      notes: [],
    },
  ],
};

test('for the terminal', () =>
  expect(renderGate(result)).toMatchInlineSnapshot(`
    "gate FAILED: 1 finding is new, 1 finding is gone without a note, 1 cell with nothing but broken
    runs, 1 finding is not gone, 3 findings have not enough evidence, 1 cell of the baseline without a
    run now, 1 cell that the baseline does not have, 1 cell with too few pairs to say what else there
    is, runs that cannot be read, 1 finding is still broken, 1 finding is not seen, 1 finding is fixed,
    1 cell clean on both sides.
      runs/ledger.jsonl: line 4 cannot be read and is left out
      2 runs of the candidate are the baseline's own, and left out
      Look at double-dispatch/next in the run cut/3.
      Find out why a finding has gone; then write that into its "gone" in the baseline, or save a new
      one with --save.
      Look at what was to go; or take its "gone" out of the baseline, where this build does not have the
      fix.
      Run the broken cells again; ./doublerun doctor says what is wrong here.
      Run more seeds on both sides: 25 more pairs would decide all of it that can be decided, if it goes
      on like this.
      Run the same seeds of the same scenarios on both sides: it takes 2 more pairs of which both runs
      leave nothing open (--least says how many).
      Compare with the Doublerun that wrote those lines; ./doublerun stats --rebuild mends half ones.
      Run what the baseline has and the candidate does not.
      Save what the baseline does not have, from a build that is known, with --save.
      What is fixed stays so once the baseline is saved anew with --save.

    cut: 3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c, 10 pairs (runs that say too little: 0
    before, 3 now, 2 of them broken)
      held to exactly-once before, and to exactly-once, recovers now; judged by both
      finding               before       now          pairs       status
      double-dispatch/next  0/10 ≤28 %   10/10 ≥72 %  10: +10 −0  new
      lost-task/next        10/10 ≥72 %  0/10 ≤28 %   10: +0 −10  gone without a note
      stuck-workflow        10/10 ≥72 %  0/10 ≤28 %   10: +0 −10  fixed: by apache/dolphinscheduler#1
      lost-workflow         10/10 ≥72 %  10/10 ≥72 %  10: +0 −0   not gone: by apache/dolphinscheduler#2
      lock-overlap          10/10 ≥72 %  0/10 ≤28 %   10: +0 −1   not seen
      lost-task/a           0/10 ≤28 %   10/10 ≥72 %  0: +0 −0    not enough evidence: no pair says anything
      lost-task/b           0/10 ≤28 %   10/10 ≥72 %  9: +0 −0    not enough evidence: no pair differs
      order-violation/next  10/10 ≥72 %  10/10 ≥72 %  10: +0 −0   still broken
      duplicate-workflow    0/10 ≤28 %   2/10 6–51 %  10: +2 −0   not enough evidence: 5 more that differ, some 25 pairs
      no other violation    0/10 ≤28 %   0/3 ≤56 %    3           not enough evidence: 3 of 5 pairs
      double-dispatch/next, shortest run: cut/3
      order-violation/next, note: known since 3.0
      duplicate-workflow, shortest run: cut/7
      breaks no promise: stale-master-write 0/10 ≤28 % → 10/10 ≥72 %

    kill: 3.1.1 waiting: every run is broken; the last one: no engine answers

    pause: 3.1.1 waiting is in the baseline, and the candidate has no run of it

    reset: 3.1.1 waiting is not in the baseline
      proved now: lost-task/next

    blip: 3.1.1 waiting, 10 pairs
      finding       before      now         pairs  status
      no violation  0/10 ≤28 %  0/10 ≤28 %  10     absent

    new: never there before, and here now, with evidence
    gone without a note: there before and in no run now, with evidence, and the baseline does not say
    that it is to go: is it fixed, or is something blind?
    not gone: there before and in runs now, though the baseline says that it is to go
    not enough evidence: too few pairs of runs differ, or say anything, to tell
    not seen: in the baseline, in so few runs that it may well be missed now: expected
    still broken: in the baseline and here now: expected
    fixed: there before and in no run now, with evidence, as the baseline says
    k/n: runs that prove it, of those that speak of it; Wilson 95 %. Pairs: same plan and seed on both
    sides; + only now, − only before.
    A gate that compares a build with itself fails in at most 5 % of its uses, all findings together
    (evidence adjusted for 3).
    "
  `));

test('as Markdown', () =>
  expect(renderGateMarkdown(result)).toMatchInlineSnapshot(`
    "## Doublerun gate: failed

    **1 finding is new, 1 finding is gone without a note, 1 cell with nothing but broken runs, 1 finding is not gone, 3 findings have not enough evidence, 1 cell of the baseline without a run now, 1 cell that the baseline does not have, 1 cell with too few pairs to say what else there is, runs that cannot be read, 1 finding is still broken, 1 finding is not seen, 1 finding is fixed, 1 cell clean on both sides.**

    - runs/ledger.jsonl: line 4 cannot be read and is left out
    - 2 runs of the candidate are the baseline's own, and left out
    - Look at double-dispatch/next in the run cut/3.
    - Find out why a finding has gone; then write that into its "gone" in the baseline, or save a new one with --save.
    - Look at what was to go; or take its "gone" out of the baseline, where this build does not have the fix.
    - Run the broken cells again; ./doublerun doctor says what is wrong here.
    - Run more seeds on both sides: 25 more pairs would decide all of it that can be decided, if it goes on like this.
    - Run the same seeds of the same scenarios on both sides: it takes 2 more pairs of which both runs leave nothing open (--least says how many).
    - Compare with the Doublerun that wrote those lines; ./doublerun stats --rebuild mends half ones.
    - Run what the baseline has and the candidate does not.
    - Save what the baseline does not have, from a build that is known, with --save.
    - What is fixed stays so once the baseline is saved anew with --save.

    | scenario | finding | before | now | pairs | status |
    | --- | --- | --- | --- | --- | --- |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | double-dispatch/next | 0 of 10 (at most 28 %) | 10 of 10 (at least 72 %) | 10: +10 −0 | **new** |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | lost-task/next | 10 of 10 (at least 72 %) | 0 of 10 (at most 28 %) | 10: +0 −10 | **gone without a note** |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | stuck-workflow | 10 of 10 (at least 72 %) | 0 of 10 (at most 28 %) | 10: +0 −10 | fixed: by apache/dolphinscheduler#​1 |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | lost-workflow | 10 of 10 (at least 72 %) | 10 of 10 (at least 72 %) | 10: +0 −0 | **not gone: by apache/dolphinscheduler#​2** |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | lock-overlap | 10 of 10 (at least 72 %) | 0 of 10 (at most 28 %) | 10: +0 −1 | not seen |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | lost-task/a | 0 of 10 (at most 28 %) | 10 of 10 (at least 72 %) | 0: +0 −0 | **not enough evidence: no pair says anything** |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | lost-task/b | 0 of 10 (at most 28 %) | 10 of 10 (at least 72 %) | 9: +0 −0 | **not enough evidence: no pair differs** |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | order-violation/next | 10 of 10 (at least 72 %) | 10 of 10 (at least 72 %) | 10: +0 −0 | still broken; known since 3.0 |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | duplicate-workflow | 0 of 10 (at most 28 %) | 2 of 10 (6–51 %) | 10: +2 −0 | **not enough evidence: 5 more that differ, some 25 pairs** |
    | cut (3.1.1 waiting → 3.1.1 stop, own build c08bcb087b2c) | no other violation | 0 of 10 (at most 28 %) | 0 of 3 (at most 56 %) | 3 | **not enough evidence: 3 of 5 pairs** |
    | kill | 3\\.1.1 waiting: no engine answers |  |  |  | **broken** |
    | pause | 3\\.1.1 waiting: no run now |  |  |  | **not enough evidence** |
    | reset | 3\\.1.1 waiting: not in the baseline; now lost-task/next |  |  |  | **not enough evidence** |
    | blip (3.1.1 waiting) | no violation | 0 of 10 (at most 28 %) | 0 of 10 (at most 28 %) | 10 | absent |

    - double-dispatch/next, shortest run: cut/3
    - duplicate-workflow, shortest run: cut/7

    - cut: 10 pairs (runs that say too little: 0 before, 3 now, 2 of them broken)
    - cut: held to exactly-once before, and to exactly-once, recovers now; judged by both

    Breaks no promise: cut, stale-master-write 0 of 10, now 10 of 10.

    - new: never there before, and here now, with evidence
    - gone without a note: there before and in no run now, with evidence, and the baseline does not say that it is to go: is it fixed, or is something blind?
    - not gone: there before and in runs now, though the baseline says that it is to go
    - not enough evidence: too few pairs of runs differ, or say anything, to tell
    - not seen: in the baseline, in so few runs that it may well be missed now: expected
    - still broken: in the baseline and here now: expected
    - fixed: there before and in no run now, with evidence, as the baseline says
    - k/n: runs that prove it, of those that speak of it; Wilson 95 %. Pairs: same plan and seed on both sides; + only now, − only before.
    - A gate that compares a build with itself fails in at most 5 % of its uses, all findings together (evidence adjusted for 3).
    "
  `));

test('in so many columns as there are, but for the table', () => {
  for (const line of renderGate(result, { width: 60 }).split('\n'))
    if (!/^ {2}(finding|[\w-]+(\/\w+)?|no violation) +/.test(line)) expect(line.length).toBeLessThanOrEqual(60);
});

test('a comment on GitHub has room for it, however many findings there are', () => {
  const findings = Array.from({ length: 5_000 }, (_, index) =>
    judged(
      `overlapping-executions/task-${index}`,
      { kind: 'new' },
      { run: `failover-16759-successor-delayed/${index}` },
    ),
  );
  const cells = result.cells.map((cell) => (cell.kind === 'compared' ? { ...cell, findings, notes: findings } : cell));
  const page = renderGateMarkdown({ ...result, cells });
  expect(Buffer.byteLength(page)).toBeLessThan(64_000);
  expect(page).toContain('more.');
});

test('nothing to compare is no pass', () => {
  const text = renderGate({ verdict: 'inconclusive', risk: 0.05, family: 0, unread: [], own: 0, cells: [] });
  expect(text).toMatch(/^gate NOT ENOUGH EVIDENCE: nothing was compared\.\n/);
});

describe('whatever a text says', () => {
  const bad = `</td><script>alert(1)</script> | [a](b) \`c\` @all ${String.fromCharCode(27)}[2J\nnext`;
  const hostile: GateResult = {
    ...result,
    cells: [
      { kind: 'broken', scenario: bad, now: waiting, reason: bad },
      {
        kind: 'compared',
        scenario: bad,
        before: waiting,
        now: { text: bad, build: bad },
        pairs: 1,
        silent: { before: 0, now: 0, broken: 0 },
        findings: [judged(`lost-task/${bad}`, { kind: 'fixed', gone: bad }, { note: bad, run: bad })],
        rest: { before: none, now: none, pairs: 1, wanted: 1, known: true },
        notes: [{ finding: bad, before: none, now: all, pairs: 1, more: 1, fewer: 0 }],
      },
    ],
  };

  test('Markdown takes it for text, in its own cell', () => {
    const page = renderGateMarkdown(hostile);
    expect(page).not.toMatch(/<script/);
    expect(page).not.toMatch(/@all/);
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('alert'));
    expect(rows.map((line) => line.split(/(?<!\\)\|/).length)).toEqual([8, 8]);
  });

  test('the cursor stays where it is', () => {
    expect(renderGate(hostile).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
