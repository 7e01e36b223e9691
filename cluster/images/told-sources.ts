import { type Source, swarmTask } from '../labels.ts';
import { ImageError } from './error.ts';

/** By version of DolphinScheduler: what the whole of a Swarm's job runs. */
export type Sources = ReadonlyMap<string, Source>;

const origins: readonly Source['origin'][] = ['official', 'maven', 'dist'];

/** Of a task's environment. Swarm takes what is in two braces for a template, so this is no JSON. */
export const SOURCES_VARIABLE = 'DOUBLERUN_SOURCES';

/** `3.1.1:maven,3.2.2:dist:0123456789ab`. */
export function sourcesText(sources: Sources): string {
  return [...sources]
    .map(([version, { origin, build }]) => [version, origin, ...(build === undefined ? [] : [build])].join(':'))
    .join(',');
}

/** @throws Error where it is no text of `sourcesText`. */
export function readSources(text: string): Sources {
  return new Map(text.split(',').map((each) => readSource(each)));
}

function readSource(text: string): readonly [string, Source] {
  const [version, name, build, ...rest] = text.split(':');
  const origin = origins.find((each) => each === name);
  if (!version || !origin || rest.length > 0) throw new Error(`${text} names no version and its origin`);
  return [version, { origin, ...(build === undefined ? {} : { build }) }];
}

/**
 * What this process was told to run of a version, where it is of a task of a Swarm: each node would find another DolphinScheduler by itself, and one night
 * would be of several.
 * @throws ImageError `IMAGE_NOT_ON_NODE` where it was told of none.
 */
export function toldSource(version: string): Source | undefined {
  const text = process.env[SOURCES_VARIABLE];
  if (swarmTask() === undefined || text === undefined) return undefined;
  const source = readSources(text).get(version);
  if (source) return source;
  throw new ImageError(
    'IMAGE_NOT_ON_NODE',
    `this job does not run DolphinScheduler ${version}: who submitted it had none`,
  );
}
