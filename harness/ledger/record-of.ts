import { type Clues, type SignedFinding, signedFindings, sorted } from '../../checkers/signature.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { Ran } from '../campaign/laboratory.ts';
import { isWhole, type Judged, secondsUntil, wantedFinding } from '../campaign/outcome.ts';
import { keyOfCellPlan, stimulusOfPlan } from '../plan-key.ts';
import type { Plan } from '../plan-schema.ts';
import { expectedSignature } from '../signature.ts';
import { DOUBLERUN_VERSION } from '../version.ts';
import { type FindingName, type LedgerRecord, nameOfFinding, type ProvedRecord } from './record.ts';

/** What a line of the ledger is made of, of a run that has a verdict. */
export interface LedgerResult extends Judged {
  readonly directory: { readonly run: string };
  readonly environment: { readonly dolphinscheduler: { readonly build?: string | undefined } } | undefined;
}

export interface LedgerContext {
  /** Of DolphinScheduler. */
  readonly version: string;
  /** When the run began, its cluster included. */
  readonly at: Date;
  readonly campaign?: LedgerRecord['campaign'];
}

/** What the ledger keeps of a run, whatever became of it. */
export function ledgerRecordOf(
  plan: Plan,
  ran: Ran<LedgerResult>,
  { version, at, campaign }: LedgerContext,
): LedgerRecord {
  const { expect } = plan;
  const common = {
    at: at.toISOString(),
    seconds: ran.seconds,
    scenario: plan.scenario,
    seed: plan.seed,
    plan: keyOfCellPlan(plan),
    stimulus: stimulusOfPlan(plan),
    version,
    strategy: plan.cluster.registryDisconnectStrategy,
    fixes: [...plan.cluster.fixes],
    faults: [...sorted(plan.faults.map(({ strike }) => strike.kind))],
    roles: [...sorted(plan.faults.map(({ target }) => target))],
    contract: [...plan.contract],
    ...(expect ? { expects: named(expect) } : {}),
    ...(campaign ? { campaign } : {}),
    doublerun: DOUBLERUN_VERSION,
  };
  if (ran.kind === 'failed')
    return { ...common, verdict: 'broken', reason: ran.reason, whole: false, proved: [], doubts: [] };
  const { directory, verdict, clues, environment } = ran.result;
  const wanted = expectedSignature(plan);
  const found = wanted && wantedFinding(ran.result, wanted);
  const until = found && secondsUntil(found, ran.result);
  const build = environment?.dolphinscheduler.build;
  const reason =
    verdict.verdict === 'inconclusive' || verdict.verdict === 'broken' ? verdict.reasons.at(-1) : undefined;
  return {
    ...common,
    run: directory.run,
    ...(build === undefined ? {} : { build }),
    verdict: verdict.verdict,
    ...(reason === undefined ? {} : { reason }),
    whole: isWhole(verdict, plan.contract),
    proved: provedIn(verdict, clues),
    doubts: doubtsIn(verdict, clues),
    ...(until === undefined ? {} : { secondsUntil: until }),
  };
}

function provedIn(verdict: Verdict, clues: Clues): ProvedRecord[] {
  const recorded = signedFindings(verdict, clues).map(
    ({ signature, finding }: SignedFinding): ProvedRecord => ({
      ...named(signature),
      faults: [...signature.faults],
      violation: verdict.violations.includes(finding),
    }),
  );
  const keyOf = (each: ProvedRecord): string => `${nameOfFinding(each)} ${each.faults.join('+')}`;
  // Of two with one signature, the violation first.
  const inOrder = recorded.sort((a, b) => Number(b.violation) - Number(a.violation) || (keyOf(a) < keyOf(b) ? -1 : 1));
  return [...Map.groupBy(inOrder, keyOf).values()].flatMap(([first]) => first ?? []);
}

function doubtsIn({ doubts, notes }: Verdict, { taskNames }: Clues): FindingName[] {
  const open = [...doubts, ...notes].filter(({ proof }) => proof === 'possible');
  const names = open.map(({ anomaly, task }) => {
    const name = task === undefined ? undefined : taskNames.get(task);
    return named({ anomaly, ...(name === undefined ? {} : { task: name }) });
  });
  return [...Map.groupBy(names, nameOfFinding)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first]]) => first ?? []);
}

function named({
  anomaly,
  task,
}: {
  readonly anomaly: FindingName['anomaly'];
  readonly task?: string | undefined;
}): FindingName {
  return { anomaly, ...(task === undefined ? {} : { task }) };
}
