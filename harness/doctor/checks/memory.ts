import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { DEFAULT_VERSION } from '../../../cluster/images/recipes.ts';
import { isScheduler, layOut } from '../../../cluster/topology.ts';
import { wishesOf } from '../../cluster-spec.ts';
import { DEFAULT_SCENARIO, loadScenario } from '../../load-scenario.ts';
import { plan } from '../../plan.ts';
import { type Check, engineInfo, type Judgement } from '../check.ts';

const MIB = 1_048_576;
/** Of a server of the scheduler at rest, measured: 270 to 315 MiB. Its heap may grow to 512 MiB. */
const SERVER_BYTES = 320 * MIB;
/** Of all else in a cluster: ZooKeeper, PostgreSQL, the proxies. */
const REST_BYTES = 200 * MIB;

export const memory: Check = {
  name: 'memory',
  deadlineMs: 15_000,
  async look(place) {
    // Its size depends on no seed.
    const wishes = wishesOf(plan(loadScenario(DEFAULT_SCENARIO), 0));
    const { servers: all } = layOut({ ...wishes, run: 'doctor', version: DEFAULT_VERSION, keep: false });
    const servers = all.filter(({ role }) => isScheduler(role)).length;
    const ofEngine = (await engineInfo(place))?.MemTotal ?? Number.POSITIVE_INFINITY;
    return judgeMemory({ available: Math.min(available(), ofEngine), needed: servers * SERVER_BYTES + REST_BYTES });
  },
};

/** In bytes. */
export function judgeMemory({
  available: there,
  needed,
}: {
  readonly available: number;
  readonly needed: number;
}): Judgement {
  const says = `${inGigabytes(there)} are free; a cluster of the default scenario takes ${inGigabytes(needed)}`;
  if (there < needed) {
    return {
      state: 'wrong',
      says,
      fix: 'end what takes the memory: ./doublerun clean removes clusters of killed runs, docker stats shows the others',
    };
  }
  if (there < 2 * needed)
    return {
      state: 'warning',
      says: `${says}; its heaps may grow, and servers that swap miss their heartbeats`,
      fix: 'leave more free: docker stats shows what takes it',
    };
  return { state: 'ok', says };
}

/** What can be had without swapping, where Linux says so. */
function available(): number {
  try {
    const [, kilobytes] = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1_024;
  } catch {
    // Not Linux.
  }
  return freemem();
}

export function inGigabytes(bytes: number): string {
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
