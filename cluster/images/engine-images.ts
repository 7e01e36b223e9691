import type Dockerode from 'dockerode';
import type { Say } from '../wait.ts';

/** Longest silence of a registry before it counts as absent, ms. */
const SILENCE_MS = 30_000;

export async function exists(engine: Dockerode, tag: string): Promise<boolean> {
  try {
    await engine.getImage(tag).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

export type Pulled = { readonly pulled: true } | { readonly pulled: false; readonly reason: string };

/** Pulls an image where a registry answers. A registry that is absent or silent is an answer, not an error. */
export async function pull(engine: Dockerode, tag: string, say: Say): Promise<Pulled> {
  if (await exists(engine, tag)) return { pulled: true };
  const abort = new AbortController();
  let silence = setTimeout(() => abort.abort(), SILENCE_MS);
  try {
    const stream = await engine.pull(tag, { abortSignal: abort.signal });
    await new Promise<void>((resolve, reject) => {
      abort.signal.addEventListener('abort', () => reject(new Error('the registry fell silent')), { once: true });
      engine.modem.followProgress(
        stream,
        (error) => (error ? reject(error) : resolve()),
        ({ id, status, progress }: { id?: string; status?: string; progress?: string }) => {
          clearTimeout(silence);
          silence = setTimeout(() => abort.abort(), SILENCE_MS);
          say(`pulling ${tag}: ${[id, status, progress].filter(Boolean).join(' ')}`);
        },
      );
    });
    return { pulled: true };
  } catch (error) {
    return { pulled: false, reason: reasonOf(error) };
  } finally {
    clearTimeout(silence);
  }
}

function reasonOf(error: unknown): string {
  const json = (error as { json?: { message?: string } }).json;
  return json?.message ?? (error instanceof Error ? error.message : String(error));
}
