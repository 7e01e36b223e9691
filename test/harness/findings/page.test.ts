import { expect, test } from 'vitest';
import { findingsPage } from '../../../harness/findings/page.ts';
import { type FindingsRecord, newestOfEach, parseRecord } from '../../../harness/findings/record.ts';

const record: FindingsRecord = {
  scenario: 'cut',
  wanted: 'double-dispatch/next/pause',
  dolphinscheduler: '3.1.1',
  startedAt: '2026-01-02T00:00:00.000Z',
  tally: { seen: 2, of: 3, inconclusive: 1, broken: 0, medianSeconds: 12.34 },
  runs: [
    { signatures: ['double-dispatch/next/pause', 'orphan-execution/next/pause'], sentence: 'a long sentence' },
    { signatures: ['double-dispatch/next/pause'], sentence: 'a short one' },
    { signatures: [] },
    { signatures: [] },
  ],
};
const nothing: FindingsRecord = {
  ...record,
  scenario: 'calm',
  tally: { seen: 0, of: 2, inconclusive: 0, broken: 1 },
  runs: [{ signatures: [] }],
};

test('the page says for each scenario how often, the shortest sentence, and what else', () => {
  const page = findingsPage([record, nothing], () => ({ about: 'Something is cut.', issues: ['#1', '#2'] }), []);
  expect(page.slice(page.indexOf('| scenario'))).toMatchInlineSnapshot(`
    "| scenario | DolphinScheduler | upstream | looked for | seen in | median until then |
    |---|---|---|---|---|---|
    | [cut](#cut) | 3.1.1 | [#1](https://github.com/apache/dolphinscheduler/issues/1) [#2](https://github.com/apache/dolphinscheduler/issues/2) | \`double-dispatch/next/pause\` | 2 of 3 (67 %; Wilson 95 %: 21–94 %), 1 inconclusive | 12.3 s |
    | [calm](#calm) | 3.1.1 | [#1](https://github.com/apache/dolphinscheduler/issues/1) [#2](https://github.com/apache/dolphinscheduler/issues/2) | \`double-dispatch/next/pause\` | 0 of 2 (0 %; Wilson 95 %: at most 66 %), 1 broken | – |

    ## cut

    Something is cut.

    > a short one

    Proved, in so many runs:

    - 2 × \`double-dispatch/next/pause\`
    - 1 × \`orphan-execution/next/pause\`

    ## calm

    Something is cut.

    Nothing was proved in any run.
    "
  `);
});

test('a scenario for versions that nobody ran is told with the reason, and nothing else', () => {
  const notRun = { scenario: 'later', versions: '>=3.3', about: 'Something else.', issues: ['#3'] };
  const page = findingsPage([], () => undefined, [notRun]);
  expect(page.slice(page.indexOf('## '))).toMatchInlineSnapshot(`
    "## Not run here

    Each of these is meant for versions of DolphinScheduler of which no run was recorded here: nothing is known of what it finds.

    | scenario | meant for DolphinScheduler | upstream | what it does |
    |---|---|---|---|
    | later | >=3.3 | [#3](https://github.com/apache/dolphinscheduler/issues/3) | Something else. |
    "
  `);
  expect(findingsPage([record], () => undefined, [])).not.toContain('Not run');
});

test('of a scenario that is gone nothing is told', () => {
  expect(findingsPage([record], () => undefined, [])).not.toContain('cut');
});

test('of several records the newest counts, in order of names', () => {
  const older = { ...record, startedAt: '2026-01-01T00:00:00.000Z', wanted: 'old' };
  const newest = newestOfEach([record, older, nothing]);
  expect(newest.map(({ scenario, wanted }) => [scenario, wanted])).toEqual([
    ['calm', record.wanted],
    ['cut', record.wanted],
  ]);
});

test('a record is read with what else is in it left out', () => {
  expect(parseRecord(JSON.stringify({ ...record, asked: 3, tally: { ...record.tally, interval: {} } }))).toEqual(
    record,
  );
  expect(() => parseRecord('{}')).toThrow();
});
