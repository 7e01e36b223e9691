import type { EventOf } from '../../history/event.ts';
import type { Bug } from './bugs.ts';
import type { Dice } from './dice.ts';

const MS = 1_000;

/** What is fixed for a whole history before it begins. Times in µs. */
export interface Settings {
  readonly bugs: ReadonlySet<Bug>;
  readonly masters: number;
  readonly workers: number;
  readonly sessionTimeout: number;
  /** The registry expires sessions only so often. */
  readonly tick: number;
  readonly beatEvery: number;
  readonly grace: number;
  readonly recovery: number;
  readonly disconnectStrategy: 'waiting' | 'stop';
  /** A new owner lets running tasks go on; otherwise it kills them, and runs them again. */
  readonly adopts: boolean;
  /** A retry uses the row of the attempt that failed. */
  readonly retriesInRow: boolean;
  /**
   * Whose lines tell of a dispatch: the sender's own, before it; the receiver's, which tell when the sender made the message as well (3.1); or the
   * receiver's, which tell only that it came, and from whom (3.2).
   */
  readonly dispatchesTold: 'by sender' | 'by message' | 'by worker';
  /** A worker takes no task instance that it has already; the master tries again, here or elsewhere (3.2.1). */
  readonly refuses: boolean;
  /** Some tasks wait, and it is the master that has them wait (3.2.1). */
  readonly delays: boolean;
  readonly uncertainty: EventOf<'run.begin'>['uncertainty'];
}

/** `version`: dice of its own, so that what else is drawn does not depend on it. */
export function drawSettings(dice: Dice, version: Dice, bugs: ReadonlySet<Bug>): Settings {
  const dispatchesTold = version.pick(['by sender', 'by message', 'by worker', 'by worker'] as const);
  const sessionTimeout = dice.between(1_200 * MS, 3_000 * MS);
  return {
    bugs,
    masters: dice.between(2, 3),
    workers: dice.between(1, 3),
    sessionTimeout,
    tick: dice.between(0, Math.floor(sessionTimeout / 5)),
    beatEvery: dice.between(400 * MS, 1_000 * MS),
    grace: 40_000 * MS,
    recovery: dice.between(3_000 * MS, 5_000 * MS),
    disconnectStrategy: dice.chance(70) ? 'waiting' : 'stop',
    adopts: dice.chance(40),
    retriesInRow: dice.chance(40),
    dispatchesTold,
    refuses: dispatchesTold === 'by worker' && version.chance(60),
    delays: dispatchesTold === 'by worker' && version.chance(50),
    uncertainty: drawUncertainty(dice),
  };
}

/** Clocks of one host most of the time, sometimes bad ones; a witness that a run may lack is lacking now and then. */
function drawUncertainty(dice: Dice): Settings['uncertainty'] {
  const most = dice.pick([0, 100, 1_000, 20 * MS]);
  const error = () => dice.between(0, most);
  return {
    harness: error(),
    witness: error(),
    audit: error(),
    engine: error(),
    client: error(),
    nemesis: error(),
    ...(dice.chance(92) ? { registry: error() } : {}),
    ...(dice.chance(97) ? { link: error() } : {}),
    ...(dice.chance(92) ? { log: error() } : {}),
  };
}
