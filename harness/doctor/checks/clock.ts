import { setTimeout as sleep } from 'node:timers/promises';
import { MICROS_PER_MS, type Micros, nowMicros } from '../../../history/time.ts';
import { UNCERTAINTY } from '../../header.ts';
import type { Check, Judgement } from '../check.ts';
import { type Echo, echoesOfContainer } from '../container-clock.ts';

/** How long the wall clock is watched beside the monotonic one, ms. A clock that is kept right by slewing moves by half of a thousandth at most. */
const WATCH_MS = 1_000;
/** Beyond what slewing, and reading the clock in whole ms, can make of that, µs. */
const STEP: Micros = 10 * MICROS_PER_MS;

export const clock: Check = {
  name: 'clock',
  deadlineMs: 30_000,
  async look({ engine, mayStart }) {
    const drift = await driftOver(WATCH_MS);
    const echoes = mayStart ? await echoesOfContainer(await engine()) : undefined;
    return judgeClock({ drift, echoes, mayStart });
  },
};

/** µs that the wall clock moved more than the monotonic one. */
async function driftOver(ms: number): Promise<Micros> {
  const began = { wall: nowMicros(), mono: performance.now() };
  await sleep(ms);
  return nowMicros() - began.wall - Math.round((performance.now() - began.mono) * MICROS_PER_MS);
}

interface Clocks {
  readonly drift: Micros;
  /** Absent where there was no container to ask. */
  readonly echoes: readonly Echo[] | undefined;
  readonly mayStart: boolean;
}

/** Clocks count as one within the uncertainty that histories state: beyond it, nothing that is proved is. */
export function judgeClock({ drift, echoes, mayStart }: Clocks): Judgement {
  const allowed = Math.max(...Object.values(UNCERTAINTY));
  if (Math.abs(drift) > STEP) {
    return {
      state: 'warning',
      says: `the clock moved by ${inMs(drift)} against the monotonic one within a second: somebody sets it`,
      fix: 'let it settle: timedatectl status, chronyc tracking',
    };
  }
  const steady = `steady to ${inMs(drift)} in a second`;
  if (!echoes) {
    const why = mayStart ? 'no image of ours is there to ask a container with' : 'no container was started';
    return { state: 'ok', says: `${steady}; containers' clocks were not compared: ${why}` };
  }
  const offset = offsetOf(echoes);
  if (!offset)
    return {
      state: 'warning',
      says: `${steady}; the container's clock gave answers that contradict each other`,
      fix: 'run this again',
    };
  const beyond = Math.max(offset.least, -offset.most, 0);
  const words = `containers' clocks are ${inMs(offset.least)} to ${inMs(offset.most)} off this machine's`;
  if (beyond <= allowed) return { state: 'ok', says: `${steady}; ${words}` };
  return {
    state: 'wrong',
    says: `${words}, and histories state ${inMs(allowed)}: nothing would be proved`,
    fix: 'use an engine on this machine and not in a virtual machine of its own, or restart that machine',
  };
}

/**
 * Bounds of a clock's offset: it was asked after `sent` and answered before `received`.
 * @returns nothing where no offset explains all answers.
 */
export function offsetOf(echoes: readonly Echo[]): { readonly least: Micros; readonly most: Micros } | undefined {
  const least = Math.max(...echoes.map(({ told, received }) => told - received));
  const most = Math.min(...echoes.map(({ told, sent }) => told - sent));
  return echoes.length > 0 && least <= most ? { least, most } : undefined;
}

function inMs(micros: Micros): string {
  return `${(micros / MICROS_PER_MS).toFixed(1)} ms`;
}
