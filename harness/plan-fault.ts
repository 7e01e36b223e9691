import { MS_PER_SECOND } from '../history/time.ts';
import type { PlannedFault, PlannedOccasion, PlannedTrigger, Strike } from './plan-schema.ts';
import { type Draw, drawsFor } from './random.ts';
import type { ScenarioFault, ScenarioTrigger } from './scenario-fault.ts';
import type { Choice, Quantity } from './scenario-values.ts';

/** A stream of draws for each field of a fault, so that one more choice does not move the others. */
type Draws = (field: string) => Draw;

/** Makes every choice that a fault leaves open. Pure. */
export function planFault(fault: ScenarioFault, seed: number): PlannedFault {
  const { name, target, when, heal_after_seconds: after, heal_when } = fault;
  const draws: Draws = (field) => drawsFor(seed, `fault ${name} ${field}`);
  return {
    fault: name,
    target: chosen(target, draws('target')),
    strike: planStrike(fault, draws),
    when: planTrigger(when, (field) => draws(`when ${field}`)),
    heal: heal_when
      ? { when: planTrigger(heal_when, (field) => draws(`heal_when ${field}`)) }
      : { afterMs: milliseconds(after ?? 0, draws('heal_after_seconds')) },
  };
}

function planStrike(fault: ScenarioFault, draws: Draws): Strike {
  switch (fault.kind) {
    case 'refuse':
    case 'blackhole':
    case 'reset':
      return { kind: fault.kind, link: chosen(fault.link, draws('link')) };
    case 'half-open': {
      const { kind, link, direction } = fault;
      return { kind, link: chosen(link, draws('link')), direction: chosen(direction, draws('direction')) };
    }
    case 'latency': {
      const { kind, link, milliseconds: latency, jitter_milliseconds: jitter } = fault;
      return {
        kind,
        link: chosen(link, draws('link')),
        latencyMs: whole(latency, draws('milliseconds')),
        jitterMs: whole(jitter, draws('jitter_milliseconds')),
      };
    }
    case 'flap': {
      const { kind, link, down_seconds: down, up_seconds: up } = fault;
      return {
        kind,
        link: chosen(link, draws('link')),
        downMs: milliseconds(down, draws('down_seconds')),
        upMs: milliseconds(up, draws('up_seconds')),
      };
    }
    case 'partition': {
      const { kind, from, way } = fault;
      return { kind, from: chosen(from, draws('from')), way: chosen(way, draws('way')) };
    }
    case 'failpoint': {
      const { kind, point, action, delay_seconds: delay, task } = fault;
      return {
        kind,
        point: chosen(point, draws('point')),
        action,
        ...(delay === undefined ? {} : { delayMs: milliseconds(delay, draws('delay_seconds')) }),
        ...(task === undefined ? {} : { task }),
      };
    }
    case 'pause':
    case 'kill':
    case 'restart':
      return { kind: fault.kind };
  }
}

function planTrigger(trigger: ScenarioTrigger, draws: Draws): PlannedTrigger {
  return {
    occasion: occasionOf(trigger),
    plusMs: milliseconds(trigger.plus_seconds, draws('plus_seconds')),
    withinMs: trigger.within_seconds * MS_PER_SECOND,
  };
}

function occasionOf({ task, is, seen, fault, step }: ScenarioTrigger): PlannedOccasion {
  if (task !== undefined) return { on: 'task', task, is: is ?? 'running' };
  if (seen !== undefined) return { on: 'seen', what: seen };
  return fault === undefined ? { on: 'start' } : { on: 'fault', fault, step: step ?? 'effective' };
}

/** A quantity of whole numbers. */
function whole(quantity: Quantity, draw: Draw): number {
  return typeof quantity === 'number' ? quantity : draw(quantity.from, quantity.to);
}

/** A range is drawn in whole milliseconds. */
export function milliseconds(quantity: Quantity, draw: Draw): number {
  if (typeof quantity === 'number') return Math.round(quantity * MS_PER_SECOND);
  return draw(Math.round(quantity.from * MS_PER_SECOND), Math.round(quantity.to * MS_PER_SECOND));
}

function chosen<Value extends string>(choice: Choice<Value>, draw: Draw): Value {
  if (typeof choice === 'string') return choice;
  // The schema wants at least one.
  return choice.one_of[draw(0, choice.one_of.length - 1)] as Value;
}
