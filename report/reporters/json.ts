import { catalogue } from '../../checkers/catalogue.ts';
import { promisesBroken } from '../../checkers/contract.ts';
import type { Finding } from '../../checkers/finding.ts';
import { type Clues, cluesOf, signatureText, signedFindings } from '../../checkers/signature.ts';
import { beginOf } from '../../history/begin.ts';
import { MICROS_PER_SECOND, type Micros } from '../../history/time.ts';
import { accountOf } from '../account.ts';
import type { RunReport } from '../run-report.ts';
import { contractOf, secondsOf, startedAt } from './about.ts';
import { type JsonReport, REPORT_SCHEMA_VERSION } from './json-schema.ts';
import type { Reporter } from './reporter.ts';

export const json: Reporter = {
  name: 'json',
  about: 'report.json, for programs; ./doublerun schema --report prints its JSON schema',
  render: (run) => [{ to: 'file', name: 'report.json', text: `${JSON.stringify(reportOf(run), undefined, 2)}\n` }],
};

function reportOf(run: RunReport): JsonReport {
  const { events, verdict, environment, runDirectory, again } = run;
  const begin = beginOf(events);
  const { what, why, next } = accountOf(run);
  return {
    schema: REPORT_SCHEMA_VERSION,
    verdict: verdict.verdict,
    account: { what, why: [...why], next: [...next] },
    reasons: [...verdict.reasons],
    run: {
      name: begin?.run ?? null,
      scenario: begin?.scenario ?? null,
      seed: begin?.seed ?? null,
      contract: begin?.contract ?? [],
      strategy: begin?.disconnectStrategy ?? null,
      startedAt: startedAt(events) ?? null,
      seconds: secondsOf(events),
      directory: runDirectory ?? null,
      again: again ?? null,
    },
    findings: findingsOf(run),
    checkers: verdict.checkers.map((each) =>
      each.outcome === 'checked'
        ? { anomaly: each.anomaly, findings: each.findings, error: null }
        : { anomaly: each.anomaly, findings: 0, error: each.error },
    ),
    coverage: {
      ...verdict.coverage,
      absent: [...verdict.coverage.absent],
      faults: verdict.coverage.faults.map((fault) => ({ ...fault })),
    },
    environment: environment === undefined ? null : { ...environment },
  };
}

function findingsOf({ events, verdict }: RunReport): JsonReport['findings'] {
  const clues = cluesOf(events);
  const signatures = new Map(
    signedFindings(verdict, clues).map(({ finding, signature }) => [finding, signatureText(signature)]),
  );
  const zero = beginOf(events)?.at ?? 0;
  const contract = contractOf(events);
  const told = (kind: 'violation' | 'doubt' | 'note') => (finding: Finding) => ({
    kind,
    ...describe(finding, clues, zero),
    signature: signatures.get(finding) ?? null,
    breaks: [...promisesBroken(finding.anomaly, contract)],
  });
  return [
    ...verdict.violations.map(told('violation')),
    ...verdict.doubts.map(told('doubt')),
    ...verdict.notes.map(told('note')),
  ];
}

function describe(finding: Finding, { taskNames }: Clues, zero: Micros) {
  const { anomaly, proof, sentence, subject, workflow, task, servers, executions, events, from, to } = finding;
  return {
    anomaly,
    proof,
    what: catalogue[anomaly].what,
    harm: catalogue[anomaly].harm,
    sentence,
    subject,
    workflow: workflow ?? null,
    task: task === undefined ? null : { code: task, name: taskNames.get(task) ?? null },
    servers: [...(servers ?? [])],
    executions: [...executions],
    events: [...events],
    fromSeconds: (from - zero) / MICROS_PER_SECOND,
    toSeconds: (to - zero) / MICROS_PER_SECOND,
  };
}
