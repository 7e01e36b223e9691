import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemsOf } from '../../cluster/agent/check-rules.ts';
import { propertiesOf } from '../../cluster/agent/failpoints.ts';
import { AGENT_FOLDER, scriptsOf } from '../../cluster/agent/rules.ts';
import { type Fix, fixNames, type SchedulerSettings } from '../../cluster/scheduler-settings.ts';
import { layOut, type Role } from '../../cluster/topology.ts';
import { points, roleOfPoint } from '../../harness/strikes.ts';

const docker = new URL('../../docker/agent/', import.meta.url);

function settings(fixes: readonly Fix[], failpoints: boolean): SchedulerSettings {
  return {
    registryDisconnectStrategy: 'waiting',
    sessionTimeoutSeconds: 8,
    sudo: true,
    pstree: false,
    fixes,
    failpoints,
  };
}

function scripts(role: Role, fixes: readonly Fix[], failpoints: boolean, version = '3.1.1'): readonly string[] {
  return scriptsOf({ version, settings: settings(fixes, failpoints) }, role);
}

const rules = `${AGENT_FOLDER}/rules/3.1`;

test.each<readonly [Role, readonly Fix[], boolean, readonly string[]]>([
  ['master', [], false, []],
  ['master', ['worker-guard'], false, []],
  ['master', ['host-check'], false, [`${rules}/host-check.btm`]],
  // In this order: what holds a thread before a check must act before the check.
  ['master', fixNames, true, [`${rules}/failpoints-master.btm`, `${rules}/host-check.btm`]],
  ['worker', ['host-check'], false, []],
  ['worker', fixNames, true, [`${rules}/failpoints-worker.btm`, `${rules}/worker-guard.btm`]],
  ['api', fixNames, true, []],
  ['zookeeper', fixNames, true, []],
])(
  'a %s with fixes %j and failpoints %s starts with its own rules and no others',
  (role, fixes, failpoints, wanted) => {
    expect(scripts(role, fixes, failpoints)).toEqual(wanted);
  },
);

test('every script that a server may start with is there', () => {
  const all = (['master', 'worker'] as const).flatMap((role) => scripts(role, fixNames, true));
  for (const script of all)
    expect(existsSync(new URL(script.slice(AGENT_FOLDER.length + 1), docker)), script).toBe(true);
});

test('every point has a rule in the scripts of its role, in every family', () => {
  for (const family of readdirSync(new URL('rules/', docker))) {
    for (const role of ['master', 'worker'] as const) {
      const text = readFileSync(new URL(`rules/${family}/failpoints-${role}.btm`, docker), 'utf8');
      const there = [...text.matchAll(/at\("([a-z-]+)"/g)].map(([, point]) => point);
      expect(there.toSorted()).toEqual(points.filter((point) => roleOfPoint(point) === role).toSorted());
    }
  }
});

test('only what has rules starts with the agent; without any, the options are as they were', () => {
  const spec = { run: 'run', version: '3.1.1', masters: 1, workers: 1, zookeepers: 1, links: [], keep: false } as const;
  const options = (fixes: readonly Fix[]) =>
    layOut({ ...spec, settings: settings(fixes, false) }).servers.flatMap(({ name, agent, environment }) =>
      environment['JAVA_OPTS'] === undefined
        ? []
        : [{ name, agent: agent ?? false, options: environment['JAVA_OPTS'] }],
    );
  const plain = options([]);
  expect(plain.filter(({ agent }) => agent)).toEqual([]);
  expect(plain.filter((each) => each.options.includes('javaagent'))).toEqual([]);
  const [master, ...others] = options(['host-check']);
  expect(others).toEqual(plain.slice(1));
  expect(master).toEqual({
    name: 'master-1',
    agent: true,
    options: `${plain[0]?.options} -javaagent:${AGENT_FOLDER}/byteman.jar=script:${rules}/host-check.btm,sys:${AGENT_FOLDER}/doublerun-agent.jar`,
  });
});

/** What Byteman 4.0.27 said of rules against the jars of 3.1.1. */
const FITS = `Checking rule host-check before going on against class a.WorkflowExecuteRunnable
Parsed rule "host-check before going on" for class a.WorkflowExecuteRunnable
Type checked rule "host-check before going on"

TestScript: no errors
`;

test('rules that fit are no problem', () => {
  expect(problemsOf(FITS)).toBeUndefined();
});

test.each([
  [
    'a method that is not there, which is only a warning',
    'WARNING : Unable to transform class a.B using rule "host-check before going on" loaded from host-check.btm line 9\n\nTestScript: 1 total warnings\n            0 type warnings\n',
    'WARNING : Unable to transform class a.B using rule "host-check before going on" loaded from host-check.btm line 9',
  ],
  [
    'a class that is not there',
    'ERROR : Could not load class a.X declared in rule "host-check before going on" loaded from host-check.btm line 9\nTestScript: 1 total errors\n',
    'ERROR : Could not load class a.X declared in rule "host-check before going on" loaded from host-check.btm line 9',
  ],
  ['a checker that did not run', 'bash: line 1: java: command not found\n', 'bash: line 1: java: command not found'],
  ['a checker that broke off', 'Checking rule a against class b\n', 'Checking rule a against class b'],
  ['silence', '', 'the checker said nothing'],
])('%s is one', (_, output, problem) => {
  expect(problemsOf(output)).toBe(problem);
});

test('a failpoint is written down as the agent reads it', () => {
  expect(propertiesOf({ point: 'before-submit', action: 'hold', until: 1_795_000_000_000 })).toBe(
    'point=before-submit\naction=hold\nuntil=1795000000000\n',
  );
  expect(propertiesOf({ point: 'before-execute', action: 'delay', delayMs: 1_500, task: 'next', until: 7 })).toBe(
    'point=before-execute\naction=delay\nmillis=1500\ntask=next\nuntil=7\n',
  );
});
