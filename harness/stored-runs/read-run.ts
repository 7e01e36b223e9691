import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { findingPhrase, signatureText, signedFindings } from '../../checkers/signature.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import { ENVIRONMENT_FILE, EVENTS_FILE, PLAN_FILE, VERDICT_FILE } from '../../history/run-directory.ts';
import { MICROS_PER_MS, MS_PER_SECOND } from '../../history/time.ts';
import type { CountedSignature, RunStatus, StoredRun } from '../../report/stored/model.ts';
import { outcomeOf } from '../campaign/outcome.ts';
import { expectedSignature } from '../signature.ts';
import { cluesOfVerdict } from './clues.ts';
import { endOfHistory, type HistoryEnd } from './history-end.ts';
import { environmentSchema, type StoredPlan, storedPlanSchema, verdictSchema } from './schemas.ts';
import { type Read, readStored } from './stored-file.ts';

/** A run that has written nothing for so long does not go on: servers that boot are the longest silence, and were seen to take 3 minutes. ms. */
export const SILENT_MS = 10 * 60_000;

/** `20261123T194837Z-7`, with `-2` behind it where a run of that second and seed was there already. */
const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(\d+)(?:-\d+)?$/;

/** When the run of a directory began, ms since the epoch, and its seed; nothing where it is none of a run. */
export function readName(name: string): { readonly at: number; readonly seed: number } | undefined {
  const [, year, month, day, hour, minute, second, seed] = NAME.exec(name) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : { at, seed: Number(seed) };
}

/**
 * What is known of one run, from its small files and the last line of its history. Half-written and broken files are told of, and never thrown.
 * @param now ms since the epoch.
 * @returns nothing where the directory is none of a run.
 */
export function readRun(root: string, scenario: string, name: string, now: number): StoredRun | undefined {
  const named = readName(name);
  if (!named) return undefined;
  const file = (its: string): string => join(root, scenario, name, its);
  const plan = readStored(file(PLAN_FILE), storedPlanSchema);
  const verdict = readStored(file(VERDICT_FILE), verdictSchema);
  const environment = readStored(file(ENVIRONMENT_FILE), environmentSchema);
  const end = endOfHistory(file(EVENTS_FILE));
  const at = named.at;
  const alive = now - lastWritten(file(EVENTS_FILE), at) < SILENT_MS;
  const scheduler = valueIn(environment)?.dolphinscheduler;
  const cluster = valueIn(plan)?.cluster;
  const lastAt = end?.at === undefined ? undefined : end.at / MICROS_PER_MS;
  return {
    run: `${scenario}/${name}`,
    scenario,
    name,
    at,
    seed: valueIn(plan)?.seed ?? named.seed,
    seconds: lastAt === undefined ? undefined : Math.max(0, Math.round((lastAt - at) / MS_PER_SECOND)),
    about: valueIn(plan)?.about,
    version: scheduler?.version,
    origin: scheduler?.origin,
    build: scheduler?.build,
    strategy: cluster?.registryDisconnectStrategy,
    fixes: cluster?.fixes ?? [],
    faults: valueIn(plan)?.faults.map(({ strike }) => strike.kind),
    ...whatCame(verdict, end, alive),
    ...whatWasFound(valueIn(verdict), valueIn(plan)),
    problems: [
      ...problemOf(PLAN_FILE, plan),
      ...problemOf(VERDICT_FILE, verdict),
      ...problemOf(ENVIRONMENT_FILE, environment),
    ],
  };
}

function whatCame(
  verdict: Read<Verdict>,
  end: HistoryEnd | undefined,
  alive: boolean,
): { readonly status: RunStatus; readonly reason: string } {
  switch (verdict.kind) {
    case 'read': {
      const { verdict: status, reasons } = verdict.value;
      return { status, reason: reasons[0] ?? '' };
    }
    case 'bad':
      return { status: 'unreadable', reason: 'It was judged, but what came out cannot be read.' };
    case 'absent':
      if (alive) return { status: 'running', reason: end?.end ? 'It is being judged.' : 'It still goes on.' };
      return {
        status: 'cut short',
        reason: end?.end
          ? `It ended (${end.end.outcome}: ${end.end.reason}), and was not judged.`
          : 'It was killed before it had a verdict.',
      };
    default:
      return verdict satisfies never;
  }
}

function whatWasFound(
  verdict: Verdict | undefined,
  plan: StoredPlan | undefined,
): Pick<StoredRun, 'sentence' | 'signatures' | 'expects' | 'outcome'> {
  const wanted = plan && expectedSignature(plan);
  const expects = wanted && findingPhrase(wanted);
  if (!verdict || !plan) return { signatures: [], expects };
  const clues = cluesOfVerdict(verdict, plan);
  const violations = new Set(verdict.violations);
  const counted = new Map<string, CountedSignature>();
  for (const { signature: its, finding } of signedFindings(verdict, clues)) {
    const signature = signatureText(its);
    const before = counted.get(signature);
    counted.set(signature, {
      signature,
      count: (before?.count ?? 0) + 1,
      violation: (before?.violation ?? false) || violations.has(finding),
    });
  }
  const [first] = [...verdict.violations, ...verdict.doubts, ...verdict.notes];
  return {
    sentence: first?.sentence,
    signatures: [...counted.values()],
    expects,
    outcome: wanted && outcomeOf({ verdict, clues, workAt: undefined }, wanted, plan.contract),
  };
}

function lastWritten(path: string, otherwise: number): number {
  return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? otherwise;
}

function valueIn<T>(read: Read<T>): T | undefined {
  return read.kind === 'read' ? read.value : undefined;
}

function problemOf(file: string, read: Read<unknown>): readonly string[] {
  return read.kind === 'bad' ? [`${file} cannot be read: ${read.reason}`] : [];
}
