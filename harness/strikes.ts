/** Which way bytes go: `upstream` from the server to its neighbour, `downstream` back. */
export const directions = ['upstream', 'downstream'] as const;

/** Faults on a server's link to a neighbour. */
export const linkKinds = ['refuse', 'blackhole', 'half-open', 'reset', 'latency', 'flap'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** Kinds of fault; each has a file under `faults/`. */
export const strikeKinds = [...linkKinds, 'partition', 'pause', 'kill', 'restart', 'failpoint'] as const;
export type StrikeKind = (typeof strikeKinds)[number];

/**
 * Points in a server's program at which a thread can be held, delayed or failed, by the role that comes to it: docker/agent/README.md says where each is.
 * `before-result-acknowledged`: the master's row is written, the worker's answer comes next. `before-execute`: the task is accepted, its process comes next.
 */
export const failpoints = {
  master: [
    'before-submit',
    'before-insert',
    'before-dispatch',
    'after-dispatch',
    'before-result-acknowledged',
    'before-workers-read',
  ],
  worker: ['before-execute'],
} as const;
export const points = [...failpoints.master, ...failpoints.worker] as const;
export type Point = (typeof points)[number];

/** @returns the role of the servers that come to a point. */
export function roleOfPoint(point: Point): 'master' | 'worker' {
  return (failpoints.worker as readonly string[]).includes(point) ? 'worker' : 'master';
}

/** What becomes of a thread there: held until the heal, held for a while, or failed as by a database that answers with an error. */
export const failpointActions = ['hold', 'delay', 'fail'] as const;

/** Roles within an ensemble. */
const ensembleRoles = ['zk-leader', 'zk-follower', 'zk-other-follower'] as const;
export type EnsembleRole = (typeof ensembleRoles)[number];

/** Roles that are resolved when the fault fires; for people, and for `isTarget`. */
export const targetWords = [
  'owner',
  'standby',
  'worker',
  'worker-of:<task>',
  'other-worker-of:<task>',
  'target-of:<fault>',
  'zookeeper',
  ...ensembleRoles,
  'database',
  'api',
] as const;

export function isEnsembleRole(role: string): role is EnsembleRole {
  return (ensembleRoles as readonly string[]).includes(role);
}

export type Target =
  | { readonly role: 'owner' | 'standby' | 'worker' | 'zookeeper' | EnsembleRole | 'database' | 'api' }
  | { readonly role: 'worker-of' | 'other-worker-of'; readonly task: string }
  | { readonly role: 'target-of'; readonly fault: string };

/**
 * Reads a role. `owner`: the master that the workflow's row names then; `standby`: a master that it does not name; `worker`: the one that runs the
 * trigger's task, or any task of its workflow; `worker-of:t1`: the one that ran t1 last, `other-worker-of:t1` one that did not; `target-of:cut`:
 * the server that the fault cut struck. `zookeeper` is the one that is alone; of an ensemble, `zk-leader` leads, and the other two follow, in order of
 * their names.
 * @returns nothing where it is none.
 */
export function readTarget(text: string): Target | undefined {
  switch (text) {
    case 'owner':
    case 'standby':
    case 'worker':
    case 'zookeeper':
    case 'database':
    case 'api':
      return { role: text };
    default:
      if (isEnsembleRole(text)) return { role: text };
  }
  const [role, name, ...more] = text.split(':');
  if (!name || more.length > 0) return undefined;
  if (role === 'worker-of' || role === 'other-worker-of') return { role, task: name };
  return role === 'target-of' ? { role, fault: name } : undefined;
}
