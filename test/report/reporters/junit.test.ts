import { expect, test } from 'vitest';
import { anomalies } from '../../../checkers/finding.ts';
import { junit } from '../../../report/reporters/junit.ts';
import type { RunReport } from '../../../report/run-report.ts';
import { problems } from './junit-schema.ts';
import { hostileRun, recordedNames, recordedRun, rendered, smallRuns } from './runs.ts';

function xmlOf(run: RunReport): string {
  return rendered(junit, run)['junit.xml'] ?? '';
}

test('every run is JUnit: recorded ones, each verdict, and hostile text', async () => {
  const recorded = await Promise.all(recordedNames.map(recordedRun));
  const runs = [...recorded, ...Object.values(smallRuns), hostileRun()];
  expect(await problems(...runs.map(xmlOf))).toEqual([]);
});

test('the schema has something against what is not', async () => {
  const good = xmlOf(smallRuns.violation);
  const spoilt = [
    good.replace('<testsuite ', '<testsuite hostname="x" '),
    good.replace(/ tests="\d+"/, ''),
    good.replace(' type="overlapping-executions"', ''),
    good.replace('name="duplicate-completion"', 'name="run"'),
    good.replace('</failure>', '\u0007</failure>'),
    good.replace('<failure ', '<failures ').replace('</failure>', '</failures>'),
  ];
  for (const each of spoilt) {
    expect(each).not.toBe(good);
    expect(await problems(each)).not.toEqual([]);
  }
});

test('its counts are those of its cases', async () => {
  for (const run of [...Object.values(smallRuns), await recordedRun('many-workflows')]) {
    const xml = xmlOf(run);
    const count = (pattern: RegExp): number => xml.match(pattern)?.length ?? 0;
    const told = /time="[\d.]+" tests="(\d+)" errors="(\d+)" skipped="(\d+)" failures="(\d+)"/.exec(xml)?.slice(1);
    const patterns = [/<testcase /g, /<error /g, /<skipped /g, /<failure /g];
    expect(told?.map(Number)).toEqual(patterns.map(count));
  }
});

