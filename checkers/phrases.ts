import { dispatchBounds } from './dispatch-bounds.ts';
import { dispatcherOf } from './dispatchers.ts';
import type { Execution, Moment } from './executions.ts';
import type { Situation } from './situation.ts';

/** `execution A on worker-1 (10.2–55.2 s)`; one that never told of its end is named with its last sign of life. */
export function executionPhrase(situation: Situation, execution: Execution): string {
  const stretch = situation.stretch(execution.start.at, execution.last.at);
  const open = execution.exitCode === undefined ? ', end not seen' : '';
  return `execution ${execution.letter} on ${execution.worker} (${stretch}${open})`;
}

interface DispatchStory {
  readonly clause: string;
  /** The dispatcher was not, or not always, the workflow's owner: worth telling even of a first execution. */
  readonly remarkable: boolean;
  readonly events: readonly Moment[];
}

function dispatchStory(situation: Situation, execution: Execution): DispatchStory | undefined {
  const dispatch = dispatcherOf(situation, execution);
  if (!dispatch) return undefined;
  const { writer } = dispatch;
  const clause = `${execution.letter} was dispatched by ${writer}`;
  const takeover = situation.workflows.ownerAt(execution.workflow, dispatch.at);
  if (takeover?.previous === undefined) return { clause, remarkable: false, events: [dispatch] };
  const when = situation.when(takeover.at);
  const bounds = dispatchBounds(situation, execution).find((each) => each.writer === writer);
  const { audit } = situation.begin.uncertainty;
  const earliest = bounds?.earliest ?? Number.POSITIVE_INFINITY;
  // The takeover bounds a dispatch by the new owner itself.
  const certain = takeover.owner === writer ? earliest >= takeover.at - audit : earliest > takeover.at + audit;
  const after = certain ? ' after' : ', perhaps after';
  return {
    clause:
      takeover.owner === writer
        ? `${clause}${after} it took the workflow over from ${takeover.previous} at ${when}`
        : `${clause}${after} ${takeover.owner} took the workflow over from ${takeover.previous} at ${when}`,
    remarkable: takeover.owner !== writer,
    events: [takeover, dispatch],
  };
}

/** Who dispatched the two, as a clause to end a sentence with (empty where nobody knows), and the events that say so. */
export function dispatchPhrase(
  situation: Situation,
  first: Execution,
  second: Execution,
): { readonly clause: string; readonly events: readonly Moment[] } {
  const before = dispatchStory(situation, first);
  const after = dispatchStory(situation, second);
  const stories = [before?.remarkable ? before : undefined, after].filter((story) => story !== undefined);
  return {
    clause: stories.map((story) => `; ${story.clause}`).join(''),
    events: stories.flatMap((story) => story.events),
  };
}

/** @returns the `seq` of each event, in order of time, none twice. */
export function inOrder(moments: readonly Moment[]): readonly number[] {
  const sorted = [...moments].sort((a, b) => a.at - b.at || a.seq - b.seq);
  return [...new Set(sorted.map((moment) => moment.seq))];
}
