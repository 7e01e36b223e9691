import type { FaultKind } from '../plan-types.ts';
import type { Fault } from './fault.ts';
import { refuse } from './refuse.ts';

/** Every kind of fault, by its name in scenarios. */
export const faults: Readonly<Record<FaultKind, Fault>> = { refuse };
