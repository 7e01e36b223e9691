import type { Verdict, VerdictName } from '../checkers/verdict.ts';
import { InterruptError } from './usage-error.ts';

/** What a command's exit code says; the same in every command. */
export const EXIT = { pass: 0, violation: 1, inconclusive: 2, broken: 3, usage: 64, interrupted: 130 } as const;

const codes: Record<VerdictName, number> = {
  pass: EXIT.pass,
  violation: EXIT.violation,
  inconclusive: EXIT.inconclusive,
  broken: EXIT.broken,
};

export function exitCodeOf({ verdict }: Verdict): number {
  return codes[verdict];
}

/** Of many runs: the worst verdict wins, and without any there is nothing that is known. */
export function exitCodeOfAll(verdicts: readonly VerdictName[]): number {
  return codes[worstOf(verdicts)];
}

export const worstFirst: readonly VerdictName[] = ['violation', 'broken', 'inconclusive', 'pass'];

/** The worst of many; of none, `inconclusive`. */
export function worstOf(verdicts: readonly VerdictName[]): VerdictName {
  return worstFirst.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}

/** For an error that ended a command: bad input, the user, or everything else, which says nothing about the scheduler. */
export function exitCodeOfError(error: unknown): number {
  if (error instanceof InterruptError) return EXIT.interrupted;
  const code = (error as { code?: unknown } | null)?.code;
  // A version that cannot be had, or a build, is something that the user named.
  const usage = new Set<unknown>([
    'USAGE',
    'VERSION_UNKNOWN',
    'AGENT_NO_RULES',
    'IMAGE_NO_SUCH_VERSION',
    'IMAGE_NO_DISTRIBUTION',
    'IMAGE_NOT_BUILT',
    'CLUSTER_UNKNOWN',
    'CLUSTER_BUSY',
  ]);
  return usage.has(code) ? EXIT.usage : EXIT.broken;
}
