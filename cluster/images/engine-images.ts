import type Dockerode from 'dockerode';
import { reasonOf } from '../../history/reason.ts';
import type { Say } from '../wait.ts';

/** Longest silence of a registry before it counts as absent, ms. */
const SILENCE_MS = 30_000;

export async function exists(engine: Dockerode, tag: string): Promise<boolean> {
  return (await inspectImage(engine, tag)) !== undefined;
}

/** @returns what the engine knows of an image; nothing where it does not have it. */
export async function inspectImage(engine: Dockerode, tag: string): Promise<Dockerode.ImageInspectInfo | undefined> {
  try {
    return await engine.getImage(tag).inspect();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/** One line of what the engine says of a pull, build or import. */
export interface EngineProgress {
  readonly id?: string;
  readonly status?: string;
  readonly progress?: string;
  readonly stream?: string;
  readonly error?: string;
}

/**
 * Hears a pull, build or import to its end.
 * @throws Error with the engine's words: a failure is a line of the stream, which dockerode's `followProgress` lets pass as a success.
 */
export async function followProgress(
  engine: Dockerode,
  stream: NodeJS.ReadableStream,
  hear: (progress: EngineProgress) => void,
): Promise<void> {
  const lines = await new Promise<readonly EngineProgress[]>((resolve, reject) => {
    engine.modem.followProgress(stream, (error, output) => (error ? reject(error) : resolve(output)), hear);
  });
  const failed = lines.find(({ error }) => error !== undefined);
  if (failed) throw new Error(failed.error);
}

export type Pulled = { readonly pulled: true } | { readonly pulled: false; readonly reason: string };

/** Pulls an image where a registry answers. A registry that is absent or silent is an answer, not an error. */
export async function pull(engine: Dockerode, tag: string, say: Say, signal: AbortSignal): Promise<Pulled> {
  if (await exists(engine, tag)) return { pulled: true };
  const abort = new AbortController();
  let silence = setTimeout(() => abort.abort(), SILENCE_MS);
  try {
    const stream = await engine.pull(tag, { abortSignal: AbortSignal.any([abort.signal, signal]) });
    const silent = new Promise<never>((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(new Error('the registry fell silent')), { once: true });
    });
    const pulling = followProgress(engine, stream, ({ id, status, progress }) => {
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), SILENCE_MS);
      say(`pulling ${tag}: ${[id, status, progress].filter(Boolean).join(' ')}`);
    });
    await Promise.race([pulling, silent]);
    return { pulled: true };
  } catch (error) {
    signal.throwIfAborted();
    return { pulled: false, reason: engineReason(error) };
  } finally {
    clearTimeout(silence);
  }
}

function engineReason(error: unknown): string {
  const json = (error as { json?: { message?: string } }).json;
  return json?.message ?? reasonOf(error);
}
