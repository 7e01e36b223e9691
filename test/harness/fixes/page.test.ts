import { describe, expect, test } from 'vitest';
import type { Anomaly } from '../../../checkers/finding.ts';
import { fixes } from '../../../harness/fixes/claims.ts';
import { broughtBy, effectOf } from '../../../harness/fixes/compare.ts';
import { fixesPage } from '../../../harness/fixes/page.ts';
import { claimInWords, sentencesOf } from '../../../harness/fixes/sentences.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { wilsonInterval } from '../../../harness/statistics/wilson.ts';
import type { CountedCell, Left, MatrixCell, MatrixTable } from '../../../report/matrix/model.ts';

function cell(seen: number, of: number, more: Partial<CountedCell> = {}): CountedCell {
  const nothing = { inconclusive: 0, broken: 0, missing: 0, left: [], unended: 0, medianSeconds: 40 };
  return { kind: 'counted', seen, of, interval: wilsonInterval(seen, of), ...nothing, ...more };
}

function left(anomaly: Anomaly, seen: number, violation = true): Left {
  return { anomaly, task: 'next', seen, also: 0, violation, sentence: 'so it was' };
}

const notRun: MatrixCell = { kind: 'not-run', reason: 'no images' };

describe('a fix, held against none,', () => {
  test.each<[string, MatrixCell, MatrixCell, string]>([
    ['closes what is always seen without it', cell(0, 5), cell(5, 5), 'closes'],
    ['closes it at four runs each, just', cell(0, 4), cell(4, 4), 'closes'],
    ['is no fix where workflows do not end', cell(0, 5, { unended: 1 }), cell(5, 5), 'trades'],
    ['makes it rarer', cell(2, 20), cell(20, 20), 'rarer'],
    ['leaves it', cell(5, 5), cell(5, 5), 'leaves'],
    ['leaves it where it may be a little rarer', cell(3, 5), cell(5, 5), 'leaves'],
    ['leaves it, though nothing is known without it', cell(5, 5), notRun, 'leaves'],
    ['leaves it, though no run without it says anything', cell(1, 5), cell(0, 0), 'leaves'],
    ['shows it more often', cell(20, 20), cell(2, 20), 'more-often'],
    ['shows it where it was not', cell(10, 10), cell(0, 10), 'more-often'],
  ])('%s', (_, fixed, without, kind) => expect(effectOf(fixed, without, 'none').kind).toBe(kind));

  test.each<[string, MatrixCell, MatrixCell, string]>([
    ['that was not run', notRun, cell(5, 5), 'not run here: no images'],
    ['without a run that says something', cell(0, 0), cell(5, 5), 'no run of it says anything yet'],
    ['where none was not run', cell(0, 5), notRun, '`none` was not run here: no images'],
    ['where none says nothing', cell(0, 5), cell(0, 0), 'no run of `none` says anything yet'],
    ['where none does not show it', cell(0, 5), cell(0, 5), '`none` does not show it either (0 of 5 (at most 43 %))'],
    [
      'of three runs each',
      cell(0, 3),
      cell(3, 3),
      'too few runs: 0 of 3 (at most 56 %), and 3 of 3 (at least 44 %) with `none`',
    ],
    ['of none that shows it rarely', cell(0, 20), cell(2, 20), 'too few runs: '],
  ])('is not known %s', (_, fixed, without, why) => {
    const effect = effectOf(fixed, without, 'none');
    expect(effect.kind === 'unknown' && effect.why).toContain(why);
  });

  test('brings what is not there without it, violations and what did not end', () => {
    const fixed = cell(0, 5, {
      left: [left('orphan-execution', 5), left('lost-task', 1, false), left('stale-master-write', 5, false)],
    });
    const without = cell(5, 5, { left: [left('orphan-execution', 5)] });
    expect(broughtBy(fixed, without).map(({ anomaly }) => anomaly)).toEqual(['lost-task']);
    expect(broughtBy(fixed, notRun)).toEqual([]);
    expect(broughtBy(fixed, cell(0, 0))).toEqual([]);
  });
});

