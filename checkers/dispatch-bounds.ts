import type { Micros } from '../history/time.ts';
import { delayEnd } from './delays.ts';
import type { DispatchStory } from './dispatches.ts';
import type { Execution, Moment } from './executions.ts';
import { type Claim, isLogged, type Senders, sendersOf } from './senders.ts';
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
 * instance, after the server had the workflow for the first time, after its row that put the task instance in its queue, after
 * its log line that it was about to send it, and after the end of its task's delay, where masters wait that out (`delayEnd`); and before the
 * process's own start, before the line of its worker that it had the task from this server (the last of them, where there are several),
 * and, where the server sent the task instance once, before its row DISPATCH to that worker and its log line that it had sent it. Log
 * lines count only where no gap can hide others.
 * @returns one for each master that may have sent it: nothing where the audit does not tell a server, or none that is a master.
 */
export function dispatchBounds(situation: Situation, execution: Execution): readonly DispatchBounds[] {
  const story = situation.dispatches.storyOf(execution);
  if (!story) return [];
  const senders = sendersOf(situation, execution);
  const { claims, complete } = senders;
  const servers = [...new Set(claims.length > 0 ? claims.map(({ server }) => server) : [story.writer])];
  const alone = complete && claims.length > 0 && servers.length === 1;
  return servers
    .filter((server) => (situation.roleOf(server) ?? 'master') === 'master')
    .map((server) => boundsOf(situation, execution, { ...senders, story, server, alone }));
}

interface Sender extends Senders {
  readonly story: DispatchStory;
  readonly server: string;
  readonly alone: boolean;
}

function boundsOf(
  situation: Situation,
  execution: Execution,
  { story, server, claims, receipts, alone }: Sender,
): DispatchBounds {
  const { audit, witness, log = 0 } = situation.begin.uncertainty;
  const owned = situation.workflows.owners(execution.workflow).find(({ owner }) => owner === server);
  const own = claims.filter((claim) => claim.server === server);
  const logged = isLogged(situation);
  const line = logged ? own.find(({ source }) => source === 'log') : undefined;
  const round = story.rounds.find((each) => each.server === server);
  const received = receipts.filter((receipt) => receipt.server === server).at(-1);
  const known = [
    ...situation.dispatches.claims(execution.taskInstance),
    ...situation.receipts.of(execution.taskInstance),
  ];
  const once = ['audit', 'log', 'worker'].every(
    (source) => known.filter((claim) => claim.server === server && claim.source === source).length <= 1,
  );
  const row = known.find(({ seq }) => seq === story.sent?.seq);
  const isOwnRow = row?.server === server && (row.worker === null || row.worker === execution.worker);
  const end = delayEnd(situation, execution);
  const after = [
    ...bound(story.inserted, -audit),
    ...bound(owned, -audit),
    ...bound(round?.queued, -audit),
    ...bound(line, -log),
    ...(end ? [end] : []),
  ];
  const before = [
    ...(once && isOwnRow ? bound(story.sent, audit) : []),
    ...(once && logged ? bound(round?.dispatched, log) : []),
    ...bound(received, log),
    { at: execution.start.at + witness, event: execution.start },
  ];
  const first = after.toSorted((a, b) => b.at - a.at)[0];
  const last = before.toSorted((a, b) => a.at - b.at)[0];
  const earliest = first?.at ?? Number.NEGATIVE_INFINITY;
  const latest = last?.at ?? Number.POSITIVE_INFINITY;
  const named = story.writer === server ? story : own[0];
  const events = [named, received, first?.event, last?.event].filter((event) => event !== undefined);
  return { writer: server, earliest, latest, sound: alone && earliest <= latest, claims, events };
}

function bound(event: Moment | undefined, error: Micros): readonly Bound[] {
  return event ? [{ at: event.at + error, event }] : [];
}
