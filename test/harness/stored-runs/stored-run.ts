import type { StoredRun } from '../../../report/stored/model.ts';

const start = Date.parse('2026-10-03T12:00:00Z');

/** A run as a list has it; the seed tells when it began: so many minutes after the first. */
export function storedRun(seed: number, more: Partial<StoredRun> = {}): StoredRun {
  const { scenario = 'owner-cut-off' } = more;
  const name = `20261003T12${String(seed % 60).padStart(2, '0')}00Z-${seed}`;
  return {
    run: `${scenario}/${name}`,
    scenario,
    name,
    at: start + seed * 60_000,
    seconds: 40,
    seed,
    version: '3.1.1',
    origin: 'maven',
    strategy: 'waiting',
    fixes: [],
    faults: ['refuse'],
    status: 'pass',
    signatures: [],
    problems: [],
    ...more,
  };
}