const cells: Readonly<Record<string, MatrixCell>> = {
  'none failover-16759-successor': cell(5, 5, { left: [left('orphan-execution', 5)] }),
  'none stop-residual': cell(5, 5),
  'none blip': cell(0, 5),
  'stop failover-16759-successor': cell(0, 5, { left: [left('orphan-execution', 4)] }),
  'stop stop-residual': cell(5, 5, { left: [left('lost-task', 1)], unended: 1 }),
  'stop blip': cell(0, 5),
  'worker-guard failover-16759-successor': cell(0, 5, { left: [left('stuck-workflow', 5)], unended: 5 }),
  'worker-guard stop-residual': cell(3, 20),
  'worker-guard blip': notRun,
};
const table: MatrixTable = {
  name: 'fixes',
  versions: ['3.1.1'],
  columns: ['none', 'stop', 'worker-guard'].map((name) => ({ name, cluster: `its: ${name}` })),
  scenarios: ['failover-16759-successor', 'stop-residual', 'blip'].map((name) => ({
    name,
    about: `About ${name}.`,
    expects: 'a finding',
  })),
  seed: 1,
  builds: () => [],
  cell: (_, column, scenario) => cells[`${column} ${scenario}`] ?? notRun,
};

test('what a fix does is told kind by kind, with the numbers of both', () => {
  expect(sentencesOf(table, '3.1.1', 'stop').join('\n')).toMatchInlineSnapshot(`
    "- **Closes:** failover-16759-successor (a finding: 0 of 5 (at most 43 %); \`none\`: 5 of 5 (at least 57 %)).
    - **Leaves:** stop-residual (a finding: 5 of 5 (at least 57 %); \`none\`: 5 of 5 (at least 57 %); workflow not ended in 1 of 5).
    - **Not known:** blip (\`none\` does not show it either (0 of 5 (at most 43 %))).
    - **Shows what \`none\` does not:** lost-task/next 1 of 5 (stop-residual).
    - **Other violations with it:** orphan-execution/next 4 of 5 (failover-16759-successor)."
  `);
  expect(sentencesOf(table, '3.1.1', 'worker-guard').join('\n')).toMatchInlineSnapshot(`
    "- **Makes rarer, and does not close:** stop-residual (a finding: 3 of 20 (5–36 %); \`none\`: 5 of 5 (at least 57 %)).
    - **Is not seen any more, but the workflow does not end, which is no fix:** failover-16759-successor (a finding: 0 of 5 (at most 43 %); \`none\`: 5 of 5 (at least 57 %); workflow not ended in 5 of 5).
    - **Not known:** blip (not run here: no images).
    - **Shows what \`none\` does not:** stuck-workflow/next 5 of 5 (failover-16759-successor)."
  `);
});

test('what the article says is held against the numbers', () => {
  const told = fixes.flatMap(({ column, claims }) =>
    claims.map((claim) => claimInWords(table, '3.1.1', column, claim)),
  );
  expect(told.join('\n')).toMatchInlineSnapshot(`
    "- Said: the old master and the new one no longer both send the next task (failover-16759-successor). So it is: 0 of 5 (at most 43 %).
    - Said: the old master and the new one no longer both send the next task (failover-16759-successor-delayed). Not measured: the scenario is not in this matrix.
    - Said: the old master and the new one no longer both send the next task (failover-16759-successor-link). Not measured: the scenario is not in this matrix.
    - Said: a task that a worker has accepted when its master goes may still be sent again (stop-residual). So it is: 5 of 5 (at least 57 %).
    - Said: a task that a worker has accepted when its master goes may still be sent again (owner-killed-at-dispatch). Not measured: the scenario is not in this matrix.
    - Said: a master that no longer owns the workflow does not send the next task (failover-16759-successor). Not known: not run here: no images.
    - Said: a master that no longer owns the workflow does not send the next task (failover-16759-successor-delayed). Not measured: the scenario is not in this matrix.
    - Said: a master that no longer owns the workflow does not send the next task (failover-16759-successor-link). Not measured: the scenario is not in this matrix.
    - Said: no task is run twice, whoever sends it (failover-16759-successor). Not known (duplicate-completion): \`none\` does not show it either (0 of 5 (at most 43 %)).
    - Said: no task is run twice, whoever sends it (failover-16759-successor-delayed). Not measured: the scenario is not in this matrix.
    - Said: no task is run twice, whoever sends it (failover-16759-successor-link). Not measured: the scenario is not in this matrix.
    - Said: what \`stop\` leaves, a task sent again after its worker had accepted it, is not run again (stop-residual). Not known (duplicate-completion): \`none\` does not show it either (0 of 5 (at most 43 %)).
    - Said: what \`stop\` leaves, a task sent again after its worker had accepted it, is not run again (owner-killed-at-dispatch). Not measured: the scenario is not in this matrix."
  `);
  const only = { ...table, scenarios: [] };
  expect(claimInWords(only, '3.1.1', 'stop', { scenario: 'blip', says: 'closes', words: 'it' })).toContain(
    'Not measured: the scenario is not in this matrix.',
  );
  const rarely = { ...table, cell: (_: string, column: string) => (column === 'none' ? cell(20, 20) : cell(2, 20)) };
  expect(claimInWords(rarely, '3.1.1', 'stop', { scenario: 'blip', says: 'closes', words: 'it' })).toContain(
    '**Not so here:** it is still seen in 2 of 20 (3–30 %), though more rarely.',
  );
  const open = {
    ...table,
    cell: (_: string, column: string) => (column === 'none' ? cell(5, 5) : cell(0, 5, { unended: 1 })),
  };
  expect(claimInWords(open, '3.1.1', 'stop', { scenario: 'blip', says: 'closes', words: 'it' })).toContain(
    '**Not so here:** it is not seen (0 of 5 (at most 43 %)), but the workflow does not end.',
  );
});

