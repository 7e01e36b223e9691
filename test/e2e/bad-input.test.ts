import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { doublerun, leftovers, scratchFolder } from './doublerun.ts';

const recorded = join(import.meta.dirname, '..', 'checkers', 'recorded');

const GOOD = `name: good
about: A chain.
workload:
  tasks:
    - name: one
      seconds: 1
contract: [exactly-once]
grace_seconds: 10
`;

/** Each: what is wrong, the scenario text, and what the message must say. */
const scenarios: readonly (readonly [string, string, readonly string[]])[] = [
  ['an unknown field', `${GOOD}colour: red\n`, ['bad.yaml, line 9, colour', 'Unrecognized key']],
  [
    'a negative time',
    GOOD.replace('seconds: 1', 'seconds: -1'),
    ['bad.yaml, line 6, workload.tasks.0.seconds', 'negative'],
  ],
  [
    'a task name with quotes and $()',
    GOOD.replace('name: one', `name: "a'\\"$(touch /tmp/doublerun-was-here)"`),
    ['bad.yaml, line 5, workload.tasks.0.name', 'must be letters, digits'],
  ],
  [
    'a task after one that is not there',
    GOOD.replace('seconds: 1', 'seconds: 1\n      after: [two]'),
    ['two is no task'],
  ],
  ['no YAML', 'name: [', ['bad.yaml']],
];

test.each(scenarios)('%s: exit 64, and which and where', async (_, text, said) => {
  const folder = scratchFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'bad.yaml');
  writeFileSync(file, text);
  const { code, output } = await doublerun(['run', file]);
  for (const words of said) expect(output).toContain(words);
  expect(code).toBe(64);
});

test('an unknown scenario: exit 64, and which there are', async () => {
  const { code, output } = await doublerun(['reproduce', 'failover-1']);
  expect(output).toContain('there is no scenario failover-1');
  expect(output).toContain('failover-16759');
  expect(code).toBe(64);
});

test('an unknown option: exit 64', async () => {
  const { code, output } = await doublerun(['run', 'failover-16759', '--sede', '7']);
  expect(output).toContain("unknown option '--sede'");
  expect(code).toBe(64);
});

test('a seed that is none: exit 64', async () => {
  const { code, output } = await doublerun(['run', 'failover-16759', '--seed', '-7']);
  expect(output).toContain('--seed -7: must be a whole number');
  expect(code).toBe(64);
});

test('a history that is not there: exit 64', async () => {
  const { code, output } = await doublerun(['check', 'runs/no-such-run']);
  expect(output).toContain('there is no runs/no-such-run');
  expect(code).toBe(64);
});

test.each([
  ['run', 'failover-16759'],
  ['reproduce', 'failover-16759'],
  ['replay', 'runs/no-such-run'],
  ['check', 'runs/no-such-run'],
])('%s with an unknown reporter: exit 64, and which there are', async (command, subject) => {
  const { code, output } = await doublerun([command, subject, '--reporter', 'junit', '--reporter', 'html,xunit']);
  expect(output).toContain(
    '--reporter html,xunit: there is no reporter "xunit"; there are: terminal, html, junit, github',
  );
  expect(code).toBe(64);
});

test('one folder for the reports of many runs: exit 64', async () => {
  const { code, output } = await doublerun(['reproduce', '-n', '2', '--output', 'reports']);
  expect(output).toContain('--output is for one run');
  expect(code).toBe(64);
});

test('a verdict as JSON and reports at once: exit 64', async () => {
  const history = join(recorded, 'blip.jsonl');
  const { code, output } = await doublerun(['check', history, '--json', '--reporter', 'json']);
  expect(output).toContain('--json prints the verdict and nothing else');
  expect(code).toBe(64);
});

test('reports of a stored run are where they are wanted, and not beside it', async () => {
  const folder = scratchFolder();
  onTestFinished(folder.remove);
  const out = join(folder.path, 'out');
  const before = readdirSync(recorded);
  // Where the tests run in GitHub Actions, the step's own summary is not for this.
  const summary = join(folder.path, 'summary.md');
  const { code, output } = await doublerun(
    [
      ...['check', join(recorded, 'blip.jsonl'), '--output', out],
      ...['--reporter', 'terminal,html,junit,github', '--reporter', 'markdown,json,perfetto,edn'],
    ],
    { GITHUB_STEP_SUMMARY: summary },
  );
  const files = ['history.edn', 'junit.xml', 'report.html', 'report.json', 'report.md', 'trace.perfetto.json'];
  expect(readdirSync(out).sort()).toEqual(files);
  for (const file of files) expect(output).toContain(`out/${file}`);
  expect(output).toContain('\n::error title=Doublerun%3A violation%2C blip::');
  expect(readFileSync(summary, 'utf8')).toContain('## Doublerun: violation, blip');
  expect(readdirSync(recorded)).toEqual(before);
  expect(code).toBe(1);
});

test('reports that cannot be written: told, and the verdict stands', async () => {
  const folder = scratchFolder();
  onTestFinished(folder.remove);
  const out = join(folder.path, 'out');
  writeFileSync(out, 'a file');
  const check = (history: string) =>
    doublerun(['check', join(recorded, history), '--reporter', 'junit', '--output', out]);
  const violation = await check('blip.jsonl');
  expect(violation.output).toContain('junit.xml failed: ');
  expect(violation.code).toBe(1);
});

test('an engine that does not answer, where reports are asked for: exit 3, and a report that is not green', async () => {
  const folder = scratchFolder();
  onTestFinished(folder.remove);
  const out = join(folder.path, 'out');
  const options = ['--reporter', 'junit', '--output', out, '--runs', join(folder.path, 'runs')];
  const { code, output } = await doublerun(['run', 'failover-16759', ...options], { DOCKER_HOST: 'tcp://127.0.0.1:9' });
  expect(readFileSync(join(out, 'junit.xml'), 'utf8')).toContain(
    '<error message="The run failed: no Docker engine answers at DOCKER_HOST=tcp://127.0.0.1:9',
  );
  expect(output).toContain('verdict  broken');
  expect(code).toBe(3);
});

test('an engine that does not answer: exit 3, where it was looked for and what to do', async () => {
  // Port 9 of loopback: nobody listens there.
  const { code, output } = await doublerun(['run', 'failover-16759'], { DOCKER_HOST: 'tcp://127.0.0.1:9' });
  expect(output).toContain('no Docker engine answers at DOCKER_HOST=tcp://127.0.0.1:9');
  expect(output).toContain('Start it');
  expect(code).toBe(3);
});

test('a port of the API that is taken: exit 64, which, and nothing left running', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const { code, output } = await doublerun(['run', 'failover-16759', '--api-port', String(port)]);
  server.close();
  expect(output).toContain(`port ${port} is taken by another program`);
  expect(code).toBe(64);
  expect(await leftovers()).toEqual([]);
});

test.each([
  ['three', ['"three" is no version of DolphinScheduler']],
  ['2.0.9', ['no adapter was made for DolphinScheduler 2.0.9', '2.0.9 cannot be assembled from Maven Central']],
])('version %s: exit 64, and what can be had', async (version, words) => {
  const options = ['run', 'failover-16759', '--dolphinscheduler', version, '--origin', 'maven'];
  const { code, output } = await doublerun(options);
  for (const each of words) expect(output).toContain(each);
  expect(code).toBe(64);
});
