import type { EventOf, HistoryEvent } from '../../history/event.ts';
import type { Source } from '../../history/events/base.ts';
import { contractSchema, SCHEMA_VERSION } from '../../history/events/run.ts';
import { type Bug, bugNames } from './bugs.ts';
import { Client } from './client.ts';
import { Dice } from './dice.ts';
import { Master } from './master.ts';
import { Nemesis } from './nemesis.ts';
import type { Gap } from './recorder.ts';
import { drawSettings, type Settings } from './settings.ts';
import type { Dispatch, Timeline } from './timeline.ts';
import { type Work, Worker } from './worker.ts';
import { World } from './world.ts';

export interface Simulated {
  readonly seed: number;
  readonly bugs: readonly Bug[];
  readonly events: readonly HistoryEvent[];
  readonly truth: Timeline;
  readonly settings: Settings;
  readonly gap: Gap | undefined;
}

/** How long everything has been still before the harness takes a run for settled, µs. */
const QUIET = 2_500_000;

const gapWitnesses: readonly Source[] = ['witness', 'audit', 'registry', 'log', 'engine', 'client'];

/** @returns the bugs of a seed: none, one, or two. */
function bugsOf(dice: Dice): readonly Bug[] {
  const die = dice.between(1, 100);
  if (die <= 25) return [];
  return die <= 70 ? [dice.pick(bugNames)] : [dice.pick(bugNames), dice.pick(bugNames)];
}

/** One history of the model, and what is true of it. The same for the same seed. `bugs`: instead of those of the seed. */
export function simulate(seed: number, bugs?: readonly Bug[]): Simulated {
  const dice = new Dice(seed, 'model');
  const drawn = bugsOf(dice);
  const present = [...new Set(bugs ?? drawn)];
  const world = new World(drawSettings(dice, new Dice(seed, 'version'), new Set(present)), dice);
  const { settings, truth, record } = world;
  for (let each = 1; each <= settings.masters; each += 1) world.masters.push(new Master(world, `master-${each}`));
  const client = new Client(world);
  const workOf = (dispatch: Dispatch): Work => {
    const definition = truth.instances.get(dispatch.workflow);
    const length = client.lengths.get(`${definition}/${dispatch.task}`) ?? 0;
    return { length: length + dice.between(0, 50_000), exitCode: dice.chance(88) ? 0 : 1 };
  };
  for (let each = 1; each <= settings.workers; each += 1)
    world.workers.push(new Worker(world, `worker-${each}`, workOf));
  world.registry.onLoss = (server, session) => {
    for (const master of world.masters) {
      if (master.name !== server) master.act(1, 150, () => master.onLoss(server, session));
    }
  };
  const nemesis = new Nemesis(world);
  waitForEnd(world, client, nemesis);
  for (const worker of world.workers) worker.flush();
  const { outcome, endsAt } = truth;
  const gap = dice.chance(8) ? drawGap(dice, endsAt) : undefined;
  const events = record.build(headerOf(seed, world, nemesis), endsAt, { outcome, gap });
  return { seed, bugs: present, events, truth, settings, gap };
}

function drawGap(dice: Dice, endsAt: number): Gap {
  const from = dice.between(0, endsAt);
  return { witness: dice.pick(gapWitnesses), from, to: Math.min(endsAt, from + dice.between(0, 4_000_000)) };
}

/** Lets time pass as the harness does: until all has come to its end and is still, or the grace is over. */
function waitForEnd(world: World, client: Client, nemesis: Nemesis): void {
  const { truth, settings, dice } = world;
  const impatient = dice.chance(5);
  const patience = impatient ? settings.grace / 4 : settings.grace + dice.between(0, 1_500_000);
  let stillSince: number | undefined;
  let over = false;
  const look = () => {
    const calm = client.quiet && nemesis.quiet;
    const still = calm && isSettled(world);
    stillSince = still ? (stillSince ?? world.now) : undefined;
    const recovered = impatient || world.now >= truth.lastHealed + settings.recovery + 500_000;
    const settled = stillSince !== undefined && world.now - stillSince >= QUIET && recovered;
    const late = calm && world.now >= Math.max(truth.lastHealed, truth.lastSubmitted) + patience;
    over = settled || late;
    if (!over) world.after(250, 250, look);
    truth.outcome = settled ? 'settled' : 'deadline';
  };
  look();
  world.run(() => over);
  for (const { name, up } of world.masters) {
    if (up && !truth.missing.has(name) && !world.registry.has(name)) truth.away.add(name);
  }
  truth.endsAt = world.now + 1_000;
}

function isSettled({ database, truth, workers }: World): boolean {
  const open = [...database.workflows.values()].some(({ final }) => !final);
  const running = workers.some((worker) => worker.running.some(({ process }) => process.to === undefined));
  const missing = truth.shapes.some(({ definition }) => {
    const asked = truth.submissions.filter((each) => each.definition === definition && each.outcome === 'ok').length;
    return [...truth.instances.values()].filter((each) => each === definition).length < asked;
  });
  return !open && !running && !missing && database.commands.size === 0;
}

function headerOf(
  seed: number,
  { settings, masters, workers }: World,
  { faults }: Nemesis,
): Omit<EventOf<'run.begin'>, 'seq' | 'at'> {
  const { uncertainty, beatEvery, grace, recovery, disconnectStrategy } = settings;
  return {
    source: 'harness',
    type: 'run.begin',
    schema: SCHEMA_VERSION,
    run: `model-${seed}`,
    scenario: 'model',
    seed,
    contract: [...contractSchema.options],
    uncertainty,
    beatEvery,
    grace,
    recovery,
    disconnectStrategy,
    ...(settings.delays ? { delaysOn: 'master' } : {}),
    servers: [
      ...masters.map(({ name }) => ({ name, role: 'master' })),
      ...workers.map(({ name }) => ({ name, role: 'worker' })),
      { name: 'api-1', role: 'api' },
    ],
    faults: faults.map(({ fault, kind, target }) => ({ fault, kind, target })),
  };
}
