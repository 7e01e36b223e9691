import type { RequestOptions, ServerOptions } from 'node:https';
import type { ConnectionOptions } from 'node:tls';

/** Bytes of the key that a job's tasks and whoever submitted it share. */
export const KEY_BYTES = 32;

/** Where a task finds the key: a secret of Swarm's, which only the job's own containers get. */
export const KEY_FILE = '/run/secrets/doublerun-key';

/** A run is so large at most, packed; one of an hour has a few megabytes. */
export const MOST_BYTES = 256 * 1024 * 1024;

export const DIGEST_HEADER = 'x-doublerun-sha256';

/** Which shard a task runs, and which attempt at it. */
export const SHARD_HEADER = 'x-doublerun-shard';
export const ATTEMPT_HEADER = 'x-doublerun-attempt';

const IDENTITY = 'doublerun-task';

/**
 * TLS by a key that both sides have (RFC 4279), without certificates: who has not got it can neither ask, nor answer, nor read along. Node takes such
 * keys up to TLS 1.2.
 */
const shared = {
  ciphers: 'ECDHE-PSK-CHACHA20-POLY1305',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
} as const;

export function serverOptions(key: Buffer): ServerOptions {
  return { ...shared, pskCallback: (_, identity) => (identity === IDENTITY ? key : null) };
}

export function clientOptions(key: Buffer): RequestOptions & ConnectionOptions {
  return {
    ...shared,
    agent: false,
    pskCallback: () => ({ psk: key, identity: IDENTITY }),
    // There is no certificate: whoever has the key is the one.
    checkServerIdentity: () => undefined,
  };
}
