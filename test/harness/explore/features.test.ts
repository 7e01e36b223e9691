import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../checkers/judge.ts';
import { coverageOfRun } from '../../../harness/explore/features.ts';
import type { HistoryEvent } from '../../../history/event.ts';
import { readJournal } from '../../../history/journal.ts';
import { HistoryBuilder } from '../../histories/builder.ts';

const servers = [
  { name: 'master-1', role: 'master' },
  { name: 'master-2', role: 'master' },
  { name: 'worker-1', role: 'worker' },
];
const faults = [{ fault: 'cut-1', kind: 'cut', target: 'owner' }];

function builder(): HistoryBuilder {
  return new HistoryBuilder({ servers, faults, contract: ['no-overlap'] }).definition(1, [{ task: 1, name: 'long' }]);
}

function coverage(events: readonly HistoryEvent[]) {
  return coverageOfRun(events, judge(events, { torn: false }));
}

function featuresOf(history: HistoryBuilder): readonly string[] {
  return coverage(history.finish(60).build()).features;
}

describe('a feature tells', () => {
  test('what a server said, and which faults held then', () => {
    const features = featuresOf(
      builder()
        .log(1, 'master-1', 'started')
        .fault('cut-1', { begin: 2, effective: 3, heal: 10 })
        .log(5, 'master-2', 'failover-start')
        .log(12, 'worker-1', 'registry-reconnected'),
    );
    expect(features).toEqual(
      expect.arrayContaining([
        'log started of master before faults',
        'cut of master before faults',
        'log failover-start of master under cut',
        'log registry-reconnected of worker after faults',
      ]),
    );
  });

  test('which faults held at once', () => {
    const history = builder().fault('cut-1', { begin: 2, heal: 10 }).fault('cut-2', { begin: 4, heal: 6 });
    expect(featuresOf(history)).toContain('cut of master under cut');
  });

  test('who took a workflow over, and how far its tasks were', () => {
    const history = builder()
      .workflow(1, { op: 'insert', owner: 'master-1' })
      .task(2, { op: 'insert', state: 'DISPATCH' })
      .fault('cut-1', { begin: 3, heal: 20 })
      .workflow(8, { owner: null })
      .command(8, 'RECOVER_TOLERANCE_FAULT_PROCESS')
      .workflow(9, { owner: 'master-2', writer: 'master-2' })
      .task(10, { state: 'FAILURE', writer: 'master-1' });
    const { features, near } = coverage(history.finish(60).build());
    expect(features).toEqual(
      expect.arrayContaining([
        'takeover under cut',
        'takeover with long DISPATCH',
        'failover-command under cut',
        'task none > DISPATCH by its owner',
        'task DISPATCH > FAILURE by a former owner',
      ]),
    );
    expect(near).toEqual(expect.arrayContaining(['takeover under cut', 'failover-command under cut']));
  });

  test('that a row did not change what it says: nothing', () => {
    const once = builder().workflow(1, { op: 'insert' });
    const twice = builder().workflow(1, { op: 'insert' }).workflow(2).workflow(3);
    expect(featuresOf(twice)).toEqual(featuresOf(once));
  });

  test('how often a task was executed, and what was found', () => {
    const history = builder()
      .execution({ name: 'a', from: 1, to: 5, exitCode: null })
      .execution({ name: 'b', taskInstance: 2, from: 5.2, to: 25 });
    const { features, near } = coverage(history.finish(40).build());
    expect(features).toContain('execution 2 of long');
    expect(near).toContain('finding overlapping-executions possible');
  });

  test('who lost a session, who died, and what did not come about', () => {
    const history = builder()
      .registered(1, 'master-1')
      .sessionEnd(9, 'master-1')
      .died(12, 'worker-1', 137)
      .add(14, { source: 'nemesis', type: 'fault.missed', fault: 'cut-1', step: 'trigger', reason: 'late' });
    expect(featuresOf(history)).toEqual(
      expect.arrayContaining([
        'session of master expired before faults',
        'worker died with 137 before faults',
        'missed trigger',
      ]),
    );
  });
});

test('features hold no number that another run would not have: they are the same for the same run on another cluster', () => {
  const history = (codes: number, at: number) =>
    new HistoryBuilder({ servers, faults })
      .definition(codes, [{ task: codes, name: 'long' }])
      .workflow(at, { op: 'insert', workflow: codes, definition: codes })
      .task(at + 1, { op: 'insert', workflow: codes, task: codes, taskInstance: codes, state: 'DISPATCH' })
      .execution({ name: `x${codes}`, workflow: codes, task: codes, taskInstance: codes, from: at + 2, to: at + 4 });
  expect(featuresOf(history(7, 3))).toEqual(featuresOf(history(1234, 11)));
});

test('a recorded failover has features of every kind, in an order that is always the same', async () => {
  const path = join(import.meta.dirname, '..', '..', 'checkers', 'recorded', 'owner-blackhole.jsonl');
  const { events } = await readJournal(path);
  const { features, near } = coverage(events);
  expect(features).toEqual([...new Set(features)].sort());
  expect(near).toContain('takeover under blackhole');
  for (const kind of [
    /^log /,
    /^session of /,
    /^takeover with long /,
    /^task .* by a former owner/,
    /^finding .* proved$/,
  ])
    expect(
      features.some((feature) => kind.test(feature)),
      `${kind}`,
    ).toBe(true);
  expect(coverage(events.toReversed()).features).toEqual(features);
});