test('a violation is a failure of its case', () => {
  expect(xmlOf(smallRuns.violation)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuite name="doublerun.owner-cut-off" time="90.000" tests="13" errors="0" skipped="9" failures="1">
      <properties>
        <property name="verdict" value="violation"/>
        <property name="scenario" value="owner-cut-off"/>
        <property name="seed" value="42"/>
        <property name="version" value="3.1.1"/>
        <property name="origin" value="dist"/>
        <property name="build" value="c08bcb087b2c"/>
        <property name="strategy" value="waiting"/>
        <property name="contract" value="exactly-once, no-overlap"/>
        <property name="run" value="owner-cut-off/2026-10-03T12-00-00Z-42"/>
        <property name="started" value="2026-10-03T12:00:00.000Z"/>
        <property name="directory" value="runs/owner-cut-off/20261003T120000Z-42"/>
        <property name="doublerun" value="0.1.0"/>
        <property name="engine" value="20.10"/>
        <property name="again" value="./doublerun run owner-cut-off --seed 42"/>
      </properties>
      <testcase name="run" classname="doublerun.owner-cut-off" time="90.000">
        <system-out>The same task ran twice at the same time.
    Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2).
    1 fault held, proved by a receipt (refuse on master-1). The scheduler is to keep exactly-once and no-overlap all the same; that it did not is proved by 4 events, whatever the clocks' errors.
    Two processes do the same work side by side: rows are written twice, files are torn.
    Looked at 225 events, 1 workflow, 4 executions, found 1 violation, 0 doubts, 0 notes.
    Fault cut-owner took effect and was healed; 2 executions ran while it held.
    Checked for overlapping-executions, duplicate-completion, stuck-workflow.
    What that means and how it is proved: ./doublerun explain overlapping-executions
    Do the same again: ./doublerun run owner-cut-off --seed 42</system-out>
      </testcase>
      <testcase name="overlapping-executions" classname="doublerun.owner-cut-off" time="0.000">
        <failure message="Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2)." type="overlapping-executions">Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2).
      shown by the events 8, 99, 98, 189
    Two processes do the same work side by side: rows are written twice, files are torn.
    What that means and how it is proved: ./doublerun explain overlapping-executions
    Do the same again: ./doublerun run owner-cut-off --seed 42</failure>
      </testcase>
      <testcase name="duplicate-completion" classname="doublerun.owner-cut-off" time="0.000"/>
      <testcase name="orphan-execution" classname="doublerun.owner-cut-off" time="0.000">
        <skipped message="nobody looked for it"/>
      </testcase>
      <testcase name="order-violation" classname="doublerun.owner-cut-off" time="0.000">
        <skipped message="nobody looked for it"/>
      </testcase>
      <testcase name="stuck-workflow" classname="doublerun.owner-cut-off" time="0.000"/>
      <testcase name="double-dispatch" classname="doublerun.owner-cut-off" time="0.000">
        <skipped message="nobody looked for it"/>
      </testcase>
      <testcase name="stale-master-dispatch" classname="doublerun.owner-cut-off" time="0.000">
        <skipped message="nobody looked for it"/>
      </testcase>
      <testcase name="conflicting-state" classname="doublerun.owner-cut-off" time="0.000">
        <skipped message="nobody looked for it"/>
      </testcase>
      <testcase name="witness-disagreement" classname="doublerun.owner-cut-off" time="0.000">
        <skipped message="nobody looked for it"/>
      </testcase>
      <testcase name="lost-task" classname="doublerun.owner-cut-off" time="0.000">
        <skipped message="nobody looked for it"/>
      </testcase>
      <testcase name="lost-workflow" classname="doublerun.owner-cut-off" time="0.000">
        <skipped message="nobody looked for it"/>
      </testcase>
      <testcase name="duplicate-workflow" classname="doublerun.owner-cut-off" time="0.000">
        <skipped message="nobody looked for it"/>
      </testcase>
    </testsuite>
    "
  `);
});

test('a pass has the same cases, and all are green', () => {
  const names = (xml: string): readonly string[] => xml.match(/<testcase name="[a-z-]+"/g) ?? [];
  const { verdict, ...run } = smallRuns.pass;
  const checkers = anomalies.map((anomaly) => ({ outcome: 'checked' as const, anomaly, findings: 0 }));
  expect(xmlOf({ ...run, verdict: { ...verdict, checkers } })).not.toMatch(/<(failure|error|skipped)/);
  expect(names(xmlOf(smallRuns.pass))).toEqual(names(xmlOf(smallRuns.violation)));
});

test('an inconclusive run has an error, its doubt too, and nothing that was not found is green', () => {
  const xml = xmlOf(smallRuns.inconclusive);
  expect(xml).toContain('<error message="The fault cut-owner has no receipt." type="inconclusive">');
  expect(xml).toMatch(
    /name="overlapping-executions" .*\n {4}<error message="possible: Task extract .*" type="inconclusive">/,
  );
  expect(xml).not.toContain('<testcase name="duplicate-completion" classname="doublerun.owner-cut-off" time="0.000"/>');
  expect(xml).toContain(
    '<skipped message="not found, and not known to be absent: The fault cut-owner has no receipt."/>',
  );
});

test('so has a broken run, also where it has no history', () => {
  expect(xmlOf(smallRuns.broken)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuite name="doublerun.unknown" time="0.000" tests="1" errors="1" skipped="0" failures="0">
      <properties>
        <property name="verdict" value="broken"/>
      </properties>
      <testcase name="run" classname="doublerun.unknown" time="0.000">
        <error message="The run failed: worker-1 ended while it booted" type="broken">The run failed: worker-1 ended while it booted
    Caused by: java.lang.Error
    	at Main.main(Main.java:1)</error>
        <system-out>This run failed before it could say anything about the scheduler.
    The harness, the engine or the cluster is at fault, and not what was tested.
    The run failed: worker-1 ended while it booted
    Looked at 0 events, 1 workflow, 0 executions, found 0 violations, 0 doubts, 0 notes.
    Fault cut-owner took effect and was healed; 2 executions ran while it held.
    Checked for nothing.
    Look for what is wrong with this machine: ./doublerun doctor
    Read the server's log in the run's folder logs/.</system-out>
      </testcase>
    </testsuite>
    "
  `);
});

test('a violation in a run that is not whole: what was not found is not green', () => {
  const { verdict, ...run } = smallRuns.violation;
  const xml = xmlOf({
    ...run,
    verdict: { ...verdict, reasons: [...verdict.reasons, 'The fault cut-owner has no receipt.'] },
  });
  expect(xml).toContain('<failure ');
  expect(xml.match(/<testcase [^>]*\/>/g)).toBe(null);
  expect(xml.match(/<skipped /g)?.length).toBe((xml.match(/<testcase /g)?.length ?? 0) - 2);
});

test('a checker that failed is an error of its case', () => {
  const { verdict, ...run } = smallRuns.violation;
  const checkers = [{ outcome: 'failed', anomaly: 'orphan-execution', error: 'TypeError: nope' }] as const;
  expect(xmlOf({ ...run, verdict: { ...verdict, checkers } })).toContain(
    '<error message="the checker failed" type="broken">TypeError: nope</error>',
  );
});
