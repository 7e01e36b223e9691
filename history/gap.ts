import type { EventOf, UnnumberedEvent } from './event.ts';

/** A gap, in the harness's words, for a witness that missed something. */
export function gap(witness: EventOf<'run.gap'>['witness'], reason: string, at: number): UnnumberedEvent {
  return { at, source: 'harness', type: 'run.gap', witness, reason };
}
