import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { type Origin, origins } from '../../cluster/images/origin.ts';
import { DEFAULT_VERSION } from '../../cluster/images/recipes.ts';
import { UsageError } from '../usage-error.ts';

/** Adds one command to the program; `finish` takes its exit code. */
export type AddCommand = (program: Command, signal: AbortSignal, finish: (code: number) => void) => void;

/** Greatest seed: 31 bits, so that it is the same number in every language. */
export const GREATEST_SEED = 2 ** 31 - 1;
const GREATEST_PORT = 65_535;
/** More than anybody has time for. */
const MOST_RUNS = 100_000;
/** Where run directories are made. */
export const DEFAULT_RUNS = 'runs';

export interface ImageOptions {
  readonly dolphinscheduler: string;
  readonly origin: Origin;
}

/** Of a command that runs a stored plan: without a version, that of its run is meant. */
export interface StoredImageOptions extends Omit<ImageOptions, 'dolphinscheduler'> {
  readonly dolphinscheduler?: string;
}

export interface SearchOptions {
  readonly runs: number;
  readonly time: string;
  readonly cluster?: string;
  readonly folder: string;
}

/** Options of a command that needs images. */
export function withImageOptions(command: Command): Command {
  return withOrigin(command.option('--dolphinscheduler <version>', 'version of DolphinScheduler', DEFAULT_VERSION));
}

/** Options of a command that needs images for a stored plan. */
export function withStoredImageOptions(command: Command): Command {
  return withOrigin(
    command.option('--dolphinscheduler <version>', 'version of DolphinScheduler; that of the stored run where absent'),
  );
}

/** Where images come from, of a command that knows the versions otherwise. */
export function withOrigin(command: Command): Command {
  return command.option(
    '--origin <origin>',
    `where its servers come from: ${origins.join(', ')} (auto: your own build where images of it are there, else official images where a registry answers, else assembled from Maven Central)`,
    readOrigin,
    'auto',
  );
}

/** Options of a command that searches: what it may take, and where it runs. */
export function withSearchOptions(command: Command, most: { readonly runs: number; readonly time: string }): Command {
  return withCount(command, '--runs <number>', 'at most so many runs', most.runs)
    .option('--time <time>', 'no run is begun after so long: 90s, 30m, 2h', most.time)
    .option('--cluster <name>', 'search on a cluster that stands; where absent, one is started and removed at the end')
    .option('--folder <folder>', 'where run directories are made', DEFAULT_RUNS);
}

export function readSeed(text: string): number {
  return wholeNumber('--seed', text, 0, GREATEST_SEED);
}

export function readPort(text: string): number {
  return portOf('--api-port')(text);
}

/** Reads the port that an option takes. */
export function portOf(option: string): (text: string) => number {
  return (text) => wholeNumber(option, text, 1, GREATEST_PORT);
}

export function drawSeed(): number {
  return randomInt(GREATEST_SEED);
}

/** Reads `90s`, `30m`, `2h`. @returns ms. @throws UsageError that names the option. */
export function readTime(option: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const ms = { s: 1_000, m: 60_000, h: 3_600_000 }[unit ?? ''];
  if (number !== undefined && ms !== undefined) return Math.round(Number(number) * ms);
  throw new UsageError(`${option} ${text}: must be a number with its unit: 90s, 30m, 2h`);
}

/** Reads a number between 0 and 1, without both. @throws UsageError that names the option. */
export function readProbability(option: string, text: string): number {
  const number = Number(text);
  if (number > 0 && number < 1) return number;
  throw new UsageError(`${option} ${text}: must be a number between 0 and 1`);
}

function readOrigin(text: string): Origin {
  const origin = origins.find((candidate) => candidate === text);
  if (!origin) throw new UsageError(`--origin ${text}: must be one of ${origins.join(', ')}`);
  return origin;
}

/** Adds an option that takes a count, from 1 on. `flags`: its name first, as `--quiet <runs>`. */
export function withCount(command: Command, flags: string, description: string, preset?: number): Command {
  const [name = flags] = flags.split(/[ ,]/);
  return command.option(flags, description, (text) => wholeNumber(name, text, 1, MOST_RUNS), preset);
}

/** @throws UsageError that names the option. */
function wholeNumber(option: string, text: string, least: number, greatest: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= greatest) return number;
  throw new UsageError(`${option} ${text}: must be a whole number from ${least} to ${greatest}`);
}
