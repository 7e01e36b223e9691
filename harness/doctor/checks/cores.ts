import { availableParallelism, loadavg } from 'node:os';
import { type Check, engineInfo, type Judgement } from '../check.ts';

/** The fewest on which whole runs were made; on fewer, servers miss heartbeats while they start. */
const FEWEST = 2;

export const cores: Check = {
  name: 'cores',
  deadlineMs: 15_000,
  async look(place) {
    const count = (await engineInfo(place))?.NCPU ?? availableParallelism();
    return judgeCores({ count, load: loadavg()[0] ?? 0 });
  },
};

/** `load`: how many processes want a core, on average over the last minute. */
export function judgeCores({ count, load }: { readonly count: number; readonly load: number }): Judgement {
  const says = `${count} ${count === 1 ? 'core' : 'cores'}, load ${load.toFixed(1)}`;
  if (count < FEWEST)
    return {
      state: 'warning',
      says: `${says}; runs were made on ${FEWEST} and more`,
      fix: 'give the machine another core',
    };
  if (load > 2 * count)
    return {
      state: 'warning',
      says: `${says}: others keep it busy, and servers may miss their heartbeats`,
      fix: 'wait, or end what keeps it busy (top shows it)',
    };
  return { state: 'ok', says };
}