test('what the article says of a scenario is of one that there is, and that expects something', () => {
  for (const { scenario, anomaly = 'none' } of fixes.flatMap(({ claims }) => claims)) {
    const { expect: expected } = loadScenario(scenario);
    expect(expected).toBeDefined();
    // A cell does not count that one among what is left.
    expect(expected?.anomaly).not.toBe(anomaly);
  }
});

test('the page has a section for each fix, also for one without a column, and for each further column', () => {
  const page = fixesPage({ ...table, columns: [...table.columns, { name: 'all', cluster: 'its: all' }] });
  expect(page.match(/^## .*/gm)).toMatchInlineSnapshot(`
    [
      "## All columns, DolphinScheduler 3.1.1",
      "## \`stop\`: stop instead of waiting",
      "## \`host-check\`: the master compares the workflow's host with itself",
      "## \`worker-guard\`: the worker refuses a task that it already runs",
      "## \`all\`",
    ]
  `);
  expect(page).toContain('Here: not measured; the matrix has no such column.');
  expect(page).toContain('| failover-16759-successor | 5 of 5 (at least 57 %), 40 s | 0 of 5 (at most 43 %), 40 s |');
});

test('a claim of another anomaly than the expected one is held against that; a proof counts wherever it is', () => {
  const twice = { scenario: 'blip', says: 'closes', words: 'it', anomaly: 'duplicate-completion' } as const;
  const held = (fixed: MatrixCell, without: MatrixCell): string =>
    claimInWords(
      { ...table, cell: (_, column) => (column === 'none' ? without : fixed) },
      '3.1.1',
      'worker-guard',
      twice,
    );
  const without = cell(5, 5, { left: [left('duplicate-completion', 5)] });
  const also = { ...left('duplicate-completion', 0), also: 5 };
  expect(held(cell(0, 0, { inconclusive: 5, left: [also] }), without)).toContain(
    '**Not so here:** it is still seen in duplicate-completion 5 of 5',
  );
  expect(held(cell(0, 0, { inconclusive: 5 }), without)).toContain('Not known');
  expect(held(cell(5, 5), without)).toContain('So it is: duplicate-completion 0 of 5 (at most 43 %)');
  expect(held(cell(0, 5), cell(5, 5))).toContain('Not known');
});

test('of a scenario that is about other versions the page says nothing but why', () => {
  const about: MatrixCell = { kind: 'not-run', reason: 'failover-16759-successor is about <3.2' };
  const page = fixesPage({
    ...table,
    cell: (_, column, scenario) =>
      scenario === 'failover-16759-successor' ? about : (cells[`${column} ${scenario}`] ?? notRun),
  });
  expect(page).toContain('Not run here: failover-16759-successor is about \\<3.2');
  expect(page).not.toContain('| failover-16759-successor |');
  expect(page).not.toContain('next task (failover-16759-successor)');
  expect(page).toContain('(stop-residual). So it is');
});

test('without a column without any fix there is no page', () => {
  expect(() => fixesPage({ ...table, columns: table.columns.slice(1) })).toThrow('has no column none');
});
