import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { explainedOf, misfits } from './explained.ts';
import { type Survivor, survivorOf } from './survivor.ts';
import { CHANGED } from './telling-first.ts';

/**
 * `npm run mutate [-- <file of checkers/> …]`: changes the checkers in each small way that Stryker knows, and runs their tests on each change:
 * a second or two for each, some hundred of them in a file. Exit 1 where one survives without an explanation, or an explanation is of
 * one that does not. Texts are changed as well: a finding's sentence is part of what a checker promises.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Outcome {
  readonly file: string;
  readonly mutants: number;
  readonly survivors: readonly Survivor[];
}

async function mutate(file: string): Promise<Outcome> {
  process.env[CHANGED] = basename(file, '.ts');
  const text = readFileSync(join(root, file), 'utf8');
  const mutants = await new Stryker({
    mutate: [file],
    testRunner: 'vitest',
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    // Not only tests that import the file: all that run a line of it.
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    concurrency: 2,
    timeoutMS: 10_000,
    // Types are checked elsewhere, and tests run without them.
    tsconfigFile: 'none',
    reporters: ['progress-append-only'],
    // What the tests of checkers need no copy of.
    ignorePatterns: ['/bench', '/cluster', '/docker', '/docs', '/harness', '/report', '/runs', '.doublerun'],
    allowConsoleColors: false,
  }).runMutationTest();
  // An endless loop is noticed, too. Whatever else came of a mutant, no test failed for it.
  const survived = mutants.filter(({ status }) => status !== 'Killed' && status !== 'Timeout');
  const survivors = survived.map(({ location, ...mutant }) => survivorOf(file, text, { ...mutant, ...location }));
  return { file, mutants: mutants.length, survivors };
}

/** Says what came of a file's mutants. @returns whether all is well. */
function report({ file, mutants, survivors }: Outcome): boolean {
  const { unexplained, obsolete } = misfits(survivors, explainedOf(file));
  const killed = mutants - survivors.length;
  const explained = survivors.length - unexplained.length;
  const lines = [
    `${file}: ${mutants} mutants, ${killed} killed, ${explained} explained, ${unexplained.length} unexplained`,
    ...unexplained.map((survivor) => `  survived:\n${changePhrase(survivor)}`),
    ...obsolete.map((survivor) => `  explained, but did not survive:\n${changePhrase(survivor)}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return unexplained.length === 0 && obsolete.length === 0;
}

function changePhrase({ line, becomes }: Survivor): string {
  return `    - ${line}\n    + ${becomes}`;
}

const asked = process.argv.slice(2);
const all = readdirSync(join(root, 'checkers')).map((name) => `checkers/${name}`);
const strangers = asked.filter((file) => !all.includes(file));
if (strangers.length > 0) {
  process.stderr.write(`no such file: ${strangers.join(', ')}\nusage: npm run mutate [-- checkers/<name>.ts …]\n`);
  process.exit(64);
}
process.chdir(root);
let good = true;
for (const file of asked.length > 0 ? asked : all) good = report(await mutate(file)) && good;
process.exitCode = good ? 0 : 1;
