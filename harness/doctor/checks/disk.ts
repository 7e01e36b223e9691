import { statfsSync } from 'node:fs';
import { type Check, engineInfo, type Judgement } from '../check.ts';
import { imagesState } from './images.ts';
import { inGigabytes } from './memory.ts';

/** What building takes, with what it needs on the way; and what runs write, with their images there. */
const BUILD_BYTES = 10_000_000_000;
const RUN_BYTES = 1_000_000_000;

export const disk: Check = {
  name: 'disk',
  deadlineMs: 20_000,
  async look(place) {
    const root = (await engineInfo(place))?.DockerRootDir;
    const build = root !== undefined && (await imagesState(await place.engine())).missing.length > 0;
    const places = [...(root === undefined ? [] : [root]), process.cwd()].flatMap((path) => {
      try {
        const { bavail, bsize } = statfsSync(path);
        return [{ path, free: bavail * bsize }];
      } catch {
        // The engine's folder is in another machine's file system, or hidden from this user.
        return [];
      }
    });
    return judgeDisk({ places, build });
  },
};

interface Space {
  readonly places: readonly { readonly path: string; readonly free: number }[];
  /** Whether images are still to be built. */
  readonly build: boolean;
}

export function judgeDisk({ places, build }: Space): Judgement {
  const needed = build ? BUILD_BYTES : RUN_BYTES;
  const least = places.reduce((a, b) => (b.free < a.free ? b : a), { path: '', free: Number.POSITIVE_INFINITY });
  if (places.length === 0) return { state: 'warning', says: 'where images live cannot be looked at from here' };
  const says = `${inGigabytes(least.free)} are free in ${least.path}; ${build ? 'building images' : 'runs'} may take ${inGigabytes(needed)}`;
  if (least.free < needed / 4)
    return {
      state: 'wrong',
      says,
      fix: 'docker system df shows what takes it; docker image rm, docker builder prune free it',
    };
  if (least.free < needed)
    return { state: 'warning', says, fix: 'docker system df shows what takes it; docker builder prune frees some' };
  return { state: 'ok', says };
}
