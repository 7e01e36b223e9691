import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { explanations } from '../../checkers/explanation.ts';
import { type Anomaly, anomalies } from '../../checkers/finding.ts';
import { judge } from '../../checkers/judge.ts';
import { readJournal } from '../../history/journal.ts';

const recorded = join(import.meta.dirname, 'recorded');
const checkers = join(import.meta.dirname, '..', '..', 'checkers');

/** What was proved in all recorded runs of real clusters. */
const sentences = new Map<Anomaly, string[]>();

beforeAll(async () => {
  for (const file of readdirSync(recorded)) {
    const { events, torn } = await readJournal(join(recorded, file));
    const { violations, notes } = judge(events, { torn });
    for (const { anomaly, proof, sentence } of [...violations, ...notes])
      if (proof === 'proved') sentences.set(anomaly, [...(sentences.get(anomaly) ?? []), sentence]);
  }
});

describe.each(anomalies)('the explanation of %s', (anomaly) => {
  const { example, upstream, ...texts } = explanations[anomaly];

  test('has an example where a recorded run shows it, in the words of its checker', () => {
    const told = sentences.get(anomaly);
    if (told) expect(told).toContain(example);
    else expect(example).toBeUndefined();
  });

  test('names the issues that its checker names', () => {
    const source = readFileSync(join(checkers, `${anomaly}.ts`), 'utf8');
    const upstreamLines = /^ \* Upstream:.*?\*\//ms.exec(source)?.[0] ?? '';
    const named = [...upstreamLines.matchAll(/#(\d+)/g)].map(([, issue]) => Number(issue));
    expect(new Set(upstream)).toEqual(new Set(named));
  });

  test('speaks in whole sentences', () => {
    for (const text of [texts.proved, texts.possible, ...texts.not, ...texts.causes, ...texts.look])
      expect(text).toMatch(/^[A-Z"].*\.$/);
  });
});
