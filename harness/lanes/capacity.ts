/** What one lane takes, measured while its cluster worked. */
export interface LaneUse {
  /** Most memory that its servers and its own process had at one moment, bytes. */
  readonly memoryBytes: number;
  /** Cores that it kept busy while it worked, its boot left out: 0.25 is a quarter of one. */
  readonly cores: number;
}

export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
  /** What can still be had without taking it from anybody, bytes. */
  readonly availableBytes: number;
  /** Cores that had nothing to do of late. */
  readonly idleCores: number;
}

/** How many lanes a machine holds, and what decided it. */
export interface Capacity {
  readonly lanes: number;
  readonly why: string;
}

/** Above the most that was measured: the next cluster may be a little larger. */
const MEMORY_MARGIN = 1.15;
/** What is left to everybody else, as a share of all memory, and at least so much. */
const MEMORY_RESERVE = { share: 0.08, bytes: 1024 ** 3 };
/** A boot takes every core for half a minute; those who work beside it must still be heard in time. */
const CORES_SHARE = 0.75;

/** Memory that lanes leave to everybody else, bytes. */
export function reserveBytes({ memoryBytes }: Pick<Machine, 'memoryBytes'>): number {
  return Math.max(MEMORY_RESERVE.bytes, memoryBytes * MEMORY_RESERVE.share);
}

/**
 * How many lanes may run side by side. As long as nothing is measured, one. Pure.
 * @param running lanes that have their memory already.
 * @param most what the user allows.
 */
export function capacityOf(machine: Machine, use: LaneUse | undefined, running: number, most: number): Capacity {
  if (!use) return { lanes: 1, why: 'until one is measured' };
  const room = machine.availableBytes - reserveBytes(machine);
  const byMemory = running + Math.floor(room / (use.memoryBytes * MEMORY_MARGIN));
  // Others may be at work here, too.
  const byCores = Math.min(
    Math.floor((machine.cores * CORES_SHARE) / use.cores),
    running + Math.floor((machine.idleCores * CORES_SHARE) / use.cores),
  );
  const lanes = Math.max(1, Math.min(byMemory, byCores, most));
  const each = `one takes ${(use.memoryBytes / 1024 ** 3).toFixed(1)} GiB and ${use.cores.toFixed(2)} cores`;
  const limit = lanes === most ? `${most} allowed` : `memory for ${byMemory}, cores for ${byCores}`;
  return { lanes, why: `${each}: ${limit}` };
}

/** What becomes of lanes when memory runs short: `retire` the youngest after its run, or `end` it at once. */
export function memoryAlarm(machine: Machine): 'none' | 'retire' | 'end' {
  const reserve = reserveBytes(machine);
  if (machine.availableBytes < reserve / 4) return 'end';
  return machine.availableBytes < reserve / 2 ? 'retire' : 'none';
}
