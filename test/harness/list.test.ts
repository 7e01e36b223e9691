import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { anomalies } from '../../checkers/finding.ts';
import { scenarioNames } from '../../harness/load-scenario.ts';
import { strikeKinds } from '../../harness/strikes.ts';

const cli = join(import.meta.dirname, '../../harness/cli.ts');
const list = (...options: readonly string[]) =>
  execFileSync(process.execPath, [cli, 'list', ...options], { encoding: 'utf8', env: { ...process.env, CI: '1' } });

const all = [
  ['anomalies', 'anomaly', anomalies],
  ['faults', 'kind', strikeKinds],
  ['scenarios', 'scenario', scenarioNames()],
] as const;

test.each(all)(
  'list %s names every one, in words and as JSON',
  (what, field, names) => {
    const told = JSON.parse(list(what, '--json')) as Record<string, unknown>[];
    expect(told.map((each) => each[field])).toEqual([...names]);
    const words = list(what);
    for (const name of names) expect(words).toMatch(RegExp(`^${name}( |$)`, 'm'));
  },
  30_000,
);
