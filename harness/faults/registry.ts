import type { StrikeKind } from '../strikes.ts';
import { blackhole } from './blackhole.ts';
import { failpoint } from './failpoint.ts';
import type { Fault } from './fault.ts';
import { flap } from './flap.ts';
import { halfOpen } from './half-open.ts';
import { kill } from './kill.ts';
import { latency } from './latency.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { refuse } from './refuse.ts';
import { reset } from './reset.ts';
import { restart } from './restart.ts';

/** Every kind of fault, by its name in scenarios. */
export const faults: { readonly [Kind in StrikeKind]: Fault<Kind> } = {
  refuse,
  blackhole,
  'half-open': halfOpen,
  reset,
  latency,
  flap,
  partition,
  pause,
  kill,
  restart,
  failpoint,
};
