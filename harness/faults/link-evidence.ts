import { type Look, notYet, there } from '../../cluster/wait.ts';
import type { EventOf } from '../../history/event.ts';
import { MICROS_PER_SECOND, type Micros, nowMicros, toSeconds } from '../../history/time.ts';
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

/**
 * One look at whether a connection of a link of the target's is really gone. `wanted`: how the link must have been seen to be set before; where it is
 * left out, the kernel's word is enough.
 */
export function lookForCut(context: FaultContext, link: string, wanted?: (state: State) => boolean): Look<Proof> {
  const { evidence, target, beganAt } = context;
  const state = wanted && stateSince(context, link, wanted);
  if (wanted && !state) return notYet('the link is still whole');
  const cut = evidence.of('link.cut').find((event) => event.link === link && event.at >= beganAt);
  if (!cut) return notYet(`no connection of ${target} was cut`);
  const proof = `the connection of ${target} at ${cut.client} was cut`;
  return there({ proof, events: [...(state ? [state.seq] : []), cut.seq] });
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
  const { target } = context;
  const state = stateSince(context, link, ({ toxics }) =>
    streams.every((stream) => toxics.includes(`timeout ${stream}stream`)),
  );
  if (!state) return notYet('the link is still whole');
  const changes = changesSince(context, link, state.at);
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

/** From here on four looks a second show bytes that wait, ms. */
const SEEN_TO_WAIT_MS = 1_000;

/**
 * One look at whether bytes are held back: taken, not passed on at the next look, and passed on later. Of delays too short for that, whether bytes
 * passed between the moment at which Toxiproxy said that the link is slow and the heal.
 */
export function lookForDelayed(context: FaultContext, link: string, milliseconds: number): Look<Proof> {
  const state = stateSince(context, link, ({ toxics }) =>
    ['latency upstream', 'latency downstream'].every((toxic) => toxics.includes(toxic)),
  );
  if (!state) return notYet('the link is not slow yet');
  const until = context.heldUntil();
  const changes = changesSince(context, link, state.at);
  for (const stream of ['up', 'down'] as const) {
    const way = stream === 'up' ? `from ${context.target}` : `for ${context.target}`;
    const taking = changes.findIndex(
      ({ before, event }) =>
        event.at <= until && taken(before, event, stream) > 0 && passed(before, event, stream) === 0,
    );
    const first = changes[taking];
    const later = changes.slice(taking + 1).find(({ before, event }) => passed(before, event, stream) > 0);
    if (milliseconds >= SEEN_TO_WAIT_MS) {
      // Still in the proxy at the last look before they had passed.
      const held = first && later ? later.event.since - first.event.at : 0;
      if (!first || !later || held <= 0) continue;
      const proof = `${taken(first.before, first.event, stream)} bytes ${way} were held back for more than ${toSeconds(held)} s`;
      return there({ proof, events: [state.seq, first.event.seq, later.event.seq] });
    }
    const any = changes.find(({ before, event }) => event.at <= until && passed(before, event, stream) > 0);
    if (!any) continue;
    const bytes = passed(any.before, any.event, stream);
    const proof = `Toxiproxy said that it holds both directions back, and ${bytes} bytes ${way} passed after that; nobody saw them wait the ${milliseconds} ms that were asked for`;
    return there({ proof, events: [state.seq, any.event.seq] });
  }
  return notYet('nothing was seen to wait');
}

interface Change {
  readonly before: Traffic;
  readonly event: Traffic;
}

/** @returns the counts that changed after a moment since the fault began, each with those before it. */
function changesSince({ evidence, beganAt }: FaultContext, link: string, moment: Micros): readonly Change[] {
  const told = evidence.of('link.traffic').filter((event) => event.link === link);
  return told.flatMap((event, index) => {
    const before = told[index - 1];
    return before && event.since > moment && event.at >= beganAt ? [{ before, event }] : [];
  });
}

function taken(before: Traffic, after: Traffic, stream: 'up' | 'down'): number {
  return (after[stream].taken ?? 0) - (before[stream].taken ?? 0);
}

/** Unknown before or after, it may have been anything: then it has passed. */
function passed(before: Traffic, after: Traffic, stream: 'up' | 'down'): number {
  const [was, is] = [before[stream].passed, after[stream].passed];
  return was === null || is === null ? Number.NaN : is - was;
}
