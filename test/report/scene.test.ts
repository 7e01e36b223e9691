import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../../history/event.ts';
import { nameFindings } from '../../report/scene/findings.ts';
import type { Scene, SceneItem } from '../../report/scene/model.ts';
import { buildScene } from '../../report/scene.ts';
import { buildTimeline } from '../../report/timeline.ts';
import { execution, numbered, overlapFinding, overlapStory, runBegin, second, verdictOf } from './sample.ts';

function sceneOf(events: readonly HistoryEvent[], verdict = verdictOf(events)): Scene {
  const ordered = events.toSorted((left, right) => left.at - right.at || left.seq - right.seq);
  return buildScene(buildTimeline(events), ordered, nameFindings(verdict));
}

function itemsOf(scene: Scene): SceneItem[] {
  return scene.lanes.flatMap(({ rows }) => rows.flatMap(({ items }) => items));
}

function titles(scene: Scene, tone: RegExp): string[] {
  return itemsOf(scene).flatMap((item) => (tone.test(item.tone) ? [item.title] : []));
}

describe('the overlap story', () => {
  const events = overlapStory();
  const scene = sceneOf(events, verdictOf(events, { verdict: 'violation', violations: [overlapFinding(events)] }));

  test('shows executions, the fault, the finding and who owned the workflow', () => {
    expect(titles(scene, /^execution/).slice(0, 2)).toEqual([
      'execution A of extract on worker-1, 10.2 s to 55.2 s, exit 0, task instance 1, 89 heartbeats',
      'execution B of extract on worker-2, 31.4 s to 76.4 s, exit 0, task instance 2, 89 heartbeats',
    ]);
    expect([...new Set(titles(scene, /^fault/))]).toEqual([
      'fault cut-owner: refuse on master-1, begun 12.0 s, took effect 24.0 s, heal begun 72.0 s, healed 76.0 s',
    ]);
    expect(titles(scene, /^violation/)).toEqual(['overlapping-executions, proved, 31.4 s to 55.2 s']);
    const [master1, master2] = scene.lanes.filter(({ group }) => group === 'masters');
    const owned = [master1, master2].map((lane) =>
      lane?.rows.flatMap(({ items }) => items.filter(({ tone }) => tone.startsWith('owner')).map(({ title }) => title)),
    );
    expect(owned).toEqual([
      ['master-1 owned workflow 1 8.9 s to 24.0 s, epoch 1'],
      ['master-2 owned workflow 1 24.3 s to 87.1 s, epoch 2'],
    ]);
  });

  test('the fault has three phases: begun, proved to hold, healing', () => {
    const phases = itemsOf(scene).filter(({ tone }) => tone.startsWith('fault'));
    expect(phases.map(({ tone, from, to }) => [tone, from / 1e6, to / 1e6])).toEqual([
      ['fault-begun', 12, 24],
      ['fault-holds', 24, 72],
      ['fault-healing', 72, 76],
    ]);
    expect(scene.faults).toEqual([{ from: 12e6, effective: 24e6, heal: 72e6, to: 76e6 }]);
  });

  test('an arrow leads from each master to what it sent, never backwards', () => {
    const arrows = scene.arrows.map(({ fromLane, toLane, from, to, execution: name }) => {
      expect(from).toBeLessThanOrEqual(to);
      return [scene.lanes[fromLane]?.title, scene.lanes[toLane]?.title, name];
    });
    expect(arrows.slice(0, 2)).toEqual([
      ['master-1', 'extract', 'worker-1:1001:1020'],
      ['master-2', 'extract', 'worker-2:1002:3140'],
    ]);
  });

  test('every event of a server, a workflow or a task has its lane', () => {
    const ordered = events.toSorted((left, right) => left.at - right.at || left.seq - right.seq);
    const lanes = new Set(
      ordered.map((event, index) => `${event.source} ${scene.lanes[scene.laneOf[index] ?? -1]?.title}`),
    );
    expect([...lanes].toSorted()).toEqual([
      'audit extract',
      'audit load',
      'audit nightly',
      'audit transform',
      'client doublerun',
      'harness doublerun',
      'nemesis master-1',
      'witness extract',
      'witness load',
      'witness transform',
    ]);
  });

  test('is placed: rows within their lane, items of a row in order and apart, none before zero', () => {
    for (const { height, rows } of scene.lanes) {
      for (const { y, height: high, items } of rows) {
        expect(y + high).toBeLessThanOrEqual(height);
        items.forEach((item, index) => {
          expect(item.from).toBeGreaterThanOrEqual(items[index - 1]?.to ?? 0);
          expect(item.to).toBeGreaterThanOrEqual(item.from);
        });
      }
    }
  });
});

test('a history that ends while the fault holds: nothing is proved healed, what ran still runs', () => {
  const scene = sceneOf(overlapStory().filter((event) => event.at < second(40)));
  expect(titles(scene, /^execution/)[0]).toContain('(end of the history), still running');
  expect(titles(scene, /^fault/)[0]).toContain('not healed');
});

test('a killed execution ends in a cross, with a tail to where its next heartbeat was due', () => {
  const killed = execution({ worker: 'worker-1', task: 1, taskInstance: 1, from: 1, to: 4, exitCode: null });
  const later = execution({ worker: 'worker-2', task: 1, taskInstance: 2, from: 6, to: 9 });
  const scene = sceneOf(numbered([runBegin(), ...killed, ...later]));
  const over = scene.lanes.flatMap(({ rows }) => rows.flatMap((row) => row.over));
  expect(over.map(({ shape, tone, from, to }) => [shape, tone, from / 1e6, to / 1e6])).toEqual([
    ['cross', 'violation', 3.5, 3.5],
    ['bar', 'tail', 3.5, 4],
  ]);
});

test('of whom nobody knows who sent it, there is no arrow', () => {
  const alone = execution({ worker: 'worker-1', task: 1, taskInstance: 1, from: 1, to: 4 });
  expect(sceneOf(numbered([runBegin(), ...alone])).arrows).toEqual([]);
});
