import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Verdict } from '../../checkers/verdict.ts';
import { doublerun, leftovers, scratchFolder } from './doublerun.ts';

const folder = scratchFolder();
afterAll(folder.remove);

const latest = (): string => join(folder.path, 'failover-16759', 'latest');
const stored = (): Verdict => JSON.parse(readFileSync(join(latest(), 'verdict.json'), 'utf8')) as Verdict;

test('the long task runs twice when its owner loses ZooKeeper (apache/dolphinscheduler#16759)', async () => {
  const { code, output } = await doublerun(['reproduce', 'failover-16759', '--seed', '1', '--runs', folder.path]);
  expect(output).toContain('reproduced: overlapping-executions of task long, proved');
  expect(code, output).toBe(0);

  const verdict = stored();
  expect(verdict.verdict).toBe('violation');
  const overlap = verdict.violations.find(({ anomaly }) => anomaly === 'overlapping-executions');
  expect(overlap?.proof).toBe('proved');
  expect(overlap?.sentence).toMatch(/^workflow \d+, task long: execution A on worker-\d .* overlapped for [\d.]+ s/);
  expect(overlap?.sentence).toMatch(
    /B was dispatched by master-(\d) after it took the workflow over from master-(?!\1)\d/,
  );
  expect(verdict.coverage.faults).toEqual([expect.objectContaining({ fault: 'cut', effective: true, healed: true })]);
  expect(await leftovers()).toEqual([]);
});

test('the stored history says the same, without a cluster and within a second', async () => {
  const times: number[] = [];
  // Something else may have the processors for some seconds; the quickest is what it costs.
  while (times.length < 10 && !times.some((seconds) => seconds < 1)) {
    const { code, output, seconds } = await doublerun(['check', latest(), '--json'], {
      DOCKER_HOST: 'tcp://127.0.0.1:9',
    });
    expect(JSON.parse(output)).toEqual(stored());
    expect(code).toBe(1);
    times.push(seconds);
  }
  expect(Math.min(...times)).toBeLessThan(1);
});

test('what the run ran on is written down', () => {
  const environment = JSON.parse(readFileSync(join(latest(), 'environment.json'), 'utf8'));
  expect(environment).toMatchObject({
    dolphinscheduler: { version: '3.1.1' },
    sessionTimeout: {
      asked: 8_000,
      negotiated: { 'master-1': 8_000, 'master-2': 8_000, 'worker-1': 8_000, 'worker-2': 8_000 },
    },
    servers: { worker: { pstree: false, sudo: true, java: expect.stringContaining('17.') } },
  });
});

test('the same workload with nothing cut passes, and finds nothing', async () => {
  const { code, output } = await doublerun(['run', 'failover-16759', '--without-faults', '--runs', folder.path]);
  expect(code, output).toBe(0);
  const { verdict, violations, doubts, notes, coverage } = stored();
  expect({ verdict, violations, doubts, notes }).toEqual({ verdict: 'pass', violations: [], doubts: [], notes: [] });
  expect(coverage.executions).toBe(3);
  expect(await leftovers()).toEqual([]);
});
