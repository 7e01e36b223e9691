import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Origin } from './images/origin.ts';
import type { ClusterSpec } from './topology.ts';

/** On every container, network and volume of a run: how it is found again, by the run itself or after a kill. */
export const RUN_LABEL = 'doublerun.run';
/** The process that owns the run; what a dead process owned may be removed. */
export const OWNER_LABEL = 'doublerun.owner';
/** Present on a cluster that was asked to stay. */
export const KEEP_LABEL = 'doublerun.keep';
/** The server's name in the history: `master-1`. */
export const SERVER_LABEL = 'doublerun.server';

/** What the cluster was made from, as JSON: enough for another process to take it up. */
export const SPEC_LABEL = 'doublerun.spec';

/** Where a cluster's servers came from; `build` where they are somebody's own. */
export interface Source {
  readonly origin: Exclude<Origin, 'auto'>;
  readonly build?: string | undefined;
}

export function clusterLabels(spec: ClusterSpec, { origin, build }: Source): Record<string, string> {
  return {
    [RUN_LABEL]: spec.run,
    [OWNER_LABEL]: thisProcess(),
    [SPEC_LABEL]: JSON.stringify({ spec, origin, build }),
    ...(spec.keep ? { [KEEP_LABEL]: 'true' } : {}),
  };
}

/** @returns host, pid and start time of this process: a pid alone is given away again. */
export function thisProcess(): string {
  return `${hostname()}:${process.pid}:${statOf(process.pid)?.started ?? '-'}`;
}

/** Whether the process that an owner label names still runs. A process of another host counts as alive: nobody here can tell. */
export function ownerAlive(owner: string): boolean {
  const [host, pid, started] = owner.split(':');
  if (host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = statOf(Number(pid));
  // A zombie is dead, though its number is not free yet: PID 1 of many a CI container reaps nobody.
  if (now && 'ZX'.includes(now.state)) return false;
  return now === undefined || started === '-' || now.started === started;
}

/** proc(5): state, and start time in clock ticks since boot (field 22), where there is a /proc. */
function statOf(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * A short, stable name for what the engine shows. Container names are host names inside the run's network too, and those end at 63
 * characters; the whole name of the run is in the label.
 */
export function engineName(run: string, thing: string): string {
  return `doublerun-${createHash('sha256').update(run).digest('hex').slice(0, 8)}-${thing}`;
}
