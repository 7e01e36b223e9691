import { z } from 'zod';
import { base, count, micros, name } from './base.ts';

/** The proxy on a server's way to a neighbour. `link` names the way, `server` whose it is. */
const link = { ...base, source: z.literal('link'), link: name, server: name };

/** How the proxy is set: whether it takes connections, and what it does to those that it has (`timeout upstream`). */
export const linkState = z.strictObject({
  ...link,
  type: z.literal('link.state'),
  enabled: z.boolean(),
  toxics: z.array(name),
});

/** `client`: the server's end of a connection to the proxy, `address:port`. */
export const linkConnect = z.strictObject({ ...link, type: z.literal('link.connect'), client: name });
/** The connection is no more. `since`: the last moment at which it was still seen, µs. */
export const linkCut = z.strictObject({ ...link, type: z.literal('link.cut'), client: name, since: micros });

/**
 * Bytes of one direction that the proxy took in and passed on, since the witness first looked. What it took and did not pass on, it swallowed. Null
 * on the neighbour's side as long as nobody can tell which of the proxy's connections there belongs to this link.
 */
const stream = z.strictObject({ taken: count.nullable(), passed: count.nullable() });

/** Written when a number has changed. `since`: the last moment at which they were as before, µs. */
export const linkTraffic = z.strictObject({
  ...link,
  type: z.literal('link.traffic'),
  since: micros,
  connections: count,
  /** From the server to its neighbour. */
  up: stream,
  /** From the neighbour to the server. */
  down: stream,
});

/** Packets between two servers that reach each other directly, which the kernel of `server` has dropped by now, by its own count. */
export const linkDropped = z.strictObject({
  ...base,
  source: z.literal('link'),
  type: z.literal('link.dropped'),
  server: name,
  peer: name,
  packets: z.int().positive(),
});
