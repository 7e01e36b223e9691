import type Dockerode from 'dockerode';
import { KEEP_LABEL, OWNER_LABEL, ownerAlive, RUN_LABEL, TASK_LABEL } from './labels.ts';
import { notYet, there, waitFor } from './wait.ts';

/** Time for the engine to remove a run, ms: nine containers are gone within 2 s on an idle machine. */
const REMOVAL_MS = 60_000;

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
  const inTasks = things.some(({ labels }) => labels[TASK_LABEL] !== undefined);
  const tasks = inTasks ? await runningTasks(engine) : new Set<string>();
  return [...Map.groupBy(things, ({ labels }) => labels[RUN_LABEL] ?? '')].map(([run, ofRun]) => {
    const ids = (kind: Labelled['kind']): string[] => ofRun.filter((thing) => thing.kind === kind).map(({ id }) => id);
    return {
      run,
      state: stateOf(ofRun[0]?.labels ?? {}, tasks),
      containers: ids('containers'),
      networks: ids('networks'),
      volumes: ids('volumes'),
    };
  });
}

/** On the container of a task, by Swarm: the task's name. */
const SWARM_TASK_LABEL = 'com.docker.swarm.task.id';

/** The Swarm tasks whose containers run on this engine. Their processes are in a container each, but it is this engine that knows whether those live. */
async function runningTasks(engine: Dockerode): Promise<ReadonlySet<string>> {
  const containers = await engine.listContainers({ filters: { label: [SWARM_TASK_LABEL] } });
  return new Set(containers.flatMap(({ Labels: labels }) => labels[SWARM_TASK_LABEL] ?? []));
}

function stateOf(labels: Labels, tasks: ReadonlySet<string>): Leftover['state'] {
  const task = labels[TASK_LABEL];
  const gone = task !== undefined && !tasks.has(task);
  if (!gone && ownerAlive(labels[OWNER_LABEL] ?? '')) return 'running';
  return labels[KEEP_LABEL] ? 'kept' : 'abandoned';
}

/**
 * Removes all of a run, and looks until nothing is left: what somebody else is removing at the same time, or is still in use, goes in
 * the next round. Twice is once.
 * @throws DeadlineError with what the engine says last.
 */
export async function removeRun(engine: Dockerode, run: string): Promise<void> {
  await waitFor({
    what: `removing ${run}`,
    deadlineMs: REMOVAL_MS,
    look: async () => {
      const [leftover] = await findLeftovers(engine, run);
      if (!leftover) return there(true);
      // Containers first, because they hold the network and the volume.
      const failures = [
        ...(await failuresOf(
          leftover.containers.map((id) => engine.getContainer(id).remove({ force: true, v: true })),
        )),
        ...(await failuresOf(leftover.networks.map((id) => engine.getNetwork(id).remove()))),
        ...(await failuresOf(leftover.volumes.map((name) => engine.getVolume(name).remove()))),
      ];
      return notYet(failures[0] ?? 'removed, looking again');
    },
  });
}

async function failuresOf(removals: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const results = await Promise.allSettled(removals);
  return results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
}
