import { describe, expect, test } from 'vitest';
import { json } from '../../../report/reporters/json.ts';
import { type JsonReport, reportSchema } from '../../../report/reporters/json-schema.ts';
import type { RunReport } from '../../../report/run-report.ts';
import { hostile, hostileRun, recordedNames, recordedRun, rendered, smallRuns } from './runs.ts';

/** The report as a program reads it; whatever the schema does not know throws. */
function reportOf(run: RunReport): JsonReport {
  return reportSchema.parse(JSON.parse(rendered(json, run)['report.json'] ?? ''));
}

test.each(Object.entries(smallRuns))('a run that is %s: its verdict and its account', (verdict, run) => {
  const report = reportOf(run);
  expect(report.verdict).toBe(verdict);
  expect(report.account.what).not.toBe('');
  expect(report.reasons).toEqual(run.verdict.reasons);
});

test('a broken run knows nothing of itself, and says so', () => {
  const { run, environment, findings } = reportOf(smallRuns.broken);
  const unknown = {
    name: null,
    scenario: null,
    seed: null,
    strategy: null,
    startedAt: null,
    directory: null,
    again: null,
  };
  expect({ run, environment, findings }).toEqual({
    run: { ...unknown, contract: [], seconds: 0 },
    environment: null,
    findings: [],
  });
});

test('a finding, with its signature and what it breaks', () => {
  const report = reportOf(smallRuns.violation);
  expect(report.run).toMatchInlineSnapshot(`
    {
      "again": "./doublerun run owner-cut-off --seed 42",
      "contract": [
        "exactly-once",
        "no-overlap",
      ],
      "directory": "runs/owner-cut-off/20261003T120000Z-42",
      "name": "owner-cut-off/2026-10-03T12-00-00Z-42",
      "scenario": "owner-cut-off",
      "seconds": 90,
      "seed": 42,
      "startedAt": "2026-10-03T12:00:00.000Z",
      "strategy": "waiting",
    }
  `);
  expect(report.findings).toMatchInlineSnapshot(`
    [
      {
        "anomaly": "overlapping-executions",
        "breaks": [
          "exactly-once",
          "no-overlap",
        ],
        "events": [
          8,
          99,
          98,
          189,
        ],
        "executions": [
          "worker-1:1001:1020",
          "worker-2:1002:3140",
        ],
        "fromSeconds": 31.4,
        "harm": "Two processes do the same work side by side: rows are written twice, files are torn.",
        "kind": "violation",
        "proof": "proved",
        "sentence": "Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2).",
        "servers": [],
        "signature": "overlapping-executions/extract/refuse",
        "subject": "1/1",
        "task": {
          "code": 1,
          "name": "extract",
        },
        "toSeconds": 55.2,
        "what": "the same task ran twice at the same time",
        "workflow": 1,
      },
    ]
  `);
});

describe('recorded runs', () => {
  test.each(recordedNames)(
    '%s: every finding of the verdict is there, with its signature where it is proved',
    async (name) => {
      const run = await recordedRun(name);
      const { findings, coverage, checkers } = reportOf(run);
      const { violations, doubts, notes } = run.verdict;
      const all = [...violations, ...doubts, ...notes];
      expect(findings.map(({ sentence }) => sentence)).toEqual(all.map(({ sentence }) => sentence));
      for (const { proof, signature, anomaly, kind, breaks } of findings) {
        expect(signature?.startsWith(`${anomaly}/`)).toBe(proof === 'proved' ? true : undefined);
        expect(breaks.length > 0).toBe(kind !== 'note');
      }
      expect(coverage).toEqual(run.verdict.coverage);
      expect(checkers.map(({ findings: found }) => found).reduce((sum, found) => sum + found, 0)).toBe(all.length);
    },
  );
});

test('hostile text comes through as it is, but for what is no character', () => {
  const { findings, environment } = reportOf(hostileRun());
  expect(findings[0]?.sentence).toBe(hostile);
  expect(environment?.['dolphinscheduler']).toEqual({ version: hostile });
});
