import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Anomaly } from '../checkers/finding.ts';
import type { Known } from '../report/explain-anomaly.ts';
import { readFindingsPage, type Shown } from './findings/shown.ts';
import { loadScenario, scenarioNames } from './load-scenario.ts';
import type { Scenario } from './scenario.ts';

const page = fileURLToPath(new URL('../docs/findings.md', import.meta.url));

/** What the scenarios and the page of findings say of an anomaly. */
export function knownOf(anomaly: Anomaly): Known {
  return knownFrom(anomaly, allScenarios(), shown());
}

/** Every scenario that Doublerun brings, by name. */
export function allScenarios(): readonly Scenario[] {
  return scenarioNames().map(loadScenario);
}

export function knownFrom(anomaly: Anomaly, scenarios: readonly Scenario[], told: readonly Shown[]): Known {
  const expecting = scenarios.filter(({ expect }) => expect?.anomaly === anomaly);
  const names = new Set(expecting.map(({ name }) => name));
  return {
    expectedBy: expecting.map(({ name, expect }) => ({ scenario: name, task: expect?.task })),
    shownBy: told.filter((each) => each.anomalies.includes(anomaly)).map(({ scenario }) => scenario),
    // The page quotes of each scenario what it expects.
    quote: told.find((each) => names.has(each.scenario) && each.quote !== undefined)?.quote,
  };
}

/** Nothing where the page is not there: it is made, and a checkout may lack it. */
function shown(): readonly Shown[] {
  try {
    return readFindingsPage(readFileSync(page, 'utf8'));
  } catch {
    return [];
  }
}
