import { expect, test } from 'vitest';
import { renderVerdict } from '../../report/words.ts';
import { overlapFinding, overlapStory, verdictOf } from './sample.ts';

const events = overlapStory();
const finding = overlapFinding(events);

test('a violation, with a note after it', () => {
  const note = { ...finding, anomaly: 'duplicate-completion', proof: 'possible' } as const;
  const verdict = verdictOf(events, {
    verdict: 'violation',
    reasons: ['1 finding breaks no-overlap.'],
    violations: [finding],
    notes: [{ ...note, sentence: 'Task extract of workflow 1 succeeded twice.' }],
  });
  expect(renderVerdict({ events, verdict }, { color: false, width: 80 })).toMatchInlineSnapshot(`
    "VIOLATION
      The same task ran twice at the same time.
      1 fault held, proved by a receipt (refuse on master-1). The scheduler is to
      keep exactly-once and no-overlap all the same; that it did not is proved by 4
      events, whatever the clocks' errors.
      Two processes do the same work side by side: rows are written twice, files are
      torn.
      1 finding breaks no-overlap.

      1. overlapping-executions, proved
         Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from
         10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to
         76.4 s (dispatched by master-2).
         Shown by events 8, 99, 98, 189.

    1 note (it breaks no promise of this run)

      1. duplicate-completion, possible
         Task extract of workflow 1 succeeded twice.
         Shown by events 8, 99, 98, 189.

      Looked at 225 events, 1 workflow, 4 executions, found 1 violation, 0 doubts, 1
      note.
      Fault cut-owner took effect and was healed; 2 executions ran while it held.
      Checked for overlapping-executions, duplicate-completion, stuck-workflow.

      What that means and how it is proved:
        ./doublerun explain overlapping-executions
    "
  `);
});

test('a pass says what was covered', () => {
  expect(renderVerdict({ events, verdict: verdictOf(events) }, { color: false })).toMatchInlineSnapshot(`
    "PASS
      DolphinScheduler kept its promises in this run: exactly-once, no-overlap.
      4 executions of 1 workflow were watched. 1 fault of 1 held, proved, while 2 executions ran.
      3 checkers looked for what could have gone wrong.

      Looked at 225 events, 1 workflow, 4 executions, found 0 violations, 0 doubts, 0 notes.
      Fault cut-owner took effect and was healed; 2 executions ran while it held.
      Checked for overlapping-executions, duplicate-completion, stuck-workflow.

      One run without a finding says little of a race. How often:
        ./doublerun reproduce owner-cut-off -n 20
    "
  `);
});

test('inconclusive, with a checker that failed', () => {
  const verdict = verdictOf(events, {
    verdict: 'inconclusive',
    reasons: ['Fault cut-owner has no receipt.', 'No execution ran while a fault held.'],
    checkers: [
      { outcome: 'checked', anomaly: 'stuck-workflow', findings: 0 },
      { outcome: 'failed', anomaly: 'order-violation', error: 'TypeError: nope' },
    ],
    coverage: {
      events: 3,
      workflows: 1,
      executions: 1,
      absent: ['registry', 'log'],
      faults: [{ fault: 'cut-owner', effective: false, healed: true, executionsDuring: 0 }],
    },
  });
  expect(renderVerdict({ events, verdict }, { color: false, width: 60 })).toMatchInlineSnapshot(`
    "INCONCLUSIVE
      This run gives no answer.
      It speaks neither for the scheduler nor against it.
      Fault cut-owner has no receipt.
      No execution ran while a fault held.

      Looked at 3 events, 1 workflow, 1 execution, found 0
      violations, 0 doubts, 0 notes.
      Not watched in this run: registry, log.
      Fault cut-owner has no proof of effect and was healed; 0
      executions ran while it held.
      Checked for stuck-workflow.
      The checker of order-violation failed: TypeError: nope

      A fault that never took effect, or no task to meet it:
      look at the timeline for what came first.
    "
  `);
});

test('colour only where asked for, whatever the stream', () => {
  const control = String.fromCharCode(27);
  expect(renderVerdict({ events, verdict: verdictOf(events) }, { color: true })).toContain(`${control}[32m`);
  expect(renderVerdict({ events, verdict: verdictOf(events) }, { color: false })).not.toContain(control);
});

test('a task name cannot move the cursor', () => {
  const bell = String.fromCharCode(7);
  const sentence = `Task ${String.fromCharCode(27)}[2Jextract${bell}\r\nof workflow 1`;
  const verdict = verdictOf(events, { verdict: 'violation', violations: [{ ...finding, sentence }] });
  const words = renderVerdict({ events, verdict }, { color: false });
  // Node's versions differ in how much of a broken sequence they take away, not in whether a control character stays.
  expect(words).toMatch(/ {5}Task .*of workflow 1\n/);
  expect(words.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});
