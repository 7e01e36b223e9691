import { connectEngine } from '../../cluster/engine.ts';
import { findLeftovers, type Leftover, removeRun } from '../../cluster/sweep.ts';

/** Removes what killed runs left, and with `kept` what was asked to stay; says what it did. @throws EngineError */
export async function clean({ kept }: { readonly kept: boolean }): Promise<void> {
  const engine = await connectEngine();
  const leftovers = await findLeftovers(engine);
  const removable = leftovers.filter(({ state }) => state === 'abandoned' || (kept && state === 'kept'));
  for (const leftover of removable) {
    await removeRun(engine, leftover.run);
    process.stdout.write(`removed ${describe(leftover)}\n`);
  }
  for (const leftover of leftovers.filter((each) => !removable.includes(each))) {
    const why = leftover.state === 'kept' ? 'kept; --kept removes it' : 'its run is going on';
    process.stdout.write(`left    ${describe(leftover)} (${why})\n`);
  }
  if (leftovers.length === 0) process.stdout.write('nothing to remove\n');
}

function describe({ run, containers, networks, volumes }: Leftover): string {
  return `${run}: ${containers.length} containers, ${networks.length} networks, ${volumes.length} volumes`;
}
