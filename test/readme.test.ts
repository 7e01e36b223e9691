import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { promisesBroken } from '../checkers/contract.ts';
import { anomalies } from '../checkers/finding.ts';
import { judge } from '../checkers/judge.ts';
import { EXIT } from '../harness/exit.ts';
import { faults } from '../harness/faults/registry.ts';
import { contractSchema } from '../history/events/run.ts';
import { readJournal } from '../history/journal.ts';
import { renderVerdict } from '../report/words.ts';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');

test('the verdict in the README is that of a recorded run', async () => {
  const path = join(import.meta.dirname, 'checkers', 'recorded', 'failover-16759.jsonl');
  const { events, torn } = await readJournal(path);
  const words = renderVerdict({ events, verdict: judge(events, { torn }) }, { color: false });
  const indented = words.trimEnd().replaceAll(/^(?=.)/gm, '    ');
  expect(readme).toContain(indented);
  const begin = events[0];
  expect(readme).toContain(`runs/${begin?.type === 'run.begin' ? begin.run : ''}/report.html`);
});

test('the exit codes in the README are those of the commands', () => {
  const codes = [...readme.matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT));
});

test('the anomalies in the README are those that are looked for, and break what it says', () => {
  const rows = [...readme.matchAll(/^\| \[([a-z-]+)\]\(checkers\/\1\.ts\) \| .+ \| (.+) \|$/gm)];
  const told = rows.map(([, anomaly, promises]) => [anomaly, promises?.split(', ')]);
  expect(told).toEqual(anomalies.map((anomaly) => [anomaly, promisesBroken(anomaly, contractSchema.options)]));
});

test('the faults in the README are those that there are', () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` \| (.+) \| .+ \|$/gm)];
  expect(rows.map(([, kind]) => kind)).toEqual(Object.keys(faults));
  // The README may say more, such as where to read on.
  for (const [, kind, does] of rows)
    expect(does?.startsWith(faults[kind as keyof typeof faults].words.does), kind).toBe(true);
});
