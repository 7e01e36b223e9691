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
  /** Cores that had nothing to do of late; nothing where that is not known. */
  readonly idleCores: number | undefined;
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
    running + Math.floor(((machine.idleCores ?? 0) * CORES_SHARE) / use.cores),
  );
  const lanes = Math.max(1, Math.min(byMemory, byCores, most));
  const each = `one takes ${gib(use.memoryBytes)} and ${use.cores.toFixed(2)} cores`;
  const limit = lanes === most ? `${most} allowed` : `memory for ${byMemory}, cores for ${byCores}`;
  return { lanes, why: `${each}: ${limit}` };
}

/** What a cluster takes of which nothing is known, bytes. */
const UNMEASURED_BYTES = 2 * 1024 ** 3;
const UNMEASURED_CORES = 0.25;

/** What a cluster is taken to take of which nothing is known, from what any other was seen to take. */
export function assumedUse(measured: LaneUse | undefined): LaneUse {
  return {
    memoryBytes: Math.max(UNMEASURED_BYTES, measured?.memoryBytes ?? 0),
    cores: measured?.cores ?? UNMEASURED_CORES,
  };
}

/** A lane that would boot another kind of cluster than it has, beside others. */
export interface Move {
  /** What the new cluster takes; nothing where that was never measured. */
  readonly to: LaneUse | undefined;
  /** What the lane gives back for it; nothing where it has none. */
  readonly from: LaneUse | undefined;
  /** Other lanes that are there. */
  readonly others: number;
  /** What others that boot now are going to take, bytes. */
  readonly promisedBytes: number;
  /** What any cluster was seen to take. */
  readonly any: LaneUse | undefined;
}

/** Whether a machine has room for a lane's move. One to what takes no more than it gives back always fits. Pure. */
export function fitsHere(machine: Machine, { to, from, others, promisedBytes, any }: Move, most: number): boolean {
  if (to && from && to.memoryBytes <= from.memoryBytes && to.cores <= from.cores) return true;
  const { availableBytes, idleCores } = machine;
  const then = {
    ...machine,
    availableBytes: availableBytes - promisedBytes + (from?.memoryBytes ?? 0),
    // While others boot nothing is known of what is idle, and they are soon done: then memory decides.
    idleCores: idleCores === undefined ? machine.cores : idleCores + (from?.cores ?? 0),
  };
  return capacityOf(then, to ?? assumedUse(any), others, most).lanes > others;
}

/** Why there is no room for the first cluster; nothing where there is. Pure. */
export function noRoomFor(machine: Machine, use: LaneUse | undefined): string | undefined {
  const wanted = use ? use.memoryBytes * MEMORY_MARGIN : UNMEASURED_BYTES;
  const reserve = reserveBytes(machine);
  if (machine.availableBytes >= wanted + reserve) return undefined;
  return (
    `memory for a cluster is not there: ${gib(machine.availableBytes)} are free, and it takes ${gib(wanted + reserve)}, ` +
    `about ${gib(wanted)} for the cluster and ${gib(reserve)} that are left to everybody else`
  );
}

/** `1.4 GiB`. */
function gib(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

/** What becomes of the youngest lane where the machine has too many: it goes after its run, or at once. */
export type Alarm = { readonly what: 'none' } | { readonly what: 'retire' | 'end'; readonly why: string };

/** Cores of which less than this share has been idle for so long, ms, are too few for those who work on them. */
const BUSY = { idleShare: 0.05, ms: 60_000 };

/** @param busyMs for how long its cores have had nothing idle. */
export function alarmOf(machine: Machine, busyMs: number): Alarm {
  const reserve = reserveBytes(machine);
  if (machine.availableBytes < reserve / 4) return { what: 'end', why: 'memory runs short' };
  if (machine.availableBytes < reserve / 2) return { what: 'retire', why: 'memory runs short' };
  return busyMs >= BUSY.ms ? { what: 'retire', why: 'no core has been idle for a minute' } : { what: 'none' };
}

/** Whether all of its cores are at work, as far as is known. */
export function isBusy({ cores, idleCores }: Machine): boolean {
  return idleCores !== undefined && idleCores < cores * BUSY.idleShare;
}
