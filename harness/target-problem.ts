import { isEnsembleRole, linkKinds, readTarget, type StrikeKind, targetWords } from './strikes.ts';

/** What a target is looked for among. */
interface Scene {
  readonly masters: number;
  readonly workers: number;
  readonly zookeepers: number;
  /** Names of tasks. */
  readonly tasks: readonly string[];
  /** The fault's own name, and those of the faults listed before it. */
  readonly fault: string;
  readonly earlier: readonly string[];
  /** Role of the servers that the fault can strike; any where absent. */
  readonly needs?: 'master' | 'worker' | undefined;
}

const rolesOf: Readonly<Record<'master' | 'worker', readonly string[]>> = {
  master: ['owner', 'standby', 'target-of'],
  worker: ['worker', 'worker-of', 'other-worker-of', 'target-of'],
};

/** @returns in words why a fault cannot strike a target; nothing where it can. */
export function targetProblem(kind: StrikeKind, text: string, scene: Scene): string | undefined {
  const { masters, workers, zookeepers, tasks, earlier, fault, needs } = scene;
  const target = readTarget(text);
  const onLink = (linkKinds as readonly string[]).includes(kind);
  if (!target) return `${text} is no target; targets are ${targetWords.join(', ')}`;
  if (needs && !rolesOf[needs].includes(target.role)) return `only a ${needs} comes to that point; name one`;
  if (isEnsembleRole(target.role)) {
    if (onLink)
      return `${kind} strikes a link, and links are what a master, a worker or the api reaches; name one of them`;
    return zookeepers === 1
      ? 'one ZooKeeper has no leader; cluster.zookeepers must be 3, or name zookeeper'
      : undefined;
  }
  if ((onLink || kind === 'partition') && (target.role === 'zookeeper' || target.role === 'database'))
    return `${kind} strikes what a master, a worker or the api reaches; name one of them`;
  if (target.role === 'zookeeper' && zookeepers > 1)
    return 'there are several; name zk-leader, zk-follower or zk-other-follower';
  if (target.role === 'standby' && masters < 2) return 'one master has no standby; cluster.masters must be 2 or more';
  if (target.role === 'other-worker-of' && workers < 2) return 'there is one worker; cluster.workers must be 2 or more';
  if (target.role === 'target-of' && !earlier.includes(target.fault))
    return `there is no fault ${target.fault} listed before ${fault}`;
  return 'task' in target && !tasks.includes(target.task) ? noTask(target.task, tasks) : undefined;
}

export function noTask(task: string, tasks: readonly string[]): string {
  return `there is no task ${task}; tasks are ${tasks.join(', ')}`;
}
