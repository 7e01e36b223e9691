import type { HistoryEvent } from '../history/event.ts';
import { Examination } from './examination.ts';
import { registry } from './registry.ts';
import { inTimeOrder } from './time-order.ts';
import type { Verdict } from './verdict.ts';

/**
 * The verdict on a whole run: pure, the same for the same events, whatever the order in which late ones were learnt.
 * `torn`: the last line of the journal was half a line. O(n log n) for n events, all held in memory.
 */
export function judge(
  events: Iterable<HistoryEvent>,
  { torn }: { readonly torn: boolean },
  checkers: typeof registry = registry,
): Verdict {
  const ordered = inTimeOrder(events);
  const [begin] = ordered;
  if (begin?.type !== 'run.begin') return unreadable(ordered.length);
  const examination = new Examination(begin, checkers);
  for (const event of ordered) examination.observe(event);
  return examination.finish({ torn });
}

function unreadable(events: number): Verdict {
  return {
    verdict: 'broken',
    reasons: ['The history does not begin with a run.begin: nothing can be said of the run.'],
    violations: [],
    doubts: [],
    notes: [],
    checkers: [],
    coverage: { events, workflows: 0, executions: 0, absent: [], faults: [] },
  };
}
