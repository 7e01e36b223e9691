import type Dockerode from 'dockerode';
import { KEEP_LABEL, OWNER_LABEL, ownerAlive, RUN_LABEL } from './labels.ts';

/** What the engine holds of one run. */
export interface Leftover {
  readonly run: string;
  readonly state: 'running' | 'kept' | 'abandoned';
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

type Labelled = { readonly kind: 'containers' | 'networks' | 'volumes'; readonly id: string; labels: Labels };
type Labels = Readonly<Record<string, string>>;

/** Finds everything of Doublerun's in the engine, by label, a run each. `only` asks for one run. */
export async function findLeftovers(engine: Dockerode, only?: string): Promise<readonly Leftover[]> {
  const filters = { label: [only === undefined ? RUN_LABEL : `${RUN_LABEL}=${only}`] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
    engine.listVolumes({ filters }),
  ]);
  const things: Labelled[] = [
    ...containers.map(({ Id, Labels }) => ({ kind: 'containers' as const, id: Id, labels: Labels })),
    ...networks.map(({ Id, Labels }) => ({ kind: 'networks' as const, id: Id, labels: Labels ?? {} })),
    ...(volumes ?? []).map(({ Name, Labels }) => ({ kind: 'volumes' as const, id: Name, labels: Labels })),
  ];
  return [...Map.groupBy(things, ({ labels }) => labels[RUN_LABEL] ?? '')].map(([run, ofRun]) => {
    const ids = (kind: Labelled['kind']): string[] => ofRun.filter((thing) => thing.kind === kind).map(({ id }) => id);
    return {
      run,
      state: stateOf(ofRun[0]?.labels ?? {}),
      containers: ids('containers'),
      networks: ids('networks'),
      volumes: ids('volumes'),
    };
  });
}

function stateOf(labels: Labels): Leftover['state'] {
  if (ownerAlive(labels[OWNER_LABEL] ?? '')) return 'running';
  return labels[KEEP_LABEL] ? 'kept' : 'abandoned';
}

/** Removes all of a run: containers first, because they hold the network and the volume. Twice is once. */
export async function removeRun(engine: Dockerode, run: string): Promise<void> {
  for (const { containers, networks, volumes } of await findLeftovers(engine, run)) {
    await Promise.all(containers.map((id) => goneIsFine(engine.getContainer(id).remove({ force: true, v: true }))));
    await Promise.all(networks.map((id) => goneIsFine(engine.getNetwork(id).remove())));
    await Promise.all(volumes.map((name) => goneIsFine(engine.getVolume(name).remove())));
  }
}

/** 404: gone already. 409: its removal is under way. */
async function goneIsFine(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode !== 404 && statusCode !== 409) throw error;
  }
}
