import { z } from 'zod';
import { base, count, micros, name } from './base.ts';

/**
 * ZooKeeper, seen from its own side and on a link that no fault touches. `at` is when the witness learnt of a change, `since` the last
 * moment at which it saw things otherwise: the change itself lies between the two.
 */
const registry = { ...base, source: z.literal('registry'), since: micros };

/** ZooKeeper's name for it: `0x100000a2b3c0001`. */
const session = name;

/** A client has a session. `timeout`: what ZooKeeper granted, µs; null where no connection carries the session yet. */
export const sessionOpen = z.strictObject({
  ...registry,
  type: z.literal('session.open'),
  session,
  timeout: count.nullable(),
});
/** The session made the node that registers a server: it is that server's. */
export const sessionOwn = z.strictObject({ ...registry, type: z.literal('session.own'), session, server: name });
/** Another connection carries the session, or none (`null`): without one it lives on until its timeout. */
export const sessionMove = z.strictObject({
  ...registry,
  type: z.literal('session.move'),
  session,
  connection: name.nullable(),
});
/** The session is over: ZooKeeper did not hear of it for its timeout, or its client closed it. Its ephemeral nodes go with it. */
export const sessionEnd = z.strictObject({
  ...registry,
  type: z.literal('session.end'),
  session,
  reason: z.enum(['expired', 'closed', 'unknown']),
});

/** Of several servers of ZooKeeper's this one leads; null: nobody knows of one that does. */
export const registryLead = z.strictObject({ ...registry, type: z.literal('registry.lead'), server: name.nullable() });

const node = {
  ...registry,
  path: name,
  /** The session that made it; null where the witness saw the node, but not whose it is. */
  session: session.nullable(),
  /** For a server's own node the server that it registers, for a lock's the server of the session; null where nobody can tell. */
  server: name.nullable(),
  /** For the node of somebody who holds a lock or waits for it: the lowest number holds it. */
  lock: z.strictObject({ name, sequence: count }).optional(),
};

/** An ephemeral node: of a master, a worker, or of one who wants a lock. */
export const nodeCreate = z.strictObject({ ...node, type: z.literal('node.create') });
export const nodeDelete = z.strictObject({ ...node, type: z.literal('node.delete') });
