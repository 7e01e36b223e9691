import type { StoredRun } from '../stored/model.ts';
import type { RunsQuery } from './model.ts';

type Named = Pick<StoredRun, 'scenario' | 'name'>;

/** The page of a run. */
export function runLink({ scenario, name }: Named): string {
  return `/runs/${encodeURIComponent(scenario)}/${encodeURIComponent(name)}/`;
}

/** A file of a run: `logs/master-1.log`. */
export function fileLink(run: Named, file: string): string {
  return `${runLink(run)}${file.split('/').map(encodeURIComponent).join('/')}`;
}

/** The page of a matrix, as it lies in the folder of runs. */
export function matrixLink(name: string, file = 'matrix.html'): string {
  return `/runs/${encodeURIComponent(`matrix-${name}`)}/${file}`;
}

export function compareLink(left: Pick<StoredRun, 'run'>, right: Pick<StoredRun, 'run'>): string {
  return withQuery('/compare', { left: left.run, right: right.run });
}

export function runsLink(query: RunsQuery): string {
  return withQuery('/', { ...query });
}

export function trendsLink({ scenario, version, strategy }: RunsQuery): string {
  return withQuery('/trends', { scenario, version, strategy });
}

/** What is empty is left out, so that the same page has the same URL. */
function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
