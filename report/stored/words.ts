import type { StoredRun } from './model.ts';

/** `2026-11-23 22:28:49`, UTC. */
export function utcOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** `46 s`, `2 min 05 s`, `1 h 02 min`. */
export function lengthOf(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** `3.2.2`, `3.2.2 build c08bcb087b2c`; nothing where it is not known. */
export function systemOf({ version, build }: Pick<StoredRun, 'version' | 'build'>): string {
  if (version === undefined) return '';
  return build === undefined ? version : `${version} build ${build}`;
}

/** `waiting`, `stop + host-check`. */
export function settingsOf({ strategy, fixes }: Pick<StoredRun, 'strategy' | 'fixes'>): string {
  return [strategy, ...fixes].filter((each) => each !== undefined).join(' + ');
}

/** The one line that says most: why there is no answer, what is proved first, or that there is nothing. */
export function gistOf({ status, reason = '', sentence }: Pick<StoredRun, 'status' | 'reason' | 'sentence'>): string {
  if (status === 'violation') return sentence ?? reason;
  if (status === 'pass') return sentence === undefined ? 'Nothing was found.' : `No promise is broken. ${sentence}`;
  return reason.split('\n', 1)[0] ?? '';
}
