import { expect, test } from 'vitest';
import { parseLedgerLine } from '../../cluster/observers/ledger.ts';
import { eventSchema } from '../../history/event.ts';

const COMMON = 'worker-1:412:88123\t7\t11223344556677\t19\t1795414619608165\t1710.19';

test.each([
  [
    'start',
    `start\t${COMMON}\t`,
    { type: 'execution.start', worker: 'worker-1', workflow: 7, task: 11223344556677, taskInstance: 19 },
  ],
  ['beat', `beat\t${COMMON}\t`, { type: 'execution.beat' }],
  ['end', `end\t${COMMON}\t143`, { type: 'execution.end', exitCode: 143 }],
])('%s becomes an event of the history', (_, line, expected) => {
  const event = parseLedgerLine(line);
  expect(event).toMatchObject({ ...expected, execution: 'worker-1:412:88123', at: 1795414619608165, mono: 1710.19 });
  expect(eventSchema.safeParse({ seq: 0, ...(event as object) }).error).toBeUndefined();
});

test.each([
  '',
  `end\t${COMMON}`,
  `end\t${COMMON}\t`,
  `end\t${COMMON}\t-`,
  'start\tworker-1:1:2\t\t1\t1\t1\t1.5\t',
  'start',
  'start\tworker-1:1:2\tx\t1\t1\t1\t1\t',
  `stop\t${COMMON}\t`,
  'bash: line 3: /ledger: full',
])('%j is no line of a ledger, and is said to be none', (line) => {
  expect(parseLedgerLine(line)).toMatch(/^not a ledger line/);
});
