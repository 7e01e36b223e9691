import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type Dockerode from 'dockerode';
import { connectEngine } from '../../cluster/engine.ts';
import { findLeftovers } from '../../cluster/sweep.ts';
import { drawsFor } from '../../harness/random.ts';
import { rateInWords } from '../../harness/statistics/wilson.ts';
import { doublerun, start } from '../e2e/doublerun.ts';
import { leftOf, wrongWith } from './state.ts';

/**
 * `npm run kills -- --times 20 --seed 1`: so often a run is killed with SIGKILL at a random moment, by turns one with a cluster of its own and one on a cluster
 * that stands; then `./doublerun clean` is called, and looked whether anything is left, or any link is not whole. Exit 1 where something is. Nobody else may use the
 * engine meanwhile: `clean` looks after all that it holds.
 */
const SCENARIOS = ['failover-16759', 'owner-half-open', 'owner-paused', 'worker-blackhole', 'owner-killed-at-end'];
const STANDING = 'kills';
/** A run of its own boots for about 25 s; each goes on for at least 34 s with its work. */
const LATEST_MS = { fresh: 65_000, standing: 34_000 };

/** A run may end before its moment has come; then another one is drawn. */
const MOST_ATTEMPTS = 5;

const { values } = parseArgs({
  options: { times: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
});
const times = Number(values.times);
const seed = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), 'doublerun-kills-'));
const engine = await connectEngine();
let whole = 0;
try {
  const up = await doublerun(['up', STANDING, '--for', SCENARIOS[0] ?? '']);
  if (up.code !== 0) throw new Error(up.output);
  const servers = (await engine.listContainers({ filters: { label: [`doublerun.run=${STANDING}`] } })).length;
  for (let number = 1; number <= times; number++) {
    const standing = number % 2 === 0;
    const { what, wrong } = await killOne(engine, number, standing ? servers : undefined, 1);
    if (wrong.length === 0) whole++;
    process.stdout.write(`${number} of ${times}: ${what}: ${wrong.length === 0 ? 'whole' : wrong.join(', ')}\n`);
  }
} finally {
  await doublerun(['down', STANDING]);
  rmSync(folder, { recursive: true });
}
process.stdout.write(`nothing left and every link up: ${rateInWords(whole, times)}\n`);
process.exitCode = whole === times ? 0 : 1;

/** @param servers of the cluster that stands; absent where the run is to have one of its own. */
async function killOne(
  dockerode: Dockerode,
  number: number,
  servers: number | undefined,
  attempt: number,
): Promise<{ readonly what: string; readonly wrong: readonly string[] }> {
  const draw = drawsFor(seed, `kill ${number} attempt ${attempt}`);
  const scenario = SCENARIOS[draw(0, SCENARIOS.length - 1)] ?? '';
  const afterMs = draw(0, servers === undefined ? LATEST_MS.fresh : LATEST_MS.standing);
  const on = servers === undefined ? [] : ['--cluster', STANDING];
  const before = await runsIn(dockerode);
  const running = start(['run', scenario, '--seed', String(seed), '--runs', folder, ...on]);
  await sleep(afterMs);
  running.process.kill('SIGKILL');
  const { code } = await running.outcome;
  const reached = reachedIn(join(folder, 'latest', 'events.jsonl'));
  const cleaned = await doublerun(['clean']);
  const what = `${scenario}, ${servers === undefined ? 'own' : 'standing'} cluster, ${(afterMs / 1_000).toFixed(1)} s, ${reached}`;
  // One that had come to its own end is no killed one.
  if (code !== null && attempt < MOST_ATTEMPTS) return killOne(dockerode, number, servers, attempt + 1);
  if (code !== null) return { what, wrong: [`it ended by itself, ${attempt} times (exit ${code})`] };
  if (cleaned.code !== 0) return { what, wrong: [`clean ended with ${cleaned.code}: ${cleaned.output}`] };
  if (servers !== undefined) return { what, wrong: await wrongWith(dockerode, STANDING, servers) };
  const after = await runsIn(dockerode);
  const added = [...after].filter((run) => !before.has(run));
  return { what, wrong: (await Promise.all(added.map((run) => leftOf(dockerode, run)))).flat() };
}

/** Names of the runs that the engine holds anything of. */
async function runsIn(dockerode: Dockerode): Promise<ReadonlySet<string>> {
  return new Set((await findLeftovers(dockerode)).map(({ run }) => run));
}

/** @returns which of the nemesis's steps the killed run had written down last. */
function reachedIn(journal: string): string {
  try {
    const steps = [...readFileSync(journal, 'utf8').matchAll(/"type":"(fault\.\w+)"/g)].map(([, step]) => step);
    return steps.at(-1) ?? 'before the fault';
  } catch {
    return 'before the journal';
  }
}
