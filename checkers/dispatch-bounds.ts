import type { Micros } from '../history/time.ts';
import type { DispatchStory } from './dispatches.ts';
import type { Execution, Moment } from './executions.ts';
import { type Claim, sendersOf } from './senders.ts';
import type { Situation } from './situation.ts';

/** When a server sent an execution's task to its worker: between two moments, the clocks' errors taken in. */
export interface DispatchBounds {
  readonly writer: string;
  readonly earliest: Micros;
  readonly latest: Micros;
  /**
   * Whether it was this server and the bounds hold. False where another may have sent it as well, where only the insert of the task
   * instance names a server, and where the bounds contradict each other.
   */
  readonly sound: boolean;
  /** The claims of all servers that may have sent it. */
  readonly claims: readonly Claim[];
  /** The events that set the bounds, and the one that names the server. */
  readonly events: readonly Moment[];
}

interface Bound {
  readonly at: Micros;
  readonly event: Moment;
}

/**
 * Masters send first and write the row DISPATCH afterwards, so that no event is the dispatch itself. It came after the insert of the task
 * instance, after the server had the workflow for the first time, after its row that put the task instance in its queue, and after
 * its log line that it was about to send it; and before the process's own start, and, where it sent the task instance once, before its
 * row DISPATCH and its log line that it had. Log lines count only where no gap can hide others.
 * @returns one for each master that may have sent it: nothing where the audit does not tell a server, or none that is a master.
 */
export function dispatchBounds(situation: Situation, execution: Execution): readonly DispatchBounds[] {
  const story = situation.dispatches.storyOf(execution);
  if (!story) return [];
  const { claims, complete } = sendersOf(situation, execution);
  const servers = [...new Set(claims.length > 0 ? claims.map(({ server }) => server) : [story.writer])];
  const alone = complete && claims.length > 0 && servers.length === 1;
  return servers
    .filter((server) => (situation.roleOf(server) ?? 'master') === 'master')
    .map((server) => boundsOf(situation, execution, { story, server, claims, alone }));
}

interface Sender {
  readonly story: DispatchStory;
  readonly server: string;
  readonly claims: readonly Claim[];
  readonly alone: boolean;
}

function boundsOf(
  situation: Situation,
  execution: Execution,
  { story, server, claims, alone }: Sender,
): DispatchBounds {
  const { audit, witness, log = 0 } = situation.begin.uncertainty;
  const isLogged = situation.hasWitness('log') && !situation.hasGap('log');
  const owned = situation.workflows.owners(execution.workflow).find(({ owner }) => owner === server);
  const own = claims.filter((claim) => claim.server === server);
  const line = isLogged ? own.find(({ source }) => source === 'log') : undefined;
  const round = story.rounds.find((each) => each.server === server);
  const known = situation.dispatches.claims(execution.taskInstance);
  const once = ['audit', 'log'].every(
    (source) => known.filter((claim) => claim.server === server && claim.source === source).length <= 1,
  );
  const after = [
    ...bound(story.inserted, -audit),
    ...bound(owned, -audit),
    ...bound(round?.queued, -audit),
    ...bound(line, -log),
  ];
  const before = [
    ...(once && story.writer === server ? bound(story.sent, audit) : []),
    ...(once && isLogged ? bound(round?.dispatched, log) : []),
    { at: execution.start.at + witness, event: execution.start },
  ];
  const first = after.toSorted((a, b) => b.at - a.at)[0];
  const last = before.toSorted((a, b) => a.at - b.at)[0];
  const earliest = first?.at ?? Number.NEGATIVE_INFINITY;
  const latest = last?.at ?? Number.POSITIVE_INFINITY;
  const named = story.writer === server ? story : own[0];
  const events = [named, first?.event, last?.event].filter((event) => event !== undefined);
  return { writer: server, earliest, latest, sound: alone && earliest <= latest, claims, events };
}

function bound(event: Moment | undefined, error: Micros): readonly Bound[] {
  return event ? [{ at: event.at + error, event }] : [];
}
