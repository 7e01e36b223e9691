import fc from 'fast-check';
import type { Anomaly, Finding } from '../../checkers/finding.ts';
import { judge } from '../../checkers/judge.ts';
import { Situation } from '../../checkers/situation.ts';
import { inTimeOrder } from '../../checkers/time-order.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { HistoryBuilder } from '../histories/builder.ts';
import { type RunPlan, runPlans } from '../histories/plan.ts';
import type { Process, SimulatedRun } from '../histories/simulated-run.ts';
import { simulate } from '../histories/simulation.ts';

/** Histories for each property; DOUBLERUN_HISTORIES asks for more than the daily dose. */
export const numRuns = Number(process.env['DOUBLERUN_HISTORIES'] ?? 1_000);

/** Vitest's options for a test that builds so many. */
export const slow = { timeout: 60_000 + numRuns * 20 };

export function verdictOf(builder: HistoryBuilder): Verdict {
  return judge(builder.build(), { torn: false });
}

/** What one checker alone says, whatever the promises of the run. */
export function findingsOf(anomaly: Anomaly, builder: HistoryBuilder): readonly Finding[] {
  const { violations, doubts, notes } = verdictOf(builder);
  return [...violations, ...doubts, ...notes].filter((finding) => finding.anomaly === anomaly);
}

/** Findings of one anomaly, whatever promise they break: `proved 1/2`. @throws Error where a checker failed: nothing found is not nothing there. */
export function found(builder: HistoryBuilder, anomaly: Anomaly): readonly string[] {
  const { violations, doubts, notes, checkers } = verdictOf(builder);
  for (const each of checkers) if (each.outcome === 'failed') throw new Error(`${each.anomaly}: ${each.error}`);
  return [...violations, ...doubts, ...notes]
    .filter((finding) => finding.anomaly === anomaly)
    .map(({ proof, subject }) => `${proof} ${subject}`);
}

/** What is known when the whole history has been seen. */
export function situationAfter(builder: HistoryBuilder): Situation {
  const events = inTimeOrder(builder.build());
  const [begin] = events;
  if (begin?.type !== 'run.begin') throw new Error('no header');
  const situation = new Situation(begin);
  for (const event of events) situation.observe(event);
  return situation;
}

/** The part of a finding that tests compare. */
export function essence(findings: Verdict['violations']) {
  return findings.map(({ anomaly, proof, subject, executions, from, to }) => {
    return { anomaly, proof, subject, executions, from, to };
  });
}

export interface Site {
  readonly plan: RunPlan;
  readonly run: SimulatedRun;
  /** One of the last executions of a task: nothing of that task comes after it. */
  readonly process: Process;
}

/** Legal runs, each with a place to plant an anomaly in. `fits` says which executions will do. */
export function sites(fits: (process: Process) => boolean = () => true): fc.Arbitrary<() => Site> {
  return fc.tuple(runPlans({ reruns: 0 }), fc.nat()).map(([plan, pick]) => () => {
    const run = simulate(plan);
    const last = new Map(run.processes.map((process) => [`${process.workflow}/${process.task}`, process]));
    const fitting = [...last.values()].filter(fits);
    const process = fitting[pick % Math.max(1, fitting.length)];
    fc.pre(process !== undefined);
    return { plan, run, process };
  });
}
