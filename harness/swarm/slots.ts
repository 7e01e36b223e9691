import { z } from 'zod';

/** A task as Swarm tells of it, as far as it matters here. */
export const taskSchema = z.object({
  ID: z.string(),
  CreatedAt: z.string(),
  ServiceID: z.string(),
  /** From 0 on, which Swarm leaves out. */
  Slot: z.number().default(0),
  NodeID: z.string().default(''),
  DesiredState: z.string(),
  Status: z.object({ State: z.string(), Err: z.string().default(''), Message: z.string().default('') }),
});
export type SwarmTask = z.infer<typeof taskSchema>;

/** A node: its name for people, and whether its tasks can be heard of. */
export const nodeSchema = z.object({
  ID: z.string(),
  Description: z.object({ Hostname: z.string() }),
  Status: z.object({ State: z.string() }),
});
export type SwarmNode = z.infer<typeof nodeSchema>;

/** What a shard has had of a Swarm. */
export interface ShardTasks {
  /** How often it was submitted by itself because it had been lost; 0: it is of the job's own service. */
  readonly attempt: number;
  /** Of all attempts. */
  readonly tasks: readonly SwarmTask[];
  /** Of the newest attempt. What becomes of those before it is nobody's concern any more. */
  readonly newest: readonly SwarmTask[];
}

/**
 * How a shard is getting on. `lost`: its task was on a node that is down. Swarm itself waits a day before it gives such a task of a job up, so it is
 * for us to start another. `failed`: its tasks ended without coming to an end of the shard, and Swarm starts no other.
 */
export type ShardState =
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'running'; readonly node: string; readonly attempt: number }
  | { readonly kind: 'complete' }
  | { readonly kind: 'lost'; readonly node: string }
  | { readonly kind: 'failed'; readonly reason: string };

const BEFORE_RUNNING = ['new', 'allocated', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting'];

/**
 * How a shard is getting on. Pure.
 * @param nodes all of the Swarm.
 */
export function stateOfShard({ tasks, newest }: ShardTasks, nodes: readonly SwarmNode[]): ShardState {
  if (tasks.some(({ Status: { State: state } }) => state === 'complete')) return { kind: 'complete' };
  const last = [...newest].sort((a, b) => (a.CreatedAt < b.CreatedAt ? -1 : 1)).at(-1);
  if (!last) return { kind: 'waiting', reason: 'Swarm has not begun' };
  const { State: state, Err: error, Message: message } = last.Status;
  const node = nodes.find(({ ID: id }) => id === last.NodeID);
  const name = node?.Description.Hostname ?? last.NodeID;
  const over = state !== 'running' && !BEFORE_RUNNING.includes(state);
  if (over) {
    const reason = `${state} on ${name}: ${error || message}`;
    // Swarm starts its successor soon, and wants this one no longer once it has, or will not.
    return last.DesiredState === 'complete' ? { kind: 'waiting', reason } : { kind: 'failed', reason };
  }
  if (isLost(last, node)) return { kind: 'lost', node: name };
  // Every node is, for half a minute, after its manager has started again. What runs there may well go on.
  if (node && node.Status.State !== 'ready') return { kind: 'waiting', reason: `node ${name} is not heard of` };
  if (state === 'running') return { kind: 'running', node: name, attempt: tasks.length };
  return { kind: 'waiting', reason: error || message || state };
}

/** Of a task that has a node: a node that was removed from the Swarm is as gone as one that is down. */
function isLost({ NodeID: id }: SwarmTask, node: SwarmNode | undefined): boolean {
  return id !== '' && (node === undefined || node.Status.State === 'down');
}

/** Whether a task may still do something: one on a node that is lost can't, as far as anybody hears. Pure. */
export function isActive(task: SwarmTask, nodes: readonly SwarmNode[]): boolean {
  const node = nodes.find(({ ID: id }) => id === task.NodeID);
  const { State: state } = task.Status;
  return node !== undefined && !isLost(task, node) && (state === 'running' || BEFORE_RUNNING.includes(state));
}

/** `shard 2 of 3  running on worker-7 (attempt 2)`. */
export function stateInWords(state: ShardState): string {
  switch (state.kind) {
    case 'waiting':
      return `waiting (${state.reason})`;
    case 'running':
      return `running on ${state.node}${state.attempt > 1 ? ` (attempt ${state.attempt})` : ''}`;
    case 'complete':
      return 'complete';
    case 'lost':
      return `lost with ${state.node}`;
    case 'failed':
      return `given up (${state.reason})`;
    default:
      return state satisfies never;
  }
}
