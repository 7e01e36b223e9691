import type { EventOf, EventType, HistoryEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Finding } from './finding.ts';
import type { Past } from './forgotten.ts';
import type { Situation } from './situation.ts';

/** How a history stops. */
export interface HistoryEnd {
  /** Moment of the last event, µs since the epoch. */
  readonly at: Micros;
  readonly run: EventOf<'run.end'> | undefined;
  /** The run came to its own end and every line is there: only then does the absence of an event mean anything. */
  readonly complete: boolean;
}

/**
 * Looks for one anomaly, in one pass over events in time order. The situation has taken each event in before the checker sees
 * it. A later finding of the same subject replaces an earlier one; a finding is never taken back, though it may be weakened.
 */
export interface Checker {
  /** The types of event that it wants to see; of all others it is not asked. Most of a history is heartbeats. Absent where it speaks at the end only. */
  readonly reads?: readonly EventType[];
  observe?(event: HistoryEvent): readonly Finding[];
  /** Gives up what it holds of a workflow about which it has said nothing, and would say nothing at the end. Absent where it holds nothing. */
  forget?(past: Past): void;
  finish(end: HistoryEnd): readonly Finding[];
}

export type CheckerFactory = (situation: Situation) => Checker;
