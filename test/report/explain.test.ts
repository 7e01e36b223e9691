import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../checkers/catalogue.ts';
import { anomalies } from '../../checkers/finding.ts';
import { judge } from '../../checkers/judge.ts';
import { readJournal } from '../../history/journal.ts';
import { explainAnomaly } from '../../report/explain-anomaly.ts';
import { explainRun } from '../../report/explain-run.ts';

const nothing = { expectedBy: [], shownBy: [], quote: undefined };

describe('an anomaly', () => {
  test.each(anomalies)('%s is told with what it is, within the width', (anomaly) => {
    const text = explainAnomaly(anomaly, nothing, { color: false, width: 72 });
    expect(text).toContain(`${anomaly}: ${catalogue[anomaly].what}.`);
    expect(text.split('\n').filter((line, index) => index > 0 && line.length > 72)).toEqual([]);
  });

  test('names the promises that it breaks, who expects it and who has shown it', () => {
    const known = {
      expectedBy: [
        { scenario: 'never-run', task: undefined },
        { scenario: 'blip', task: 'long' },
      ],
      shownBy: ['blip'],
      quote: 'master-2 was not back',
    };
    const text = explainAnomaly('never-recovered', known, { color: false });
    expect(text).toContain('  - recovers: once a fault is healed');
    expect(text).not.toContain('exactly-once:');
    expect(text).toContain('  never-run, blip (long)\n');
    expect(text).toContain('  master-2 was not back\n');
    expect(text).toMatch(/Try it: \.\/doublerun reproduce blip\n$/);
    expect(explainAnomaly('never-recovered', nothing, { color: false })).not.toContain('Try it');
  });
});

describe('a run', () => {
  const explain = async (name: string, options = { color: false, width: 90 }) => {
    const { events, torn } = await readJournal(join(import.meta.dirname, '../checkers/recorded', `${name}.jsonl`));
    const verdict = judge(events, { torn });
    const text = explainRun({ events, verdict, runDirectory: 'runs/x', again: './doublerun replay runs/x' }, options);
    return { text, verdict };
  };

  test('that passed says what was watched, and no finding', async () => {
    const { text } = await explain('without-faults');
    expect(text).toMatch(/^PASS {2}failover-16759, seed \d+\nDolphinScheduler kept its promise/);
    expect(text).not.toContain('What was proved');
  });

  test('of ten workflows tells each kind once, five findings of each, and where the others are', async () => {
    const { text, verdict } = await explain('many-workflows');
    const kinds = new Set(verdict.violations.map(({ anomaly }) => anomaly));
    for (const anomaly of kinds) expect(text.split(`./doublerun explain ${anomaly}\n`).length).toBeGreaterThan(1);
    for (const [anomaly, all] of Map.groupBy(verdict.violations, (each) => each.anomaly)) {
      const part = text.slice(text.indexOf(`\n  ${anomaly}\n`), text.indexOf(`    ./doublerun explain ${anomaly}`));
      expect(part.split('\n    * ').length - 1).toBe(Math.min(5, all.length));
      if (all.length > 5) expect(part).toContain(`… and ${all.length - 5} more: ./doublerun check runs/x`);
    }
  });

  test('sends nobody back to where they are, and says how to hand it on', async () => {
    const { text } = await explain('blip');
    const [, next = ''] = text.split('What to do next');
    expect(next).not.toContain('./doublerun explain');
    expect(next).toContain('./doublerun bundle runs/x');
    expect((await explain('without-faults')).text).not.toContain('bundle');
  });

  test('has the same words in colours', async () => {
    const { text } = await explain('blip');
    const { text: colored } = await explain('blip', { color: true, width: 90 });
    expect(colored).not.toBe(text);
    expect(stripVTControlCharacters(colored)).toBe(text);
  });
});
