import type { Moment } from '../../checkers/executions.ts';
import type { FaultStory } from '../../checkers/faults.ts';
import { MICROS_PER_MS, MICROS_PER_SECOND, type Micros } from '../../history/time.ts';
import type { Style } from '../../report/paint.ts';
import { longestHoldMs } from '../hold.ts';
import type { PlannedFault, PlannedTrigger } from '../plan-schema.ts';
import { lookForTrigger, triggerPhrase } from '../triggers.ts';
import type { View } from '../view.ts';

/** Where a planned fault stands. */
export interface FaultState {
  readonly name: string;
  readonly mark: string;
  readonly style: Style;
  readonly words: string;
}

/** Each fault of a plan, in its order. */
export function faultStates(view: View, faults: readonly PlannedFault[], now: Micros): readonly FaultState[] {
  const stories = new Map(view.situation.faults.all().map((story) => [story.fault, story]));
  return faults.map((planned) => {
    const { fault, strike, target } = planned;
    const begin = view.struck.get(fault);
    const at = begin ? [begin.target, ...(begin.peer === undefined ? [] : [`from ${begin.peer}`])].join(' ') : target;
    const state = stateOf(planned, stories.get(fault), view, now);
    return { name: `${fault === strike.kind ? '' : `${fault}: `}${strike.kind} ${at}`, ...state };
  });
}

function stateOf(
  { when, heal }: PlannedFault,
  story: FaultStory | undefined,
  view: View,
  now: Micros,
): Omit<FaultState, 'name'> {
  const { begin, effective, heal: healing, healed, missed = [] } = story ?? {};
  const [first] = missed;
  if (!begin) {
    if (first) return { mark: '✗', style: 'red', words: `never began: ${first.reason}` };
    return waiting(when, view, now);
  }
  if (healed)
    return { mark: '✔', style: 'green', words: `healed; it held for ${secondsOf(begin, (healing ?? healed).at)}` };
  if (healing) return { mark: '◌', style: 'yellow', words: `being healed for ${secondsOf(healing, now)}` };
  const held = now - begin.at;
  const most = longestHoldMs({ heal }) * MICROS_PER_MS;
  const end =
    'afterMs' in heal
      ? `${seconds(held)} of ${seconds(most)}`
      : `${seconds(held)}, until ${triggerPhrase(heal.when)}, at most ${seconds(Math.max(0, most - held))} more`;
  return effective
    ? { mark: '●', style: 'red', words: `in effect for ${end}` }
    : { mark: '●', style: 'yellow', words: `begun, no receipt yet, ${end}` };
}

/** Triggers are waited for from the last start on. */
function waiting(when: PlannedTrigger, view: View, now: Micros): Omit<FaultState, 'name'> {
  const startedAt = view.situation.submissions.lastAcknowledged;
  const phrase = triggerPhrase(when);
  if (!Number.isFinite(startedAt)) return { mark: '·', style: 'dim', words: `waits for ${phrase}` };
  const look = lookForTrigger({ ...when, plusMs: 0 }, { view, now, startedAt });
  if (look.done) {
    const due = look.value.at + when.plusMs * MICROS_PER_MS - now;
    return { mark: '◌', style: 'yellow', words: `${phrase}: in ${seconds(Math.max(0, due))}` };
  }
  const left = startedAt + (when.withinMs + when.plusMs) * MICROS_PER_MS - now;
  return { mark: '◌', style: 'cyan', words: `waits for ${phrase}, at most ${seconds(Math.max(0, left))} more` };
}

function secondsOf({ at }: Moment, until: Micros): string {
  return seconds(Math.max(0, until - at));
}

/** `12 s`: a display that is drawn four times a second needs no tenths. */
export function seconds(micros: Micros): string {
  const whole = Math.floor(micros / MICROS_PER_SECOND);
  return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
}
