import { expect } from 'vitest';
import type { ScenarioSource } from '../../harness/load-scenario.ts';
import { UsageError } from '../../harness/usage-error.ts';

const SCENARIO = `name: cut
about: A cut.
cluster: { masters: 2, session_timeout_seconds: 8 }
workload:
  tasks:
    - { name: long, seconds: { from: 10, to: 20 } }
faults:
  - { name: cut, kind: refuse, target: owner, when: { task: long }, heal_after_seconds: 20 }
contract: [exactly-once]
grace_seconds: 10
expect: { anomaly: double-dispatch, task: long }
`;

/** Scenarios as files that name them find them. `twin` has the name of another; `crowd` is wrong. */
const sources: Readonly<Record<string, string>> = {
  cut: SCENARIO,
  again: SCENARIO.replace('name: cut', 'name: again'),
  twin: SCENARIO,
  calm: SCENARIO.replace('name: cut', 'name: calm').replace(/expect.*\n/, ''),
  lone: SCENARIO.replace('name: cut', 'name: lone').replace('target: owner', 'target: standby'),
  stop: SCENARIO.replace('name: cut', 'name: stop'),
  crowd: SCENARIO.replace('name: cut', 'name: crowd').replace('masters: 2', 'masters: 9'),
  later: SCENARIO.replace('name: cut', 'name: later').replace('about:', "versions: '>=3.2.0'\nabout:"),
};

/** @throws UsageError where there is none of that name. */
export function namedScenario(name: string): ScenarioSource {
  const text = sources[name];
  if (text === undefined) throw new UsageError(`there is no scenario ${name}`);
  return { text, file: `${name}.yaml` };
}

/** What reading a file complains of, in words. */
export function problemOf(read: () => unknown): string {
  try {
    read();
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
}
