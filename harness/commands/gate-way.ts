import type { Command } from 'commander';
import { UsageError } from '../usage-error.ts';

/** Options that say which way it goes. */
export interface GateOptions {
  readonly baseline?: string;
  readonly candidate?: readonly string[];
  readonly save?: string;
  readonly plan?: true;
  readonly risk: number;
  readonly before?: number;
  readonly after?: number;
  readonly power: number;
  readonly findings: number;
}

/** What the gate is asked for. */
export type GateWay =
  | { readonly kind: 'compare'; readonly baseline: string; readonly candidate: readonly string[] }
  | { readonly kind: 'save'; readonly file: string; readonly candidate: readonly string[] }
  | {
      readonly kind: 'plan';
      readonly before: number;
      readonly after: number;
      readonly risk: number;
      readonly power: number;
      readonly findings: number;
    };

/** Which of its ways is asked for. @throws UsageError where that cannot be told, or something of it is missing. */
export function wayOf(options: GateOptions, command: Command): GateWay {
  const { baseline, candidate, save: file, plan, before, after, risk, power, findings } = options;
  const ways = [
    ...(plan ? ['--plan'] : []),
    ...(file === undefined ? [] : ['--save']),
    ...(baseline === undefined ? [] : ['--baseline']),
  ];
  if (ways.length !== 1)
    throw new UsageError(
      ways.length === 0
        ? 'give --baseline <file>, --save <file> or --plan; ./doublerun gate --help shows what each does'
        : `${ways.join(' and ')}: give one of them`,
    );
  const taken: readonly string[] = plan
    ? ['plan', 'before', 'after', 'risk', 'power', 'findings']
    : [
        'candidate',
        'buildsAlike',
        ...(file === undefined ? ['baseline', 'from', 'to', 'risk', 'least', 'format'] : ['save']),
      ];
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) === 'cli' && !taken.includes(name))
      throw new UsageError(`${option.long} says nothing with ${ways[0]}`);
  }
  if (plan) {
    if (before === undefined || after === undefined)
      throw new UsageError('--plan: give the rates that are to be told apart, as --before 0.9 --after 0.1');
    if (before === after) throw new UsageError(`--before ${before} --after ${after}: there is no change to see`);
    return { kind: 'plan', before, after, risk, power, findings };
  }
  if (candidate === undefined)
    throw new UsageError(`${ways[0]}: give the runs too: --candidate <folder of runs, or ledger file>`);
  return baseline === undefined
    ? { kind: 'save', file: file ?? '', candidate }
    : { kind: 'compare', baseline, candidate };
}
