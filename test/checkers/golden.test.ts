import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { readJournal } from '../../history/journal.ts';
import { golden } from './golden/histories.ts';

const folder = join(import.meta.dirname, 'golden');

describe.each(Object.entries(golden))('%s', (name, { builder, verdict, sentences }) => {
  test('shows what it should, in these words', async () => {
    const { events, torn } = await readJournal(join(folder, `${name}.jsonl`));
    const judged = judge(events, { torn });
    const said = [...judged.violations, ...judged.doubts].map(
      ({ anomaly, proof, sentence }) => `${anomaly}, ${proof}: ${sentence}`,
    );
    expect(said).toEqual(sentences);
    expect(judged.verdict).toBe(verdict);
    expect(judged.notes).toEqual([]);
  });

  test('is written as it was built', async () => {
    const text = builder.build().map((event) => `${JSON.stringify(event)}\n`);
    await expect(text.join('')).toMatchFileSnapshot(join(folder, `${name}.jsonl`));
  });
});

const withFindings = Object.keys(golden).filter((name) => golden[name]?.sentences.length);

test.each(withFindings)('%s shows it by these executions, events and moments', async (name) => {
  const { events, torn } = await readJournal(join(folder, `${name}.jsonl`));
  const { violations, doubts } = judge(events, { torn });
  const findings = [...violations, ...doubts].map((finding) => `${JSON.stringify(finding)}\n`);
  await expect(findings.join('')).toMatchFileSnapshot(join(folder, `${name}.findings.jsonl`));
});

test('no golden history goes unread', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  const read = [...Object.keys(golden), ...withFindings.map((name) => `${name}.findings`)].map(
    (name) => `${name}.jsonl`,
  );
  expect(files.toSorted()).toEqual(read.toSorted());
});
