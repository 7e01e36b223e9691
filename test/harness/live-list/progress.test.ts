import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SilentTerminal } from './terminal.ts';

const root = resolve(import.meta.dirname, '../../..');
const url = (path: string): string => JSON.stringify(pathToFileURL(join(root, path)).href);

/** Replays the last seconds of a recorded run as one that goes on, and writes in between, as others do. `many`: as one of two runs. */
const program = (many: boolean): string => `
import { setTimeout as sleep } from 'node:timers/promises';
import { openProgress, stepOfMany } from ${url('harness/progress.ts')};
import { isLive } from ${url('harness/terminal.ts')};
import { freshFindings } from ${url('harness/live.ts')};
import { View } from ${url('harness/view.ts')};
import { judge } from ${url('checkers/judge.ts')};
import { readJournal } from ${url('history/journal.ts')};
import { loadScenario } from ${url('harness/load-scenario.ts')};
import { plan } from ${url('harness/plan.ts')};
const { events, torn } = await readJournal(${JSON.stringify(join(root, 'test/checkers/recorded/failover-16759.jsonl'))});
const go = async (progress) => {
  const view = new View(events[0]);
  const show = progress.show({ plan: plan(loadScenario('failover-16759'), 7), view });
  const fresh = freshFindings();
  await progress.step('Cluster', async (say) => { say('booting'); await sleep(300); });
  await progress.step('Settle', async () => {
    for (const event of events) view.observe(event);
    process.stderr.write('said on standard error\\n');
    await sleep(300);
    console.log('said on standard output');
    await sleep(300);
    show(fresh(judge(events, { torn })));
    show(fresh(judge(events, { torn })));
  });
};
if (${many}) for (const title of ['Run 1 of 2', 'Run 2 of 2']) { await stepOfMany(isLive(), title, go); console.log(title.toLowerCase() + ' seen'); }
else await go(openProgress(isLive()));
console.log('VERDICT');
`;

const node = [process.execPath, '--input-type=module', '-e'] as const;

/** What is on a terminal of so many columns in the end. util-linux' script makes it. */
async function onTerminal(
  many: boolean,
  environment: Record<string, string> = {},
): Promise<{ readonly text: string; readonly written: string }> {
  const quoted = [...node, program(many)].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...rest } = process.env;
  const written = execFileSync('script', ['-qec', `stty cols 70 rows 30; exec ${quoted}`, '/dev/null'], {
    encoding: 'utf8',
    env: { ...rest, TERM: 'xterm-256color', ...environment },
  });
  const terminal = new SilentTerminal(70, 30);
  terminal.write(written);
  return { text: await terminal.text(), written };
}

/** What is on standard error where it is no terminal. */
function inPipe(many: boolean): string {
  const { status, stderr } = spawnSync(process.execPath, [...node.slice(1), program(many)], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stderr;
}

const count = (text: string, part: string): number => text.split(part).length - 1;

describe('on a terminal', { timeout: 30_000 }, () => {
  test('the list stands once in the end, whole, with what others said above it and the verdict below', async () => {
    const { text, written } = await onTerminal(false);
    expect(written).toContain('\u001b[32m');
    const lines = text.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'said on standard error',
      'said on standard output',
      expect.stringMatching(/^failover-16759, seed 7 /),
    ]);
    for (const part of ['servers', 'faults', 'proved', '✔ Cluster', '✔ Settle', 'VERDICT'])
      expect(count(text, part), part).toBe(1);
    expect(count(text, 'overlapping-executions')).toBe(1);
    expect(lines.at(-2)).toBe('VERDICT');
    for (const each of lines) expect(each.length).toBeLessThanOrEqual(70);
  });

  test('of many runs one line each stays', async () => {
    const { text } = await onTerminal(true);
    expect(text.replaceAll(/\d+ s$/gm, 'n s')).toBe(
      `said on standard error\nsaid on standard output\n✔ Run 1 of 2  n s\nrun 1 of 2 seen\nsaid on standard error\nsaid on standard output\n✔ Run 2 of 2  n s\nrun 2 of 2 seen\nVERDICT\n`,
    );
  });

  test('colours come where nobody refuses them', async () => {
    expect((await onTerminal(false, { NO_COLOR: '1' })).written).not.toMatch(/\[3\dm/);
  });

  test('in CI there are plain lines on a terminal too', async () => {
    expect((await onTerminal(false, { CI: 'true' })).text).toMatch(/^Cluster …\n {2}booting/);
  });
});

describe('in a pipe', { timeout: 30_000 }, () => {
  test('each step and each finding is told once', () => {
    const stderr = inPipe(false);
    expect(
      stderr
        .replaceAll(/\d+\.\d s/g, 'n s')
        .split('\n')
        .slice(0, 5),
    ).toEqual(['Cluster …', '  booting [n s]', 'Cluster: done in n s', 'Settle …', 'said on standard error']);
    expect(count(stderr, 'found overlapping-executions, proved: workflow 1, task long: ')).toBe(1);
    expect(stderr).not.toContain('\u001b');
  });

  test('of many runs each line says which one it is of', () => {
    const stderr = inPipe(true);
    const own = stderr.split('\n').filter((each) => each !== '' && !each.startsWith('said on'));
    for (const each of own) expect(each).toMatch(/^\[Run [12] of 2\] (Cluster …|Settle …|found )/);
    expect(count(stderr, '[Run 2 of 2] found overlapping-executions')).toBe(1);
  });
});
