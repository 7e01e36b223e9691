import { expect, test } from 'vitest';
import { accountOf } from '../../report/account.ts';
import { overlapFinding, overlapStory, verdictOf } from './sample.ts';

const events = overlapStory();
const finding = overlapFinding(events);
const again = './doublerun run owner-cut-off --seed 42';

test('a violation: what happened, that it is the scheduler who did it, and what to do', () => {
  const twice = { ...finding, anomaly: 'duplicate-completion' as const };
  const verdict = verdictOf(events, { verdict: 'violation', reasons: ['…'], violations: [finding, twice] });
  expect(accountOf({ events, verdict, again })).toMatchInlineSnapshot(`
    {
      "next": [
        "What that means and how it is proved: ./doublerun explain overlapping-executions",
        "Do the same again: ./doublerun run owner-cut-off --seed 42",
      ],
      "what": "The same task ran twice at the same time. 1 other kind of finding is listed below.",
      "why": [
        "Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2).",
        "1 fault held, proved by a receipt (refuse on master-1). The scheduler is to keep exactly-once and no-overlap all the same; that it did not is proved by 4 events, whatever the clocks' errors.",
        "Two processes do the same work side by side: rows are written twice, files are torn.",
      ],
    }
  `);
});

test('a pass says what was watched, and how little one run says', () =>
  expect(accountOf({ events, verdict: verdictOf(events) })).toMatchInlineSnapshot(`
    {
      "next": [
        "One run without a finding says little of a race. How often: ./doublerun reproduce owner-cut-off -n 20",
      ],
      "what": "DolphinScheduler kept its promises in this run: exactly-once, no-overlap.",
      "why": [
        "4 executions of 1 workflow were watched. 1 fault of 1 held, proved, while 2 executions ran.",
        "3 checkers looked for what could have gone wrong.",
      ],
    }
  `));

test('no answer is no praise', () => {
  const verdict = verdictOf(events, { verdict: 'inconclusive', reasons: ['The fault cut has no receipt.'] });
  expect(accountOf({ events, verdict, again })).toMatchInlineSnapshot(`
    {
      "next": [
        "Do the same again: ./doublerun run owner-cut-off --seed 42",
        "A fault that never took effect, or no task to meet it: look at the timeline for what came first.",
      ],
      "what": "This run gives no answer.",
      "why": [
        "It speaks neither for the scheduler nor against it.",
        "The fault cut has no receipt.",
      ],
    }
  `);
});

test('a run that somebody ended is only to be done again', () => {
  const ended = events.map((event) =>
    event.type === 'run.end' ? { ...event, outcome: 'interrupted' as const, reason: 'by Ctrl-C' } : event,
  );
  const verdict = verdictOf(ended, { verdict: 'inconclusive', reasons: ['The run was interrupted.'] });
  expect(accountOf({ events: ended, verdict, again }).next).toEqual([`Do the same again: ${again}`]);
});

test('a broken run is not the scheduler’s fault; of a stack trace only the first line', () => {
  const verdict = verdictOf([], { verdict: 'broken', reasons: ['The run failed: no engine\n\tat somewhere'] });
  expect(accountOf({ events: [], verdict })).toMatchInlineSnapshot(`
    {
      "next": [
        "Look for what is wrong with this machine: ./doublerun doctor",
        "Read the server's log in the run's folder logs/.",
      ],
      "what": "This run failed before it could say anything about the scheduler.",
      "why": [
        "The harness, the engine or the cluster is at fault, and not what was tested.",
        "The run failed: no engine",
      ],
    }
  `);
});
