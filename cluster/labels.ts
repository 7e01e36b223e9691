import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
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

/** The Swarm task whose process owns the run, where it is one: Swarm's own name for it, which its container has as a label too. */
export const TASK_LABEL = 'doublerun.task';

/** What the cluster was made from, as JSON: enough for another process to take it up. */
export const SPEC_LABEL = 'doublerun.spec';

/** Where a cluster's servers came from; `build` where they are somebody's own. */
export interface Source {
  readonly origin: Exclude<Origin, 'auto'>;
  readonly build?: string | undefined;
}

export function clusterLabels(spec: ClusterSpec, { origin, build }: Source): Record<string, string> {
  const task = swarmTask();
  return {
    [RUN_LABEL]: spec.run,
    [OWNER_LABEL]: thisProcess(),
    [SPEC_LABEL]: JSON.stringify({ spec, origin, build }),
    ...(task === undefined ? {} : { [TASK_LABEL]: task }),
    ...(spec.keep ? { [KEEP_LABEL]: 'true' } : {}),
  };
}

/** Swarm's name of the task that this process is, where it is one: its service says so. */
export function swarmTask(): string | undefined {
  return process.env['DOUBLERUN_TASK'] || undefined;
}

/** A name that no two processes on this engine have: their number, and in a task, which has numbers of its own, the task's name too. */
export function processName(pid: number | undefined = process.pid): string {
  const task = swarmTask();
  return task === undefined ? String(pid) : `${task}-${pid}`;
}

/** @returns host, pid, start time and namespace of this process: a pid alone is given away again, and means another process in a container. */
export function thisProcess(): string {
  return [hostname(), process.pid, statOf(process.pid)?.started ?? '-', namespaceOfPids()].join(':');
}

/** Whether the process that an owner label names still runs. A process of another host or container counts as alive: nobody here can tell. */
export function ownerAlive(owner: string): boolean {
  const [host, pid, started, namespace = namespaceOfPids()] = owner.split(':');
  if (host !== hostname() || namespace !== namespaceOfPids()) return true;
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

/** pid_namespaces(7): a number that processes which see the same pids share; a container on the host's network has its host name, but not its pids. */
function namespaceOfPids(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '-';
  } catch {
    return '-';
  }
}

/**
 * A short, stable name for what the engine shows. Container names are host names inside the run's network too, and those end at 63
 * characters; the whole name of the run is in the label.
 */
export function engineName(run: string, thing: string): string {
  return `doublerun-${createHash('sha256').update(run).digest('hex').slice(0, 8)}-${thing}`;
}
