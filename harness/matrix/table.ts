import { findingPhrase } from '../../checkers/signature.ts';
import { type Left, type MatrixCell, type MatrixTable, unendedAnomalies } from '../../report/matrix/model.ts';
import { median } from '../statistics/median.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { CellName, CellRecord, MatrixIndex } from './records.ts';
import { type MatrixRun, nameOfProved, type Proved } from './run.ts';
import { type Asked, answersOf, saysSomething, wantedRuns } from './work.ts';

type Expected = Pick<Proved, 'anomaly' | 'task'>;

/** What the records say, cell by cell. `recordOf` gives a cell's record, with the runs of its own plans. */
export function tableOf(index: MatrixIndex, recordOf: (name: CellName) => CellRecord): MatrixTable {
  const cells = new Map<string, MatrixCell>();
  const builds = new Map(index.versions.map((version) => [version, new Set<string>()]));
  for (const version of index.versions)
    for (const { name: column } of index.columns)
      for (const scenario of index.scenarios) {
        const name = { version, column, scenario: scenario.name };
        const record = recordOf(name);
        cells.set(keyOf(name), cellOf(record, index, scenario));
        for (const { build } of answersOf(record.runs, index).filter(saysSomething))
          if (build !== undefined) builds.get(version)?.add(build);
      }
  const nothing = cellOf({ runs: [] }, index, undefined);
  return {
    name: index.name,
    ...(index.about === undefined ? {} : { about: index.about }),
    versions: index.versions,
    columns: index.columns.map(({ name, cluster }) => ({ name, cluster: clusterInWords(cluster) })),
    scenarios: index.scenarios.map((scenario) => ({
      name: scenario.name,
      about: scenario.about,
      expects: findingPhrase({ ...scenario, faults: [] }),
    })),
    seed: index.seed,
    builds: (version) => [...(builds.get(version) ?? [])],
    cell: (version, column, scenario) => cells.get(keyOf({ version, column, scenario })) ?? nothing,
  };
}

/** What the runs of one cell say. `expected`: what its scenario expects. */
export function cellOf({ notRun, runs }: CellRecord, asked: Asked, expected: Expected | undefined): MatrixCell {
  if (runs.length === 0 && notRun !== undefined) return { kind: 'not-run', reason: notRun };
  const answers = answersOf(runs, asked);
  const counted = answers.filter(saysSomething);
  const seenIn = counted.filter(({ outcome }) => outcome === 'seen');
  const silent = (outcome: MatrixRun['outcome']): number => answers.filter((run) => run.outcome === outcome).length;
  const others = runs.filter(({ seed }) => seed >= asked.seed).filter((run) => !counted.includes(run));
  const wanted = wantedRuns(answers, asked);
  const missing = Array.from({ length: wanted }, (_, at) => asked.seed + at).filter(
    (seed) => !answers.some((run) => run.seed === seed),
  ).length;
  const shortest = shortestOf(seenIn);
  const said = expected && shortest?.proved.find((proved) => isExpected(expected, proved));
  return {
    kind: 'counted',
    seen: seenIn.length,
    of: counted.length,
    interval: wilsonInterval(seenIn.length, counted.length),
    inconclusive: silent('inconclusive'),
    broken: silent('broken'),
    missing,
    left: leftIn(counted, others, expected),
    unended: counted.filter(({ proved }) => proved.some(({ anomaly }) => unendedAnomalies.includes(anomaly))).length,
    medianSeconds: median(counted.map(({ seconds }) => seconds)),
    ...(shortest?.run === undefined ? {} : { run: shortest.run }),
    ...(said === undefined ? {} : { sentence: said.sentence }),
  };
}

/** `others`: runs that do not count, whose proofs stand all the same. The finding that was looked for has its own place. */
function leftIn(
  counted: readonly MatrixRun[],
  others: readonly MatrixRun[],
  expected: Expected | undefined,
): readonly Left[] {
  const beside = (run: MatrixRun): readonly Proved[] =>
    run.outcome === 'seen' && expected ? run.proved.filter((each) => !isExpected(expected, each)) : run.proved;
  const all = [...counted, ...others];
  const found = all.flatMap(beside);
  const names = [...new Set(found.map(nameOfProved))];
  const shows = (name: string) => (run: MatrixRun) => beside(run).some((proved) => nameOfProved(proved) === name);
  const left = names.flatMap((name): readonly Left[] => {
    const shortest = shortestOf(all.filter(shows(name)));
    const proved = shortest?.proved.find((each) => nameOfProved(each) === name);
    if (!shortest || !proved) return [];
    const { anomaly, task, sentence } = proved;
    return [
      {
        anomaly,
        ...(task === undefined ? {} : { task }),
        seen: counted.filter(shows(name)).length,
        also: others.filter(shows(name)).length,
        violation: found.some((each) => nameOfProved(each) === name && each.violation),
        ...(shortest.run === undefined ? {} : { run: shortest.run }),
        sentence,
      },
    ];
  });
  return left.sort(
    (a, b) =>
      Number(b.violation) - Number(a.violation) ||
      b.seen - a.seen ||
      b.also - a.also ||
      (nameOfProved(a) < nameOfProved(b) ? -1 : 1),
  );
}

function isExpected(expected: Expected, { anomaly, task }: Expected): boolean {
  return anomaly === expected.anomaly && (expected.task === undefined || task === expected.task);
}

function shortestOf(runs: readonly MatrixRun[]): MatrixRun | undefined {
  return runs.toSorted((a, b) => a.seconds - b.seconds)[0];
}

/** `registry_disconnect_strategy: stop, fixes: [host-check]`. */
function clusterInWords(cluster: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(cluster).map(([key, value]) => `${key}: ${valueInWords(value)}`);
  return parts.length === 0 ? 'as the scenario has it' : parts.join(', ');
}

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueInWords).join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function keyOf({ version, column, scenario }: CellName): string {
  return JSON.stringify([version, column, scenario]);
}
