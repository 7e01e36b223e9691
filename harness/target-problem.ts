import { linkKinds, readTarget, type StrikeKind, targetWords } from './strikes.ts';

/** What a target is looked for among. */
interface Scene {
  readonly masters: number;
  readonly workers: number;
  /** Names of tasks. */
  readonly tasks: readonly string[];
  /** The fault's own name, and those of the faults listed before it. */
  readonly fault: string;
  readonly earlier: readonly string[];
}

/** @returns in words why a fault cannot strike a target; nothing where it can. */
export function targetProblem(kind: StrikeKind, text: string, scene: Scene): string | undefined {
  const { masters, workers, tasks, earlier, fault } = scene;
  const target = readTarget(text);
  const strikesServers = kind === 'partition' || (linkKinds as readonly string[]).includes(kind);
  if (!target) return `${text} is no target; targets are ${targetWords.join(', ')}`;
  if (strikesServers && (target.role === 'zookeeper' || target.role === 'database'))
    return `${kind} strikes what a master, a worker or the api reaches; name one of them`;
  if (target.role === 'standby' && masters < 2) return 'one master has no standby; cluster.masters must be 2 or more';
  if (target.role === 'other-worker-of' && workers < 2) return 'there is one worker; cluster.workers must be 2 or more';
  if (target.role === 'target-of' && !earlier.includes(target.fault))
    return `there is no fault ${target.fault} listed before ${fault}`;
  return 'task' in target && !tasks.includes(target.task) ? noTask(target.task, tasks) : undefined;
}

export function noTask(task: string, tasks: readonly string[]): string {
  return `there is no task ${task}; tasks are ${tasks.join(', ')}`;
}
