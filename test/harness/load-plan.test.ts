import { expect, test } from 'vitest';
import { loadPlan, parsePlan } from '../../harness/load-plan.ts';
import { loadScenario, scenarioNames } from '../../harness/load-scenario.ts';
import { plan } from '../../harness/plan.ts';

const good = plan(loadScenario('failover-16759'), 7);

test.each(scenarioNames())('the plan of %s is the same once it was stored and read', (name) => {
  const planned = plan(loadScenario(name), 7);
  expect(parsePlan(JSON.stringify(planned), 'plan.json')).toEqual(planned);
});

test.each([
  ['half a file', '{"scenario": ', 'plan.json is no JSON: '],
  ['an empty object', '{}', 'plan.json, scenario: Invalid input'],
  ['a fault of no kind', JSON.stringify(good).replace('"refuse"', '"refuze"'), 'plan.json, faults.0.strike.kind: '],
  [
    'a time before the begin',
    JSON.stringify(good).replace('24000', '-1'),
    'plan.json, workflows.0.tasks.0.milliseconds',
  ],
  [
    'a trigger for nothing',
    JSON.stringify(good).replace('"task":"long","is"', '"task":"none","is"'),
    'plan.json: there is no task none',
  ],
])('%s is named with file and field', (_, text, message) => {
  expect(() => parsePlan(text, 'plan.json')).toThrow(message);
});

test('a path where nothing is says what to give', () => {
  expect(() => loadPlan('no/such/run')).toThrow('there is no no/such/run; give a run directory');
});
