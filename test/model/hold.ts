import { anomalies, type Finding } from '../../checkers/finding.ts';
import { judge } from '../../checkers/judge.ts';
import type { Source } from '../../history/events/base.ts';
import type { Simulated } from './simulate.ts';
import { plantedInExecutions } from './truth/executions.ts';
import { plantedInFailover } from './truth/failover.ts';
import { plantedInOutcome } from './truth/outcome.ts';
import { plantedInOwnership } from './truth/ownership.ts';
import type { Planted } from './truth/planted.ts';

/** What the checkers made of one anomaly that the model knows of, or that they alone speak of. */
export interface Held {
  readonly anomaly: string;
  readonly subject: string;
  /** What is true of it; undefined: nothing at all. */
  readonly truth: Planted['certainty'] | undefined;
  readonly found: Finding['proof'] | undefined;
  readonly outcome: 'found' | 'missed' | 'false' | 'open';
  readonly sentence: string | undefined;
}

/** @returns what the model planted, by its own timeline alone. */
export function plantedIn({ truth, settings }: Simulated): readonly Planted[] {
  const facts = { truth, settings };
  return [
    ...plantedInExecutions(facts),
    ...plantedInOwnership(facts),
    ...plantedInFailover(facts),
    ...plantedInOutcome(facts),
  ];
}

/** Holds the verdict on a history against the truth. Anomalies that no checker looks for are left out. */
export function hold(simulated: Simulated): readonly Held[] {
  const { violations, doubts, notes, checkers } = judge(simulated.events, { torn: false });
  for (const each of checkers) if (each.outcome === 'failed') throw new Error(`${each.anomaly}: ${each.error}`);
  const found = new Map<string, Finding>();
  for (const finding of [...violations, ...doubts, ...notes]) {
    const key = `${finding.anomaly} ${subjectOf(finding)}`;
    if (found.get(key)?.proof !== 'proved') found.set(key, finding);
  }
  const known: readonly string[] = anomalies;
  const planted = plantedIn(simulated).filter(({ anomaly }) => known.includes(anomaly));
  const spoken = planted.map((each) => {
    const key = `${each.anomaly} ${each.subject}`;
    const finding = found.get(key);
    found.delete(key);
    return heldOf(each.anomaly, each.subject, each.certainty, finding, simulated);
  });
  const rest = [...found.values()].map((finding) =>
    heldOf(finding.anomaly, subjectOf(finding), undefined, finding, simulated),
  );
  return [...spoken, ...rest];
}

function heldOf(
  anomaly: string,
  subject: string,
  truth: Planted['certainty'] | undefined,
  finding: Finding | undefined,
  simulated: Simulated,
): Held {
  const proof = finding?.proof;
  const outcome = outcomeOf(truth, proof, blindness(anomaly, simulated));
  return { anomaly, subject, truth, found: proof, outcome, sentence: finding?.sentence };
}

/** `blind`: a witness that matters may have missed something, so that doubts are in place and proofs may be out of reach. */
function outcomeOf(
  truth: Planted['certainty'] | undefined,
  proof: Finding['proof'] | undefined,
  blind: boolean,
): Held['outcome'] {
  if (proof === 'proved') return truth === 'certain' ? 'found' : truth === 'true' ? 'open' : 'false';
  if (proof === 'possible') {
    if (truth === 'certain') return blind ? 'open' : 'missed';
    return truth || blind ? 'open' : 'false';
  }
  return truth === 'certain' && !blind ? 'missed' : 'open';
}

/** Witnesses that a run may lack, by the anomalies that cannot be proved without them. */
const needs: Readonly<Record<string, readonly Source[]>> = {
  'double-failover': ['registry', 'log'],
  'lock-overlap': ['registry', 'log'],
  'never-recovered': ['registry'],
  'stale-master-dispatch': ['log'],
  'double-dispatch': ['log'],
};

function blindness(anomaly: string, { gap, settings }: Simulated): boolean {
  if (gap) return true;
  return (needs[anomaly] ?? []).some((witness) => settings.uncertainty[witness] === undefined);
}

/** Whom a finding concerns, in the model's words. */
function subjectOf({ anomaly, subject, workflow, task, executions, servers }: Finding): string {
  const key = task === undefined ? `${workflow}` : `${workflow}/${task}`;
  switch (anomaly as string) {
    case 'double-dispatch':
    case 'overlapping-executions':
    case 'duplicate-completion':
      // Which began first may be beyond the clocks.
      return executions.toSorted().join(' ');
    case 'orphan-execution':
    case 'stale-master-dispatch':
      return executions.join(' ');
    case 'order-violation':
      return subject.slice(subject.indexOf(' ') + 1);
    case 'conflicting-state':
    case 'witness-disagreement':
    case 'lost-task':
    case 'stuck-workflow':
      return key;
    case 'stale-master-write':
      return `${workflow} ${servers?.[0]}`;
    case 'double-failover':
      return workflow === undefined ? `server ${servers?.join(' ')}` : `workflow ${workflow}`;
    case 'lock-overlap':
      return [subject.slice(0, subject.indexOf(' ')), ...(servers ?? []).toSorted()].join(' ');
    case 'never-recovered':
      return servers?.[0] ?? subject;
    default:
      return subject;
  }
}
