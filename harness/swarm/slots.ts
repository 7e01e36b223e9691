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
 * How a shard is getting on, from all tasks that it has had, whichever service they are of. Pure.
 * @param nodes all of the Swarm.
 */
export function stateOfShard(tasks: readonly SwarmTask[], nodes: readonly SwarmNode[]): ShardState {
  if (tasks.some(({ Status: { State: state } }) => state === 'complete')) return { kind: 'complete' };
  const inOrder = [...tasks].sort((a, b) => (a.CreatedAt < b.CreatedAt ? -1 : 1));
  const last = inOrder.at(-1);
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
  // A node that was removed from the Swarm is as gone as one that is down.
  if (last.NodeID !== '' && node?.Status.State !== 'ready') return { kind: 'lost', node: name };
  if (state === 'running') return { kind: 'running', node: name, attempt: inOrder.length };
  return { kind: 'waiting', reason: error || message || state };
}

/** Whether a task may still do something: one on a node that is down is not heard of. Pure. */
export function isActive({ Status: { State: state }, NodeID: id }: SwarmTask, nodes: readonly SwarmNode[]): boolean {
  const node = nodes.find(({ ID: its }) => its === id);
  return node?.Status.State === 'ready' && (state === 'running' || BEFORE_RUNNING.includes(state));
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
