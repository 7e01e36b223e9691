import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { promises, promisesBroken } from '../../checkers/contract.ts';
import { anomalies } from '../../checkers/finding.ts';
import { exitCodeOfAll } from '../../harness/exit.ts';
import { faults } from '../../harness/faults/registry.ts';
import { parseBaseline } from '../../harness/gate/baseline.ts';
import { verdicts } from '../../harness/gate/verdict.ts';
import { parseScenario, scenarioSource } from '../../harness/load-scenario.ts';
import { parseMatrix } from '../../harness/matrix/file.ts';
import { plan } from '../../harness/plan.ts';
import { scenarioSchema } from '../../harness/scenario.ts';
import { failpointActions, points, targetWords } from '../../harness/strikes.ts';
import { taskStages } from '../../harness/trigger-words.ts';
import { sources } from '../../history/events/base.ts';
import { contractSchema } from '../../history/events/run.ts';
import type { StatusKind } from '../../report/gate/model.ts';
import { meanings } from '../../report/gate/words.ts';
import { reporters } from '../../report/reporters/registry.ts';
import { blockOf, pageAt } from './page.ts';

const report = pageAt('docs/report.md');
const scenarios = pageAt('docs/scenarios.md');

/** The rows of the table under a header: cells without what Markdown needs. */
function rowsUnder(text: string, header: string): readonly (readonly string[])[] {
  const [, below = ''] = text.split(`\n${header}\n`);
  const lines = below.split('\n').slice(1);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

test('the anomalies in docs/report.md are those that are looked for, and break what it says', () => {
  const told = rowsUnder(report.text, '| anomaly | what | breaks |').map(([link, , broken]) => [
    link,
    broken?.split(', '),
  ]);
  const link = (anomaly: string): string => `[${anomaly}](../checkers/${anomaly}.ts)`;
  expect(told).toEqual(anomalies.map((anomaly) => [link(anomaly), promisesBroken(anomaly, contractSchema.options)]));
});

test('the reporters in docs/report.md are those that there are, in their own words', () => {
  const told = rowsUnder(report.text, '| reporter | what it makes |');
  expect(told.map(([name]) => name)).toEqual(reporters.map(({ name }) => `\`${name}\``));
  for (const [index, { name, about }] of reporters.entries())
    expect(told[index]?.[1]?.replaceAll('`', '').startsWith(about), name).toBe(true);
});

test('the sources in docs/report.md are those of events', () => {
  const told = rowsUnder(report.text, '| source | who tells it |').map(([name]) => name);
  expect(told.toSorted()).toEqual(sources.map((source) => `\`${source}\``).toSorted());
});

describe('docs/scenarios.md', () => {
  test('has every fault, in its own words', () => {
    const told = rowsUnder(scenarios.text, '| fault | what it does | receipt |');
    expect(told.map(([kind]) => kind)).toEqual(Object.keys(faults).map((kind) => `\`${kind}\``));
    for (const [index, { words }] of Object.values(faults).entries()) {
      // The page may say more, such as where to read on.
      expect(told[index]?.[1]?.startsWith(words.does), words.does).toBe(true);
      expect(told[index]?.[2]).toBe(words.receipt);
    }
  });

  test('has every promise, in its own words', () => {
    const told = rowsUnder(scenarios.text, '| promise | means |').map(([name, means]) => [name, means]);
    expect(told).toEqual(Object.entries(promises).map(([name, means]) => [`\`${name}\``, means]));
  });

  test('has every field of a scenario file, and every word that is a choice', () => {
    const fields = fieldsOf(z.toJSONSchema(scenarioSchema, { io: 'input' }));
    expect(fields.size).toBeGreaterThan(40);
    const words = [...fields, ...points, ...failpointActions, ...taskStages, ...targetWords];
    expect(words.filter((word) => !RegExp(`[\`{ ]${word}[\`:]`).test(scenarios.text))).toEqual([]);
  });

  test('its worked example is a scenario, and makes the plan that it says', () => {
    const planned = plan(parseScenario(blockOf(scenarios, 'yaml'), 'my-scenario.yaml'), 7);
    const [freeze] = planned.faults;
    expect(freeze && [freeze.when.plusMs, 'afterMs' in freeze.heal && freeze.heal.afterMs]).toEqual([5_513, 13_949]);
    expect(scenarios.text).toContain('freezes the worker 5.513 s after `load` began and wakes it 13.949 s later');
  });
});

test('the matrix in docs/gate.md is one', () => {
  const { scenarios: all, columns } = parseMatrix(
    blockOf(pageAt('docs/gate.md'), 'yaml'),
    'change.yaml',
    scenarioSource,
  );
  expect([all.length, columns.length]).toEqual([3, 2]);
});

test('the statuses in docs/gate.md are those that there are, with their exit codes', () => {
  const told = rowsUnder(pageAt('docs/gate.md').text, '| status | means | exit |').map(([kind, , code]) => [
    kind,
    code,
  ]);
  const codeOf = (kind: StatusKind): string => String(exitCodeOfAll([verdicts[kind]]));
  const kinds = Object.keys(meanings) as StatusKind[];
  expect(told).toEqual(kinds.map((kind) => [kind, codeOf(kind)]));
});

test('the cell of a baseline in docs/gate.md is one', () => {
  const text = `{ "schema": 1, "cells": [${blockOf(pageAt('docs/gate.md'), 'json')}] }`;
  expect(parseBaseline(text, 'base.json').cells[0]?.findings[0]?.gone).toContain('fixed by');
});

/** Names of all fields that a JSON schema knows, at any depth. */
function fieldsOf(schema: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  const { properties } = schema as { properties?: object };
  for (const name of Object.keys(properties ?? {})) found.add(name);
  for (const value of Object.values(schema)) fieldsOf(value, found);
  return found;
}
