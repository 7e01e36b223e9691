import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../checkers/judge.ts';
import { cluesOf } from '../../../checkers/signature.ts';
import { nameOfFinding } from '../../../harness/ledger/record.ts';
import { ledgerRecordOf } from '../../../harness/ledger/record-of.ts';
import { loadScenario, scenarioNames } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import { keyOfCellPlan, stimulusOfPlan } from '../../../harness/plan-key.ts';
import { readJournal } from '../../../history/journal.ts';

const folder = join(import.meta.dirname, '..', '..', 'checkers', 'recorded');
const at = new Date('2026-11-23T11:12:04.123Z');
const base = plan(loadScenario('failover-16759'), 7);

/** A run of a real cluster, with the plan that its scenario makes of another seed: which finding is expected is what counts here. */
async function recorded(name: string) {
  const { events, torn } = await readJournal(join(folder, `${name}.jsonl`));
  const verdict = judge(events, { torn });
  const begin = events.find((event) => event.type === 'run.begin');
  const scenario = begin?.scenario ?? '';
  const planned = scenarioNames().includes(scenario) ? plan(loadScenario(scenario), 7) : { ...base, scenario };
  const workAt = events.find(({ type }) => type === 'run.workflow')?.at;
  const result = {
    directory: { run: `${scenario}/x` },
    verdict,
    clues: cluesOf(events),
    workAt,
    environment: undefined,
  };
  return {
    planned: { ...planned, contract: [...(begin?.contract ?? [])] },
    ran: { kind: 'ran', result, seconds: 51 } as const,
  };
}

describe('what the ledger keeps of recorded runs', () => {
  test.each(readdirSync(folder).map((file) => file.replace(/\.jsonl$/, '')))('%s', async (name) => {
    const { planned, ran } = await recorded(name);
    const record = ledgerRecordOf(planned, ran, { version: '3.1.1', at });
    const { verdict, reason, whole, proved, doubts, expects, secondsUntil } = record;
    const kept = {
      verdict,
      reason,
      whole,
      violations: proved.filter(({ violation }) => violation).map((each) => `${nameOfFinding(each)} ${each.faults}`),
      notes: proved.filter(({ violation }) => !violation).map((each) => `${nameOfFinding(each)} ${each.faults}`),
      doubts: doubts.map(nameOfFinding),
      expects: expects && nameOfFinding(expects),
      secondsUntil,
    };
    const golden = join(import.meta.dirname, 'golden', `${name}.jsonl`);
    await expect(`${JSON.stringify(kept)}\n`).toMatchFileSnapshot(golden);
  });
});

describe('a record', () => {
  test('has what is known of the run whatever became of it', async () => {
    const { planned, ran } = await recorded('failover-16759');
    const campaign = { name: 'nightly', unit: 'u' };
    const environment = { dolphinscheduler: { version: '3.1.1', build: 'c08b' } };
    const result = { ...ran.result, environment };
    expect(ledgerRecordOf(planned, { ...ran, result }, { version: '3.1.1', at, campaign })).toMatchObject({
      at: '2026-11-23T11:12:04.123Z',
      seconds: 51,
      run: 'failover-16759/x',
      scenario: 'failover-16759',
      seed: 7,
      plan: keyOfCellPlan(planned),
      stimulus: stimulusOfPlan(planned),
      version: '3.1.1',
      build: 'c08b',
      strategy: 'waiting',
      fixes: [],
      faults: ['refuse'],
      roles: ['owner'],
      campaign,
    });
  });

  test('of a run that could not begin is broken, says why, and nothing of any finding', () => {
    const record = ledgerRecordOf(base, { kind: 'failed', reason: 'no memory', seconds: 3 }, { version: '3.1.1', at });
    expect(record).toMatchObject({ verdict: 'broken', reason: 'no memory', whole: false, proved: [], doubts: [] });
    for (const field of ['run', 'build', 'secondsUntil', 'campaign']) expect(record).not.toHaveProperty(field);
  });

  test('has each signature once, and a violation before what breaks no promise', async () => {
    const { planned, ran } = await recorded('owner-blackhole');
    const { proved } = ledgerRecordOf(planned, ran, { version: '3.1.1', at });
    const names = proved.map((each) => `${nameOfFinding(each)} ${each.faults.join()}`);
    expect(new Set(names).size).toBe(names.length);
    const violations = proved.map(({ violation }) => violation);
    expect(violations).toEqual(violations.toSorted((a, b) => Number(b) - Number(a)));
    expect(violations).toContain(true);
  });
});
