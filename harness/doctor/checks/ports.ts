import { createServer } from 'node:net';
import { LOOPBACK } from '../../../cluster/topology.ts';
import type { Check, Judgement } from '../check.ts';

/** A cluster publishes three ports and a few more for an ensemble; as many are asked for at once. */
const WANTED = 8;

export const ports: Check = {
  name: 'ports',
  deadlineMs: 5_000,
  async look() {
    const held = await Promise.allSettled(Array.from({ length: WANTED }, holdPort));
    const free = held.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    for (const release of free) release();
    const [refused] = held.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    return judgePorts({ free: free.length, refused });
  },
};

export function judgePorts({
  free,
  refused,
}: {
  readonly free: number;
  readonly refused: string | undefined;
}): Judgement {
  if (free === WANTED)
    return { state: 'ok', says: `free ports are to be had on ${LOOPBACK}; runs take whichever are free` };
  return {
    state: 'wrong',
    says: `only ${free} of ${WANTED} ports are to be had on ${LOOPBACK}${refused === undefined ? '' : `: ${refused}`}`,
    fix: 'ss -ltn shows which are taken; sysctl net.ipv4.ip_local_port_range shows how many there are',
  };
}

/** @returns what gives it back. */
function holdPort(): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, LOOPBACK, () => resolve(() => server.close()));
  });
}
