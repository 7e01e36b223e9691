import { type Look, notYet, there } from '../../cluster/wait.ts';
import type { EventOf } from '../../history/event.ts';
import { MICROS_PER_SECOND, nowMicros } from '../../history/time.ts';
import type { FaultContext, Proof } from './fault.ts';

/** What a proxy takes in one look it may pass on in the next; swallowed is what it has kept for so long, µs. */
const KEPT_FOR = MICROS_PER_SECOND;

type State = EventOf<'link.state'>;
type Traffic = EventOf<'link.traffic'>;

/** @returns the event by which Toxiproxy says that a link is set as wanted, since the fault began. */
function stateSince(
  { evidence, beganAt }: FaultContext,
  link: string,
  wanted: (state: State) => boolean,
): State | undefined {
  return evidence.of('link.state').findLast((event) => event.link === link && event.at >= beganAt && wanted(event));
}

/** One look at whether connections of a link of the target's were really closed. */
export function lookForCut(context: FaultContext, link: string): Look<Proof> {
  const { evidence, target, beganAt } = context;
  const state = stateSince(context, link, ({ enabled }) => !enabled);
  if (!state) return notYet('the link is still open');
  const cut = evidence.of('link.cut').find((event) => event.link === link && event.at >= beganAt);
  if (!cut) return notYet(`no connection of ${target} was cut`);
  return there({ proof: `the connection of ${target} at ${cut.client} was cut`, events: [state.seq, cut.seq] });
}

/**
 * One look at whether bytes are swallowed: taken from one side of a link of the target's after the link was set so, and not passed on to the
 * other. `streams`: the directions that must swallow what they take; at least one of them must have had something to swallow.
 */
export function lookForSwallowed(
  context: FaultContext,
  link: string,
  streams: readonly ('up' | 'down')[],
): Look<Proof> {
  const { evidence, target, beganAt } = context;
  const state = stateSince(context, link, ({ toxics }) => toxics.length >= streams.length);
  if (!state) return notYet('the link is still whole');
  const told = evidence.of('link.traffic').filter((event) => event.link === link);
  const changes = told.flatMap((event, index) => {
    const before = told[index - 1];
    return before && event.since > state.at && event.at >= beganAt ? [{ before, event }] : [];
  });
  const passing = changes.find(({ before, event }) => streams.some((stream) => passed(before, event, stream) !== 0));
  if (passing) return notYet(`bytes still pass (event ${passing.event.seq})`);
  for (const stream of streams) {
    const first = changes.find(({ before, event }) => taken(before, event, stream) > 0);
    if (!first) continue;
    if (nowMicros() - first.event.at < KEPT_FOR) return notYet('bytes were taken, and may yet be passed on');
    const way = stream === 'up' ? `from ${target}` : `for ${target}`;
    const bytes = taken(first.before, first.event, stream);
    return there({ proof: `${bytes} bytes ${way} were taken and not passed on`, events: [state.seq, first.event.seq] });
  }
  return notYet('nothing to swallow has come yet');
}

function taken(before: Traffic, after: Traffic, stream: 'up' | 'down'): number {
  return (after[stream].taken ?? 0) - (before[stream].taken ?? 0);
}

/** Unknown before or after, it may have been anything: then it has passed. */
function passed(before: Traffic, after: Traffic, stream: 'up' | 'down'): number {
  const [was, is] = [before[stream].passed, after[stream].passed];
  return was === null || is === null ? Number.NaN : is - was;
}
