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

export interface ImageOptions {
  readonly dolphinscheduler: string;
  readonly origin: Origin;
}

/** Options of every command that needs images. */
export function withImageOptions(command: Command): Command {
  return command
    .option('--dolphinscheduler <version>', 'version of DolphinScheduler', DEFAULT_VERSION)
    .option(
      '--origin <origin>',
      `where its servers come from: ${origins.join(', ')} (auto: official images where a registry answers, else assembled from Maven Central)`,
      readOrigin,
      'auto',
    );
}

export function readSeed(text: string): number {
  return wholeNumber('--seed', text, 0, GREATEST_SEED);
}

export function readPort(text: string): number {
  return wholeNumber('--api-port', text, 1, GREATEST_PORT);
}

export function drawSeed(): number {
  return randomInt(GREATEST_SEED);
}

function readOrigin(text: string): Origin {
  const origin = origins.find((candidate) => candidate === text);
  if (!origin) throw new UsageError(`--origin ${text}: must be one of ${origins.join(', ')}`);
  return origin;
}

/** @throws UsageError that names the option. */
export function wholeNumber(option: string, text: string, least: number, greatest: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= greatest) return number;
  throw new UsageError(`${option} ${text}: must be a whole number from ${least} to ${greatest}`);
}
