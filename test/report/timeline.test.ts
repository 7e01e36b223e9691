import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../report/timeline.ts';
import { execution, numbered, overlapStory, runBegin, runEnd, runWorkflow, second, workflowRow } from './sample.ts';

const seconds = (at: number | null) => (at === null ? null : (at - second(0)) / 1_000_000);

describe('the overlap story, audit rows learnt last', () => {
  const timeline = buildTimeline(overlapStory());
  const [workflow] = timeline.workflows;
  const [extract, transform] = workflow?.tasks ?? [];

  test('one lane per task, executions lettered in order of start', () => {
    expect(workflow?.tasks.map((task) => task.name)).toEqual(['extract', 'transform', 'load']);
    expect(
      extract?.executions.map((bar) => [bar.label, bar.worker, seconds(bar.from), seconds(bar.to), bar.end]),
    ).toEqual([
      ['A', 'worker-1', 10.2, 55.2, { how: 'exited', exitCode: 0 }],
      ['B', 'worker-2', 31.4, 76.4, { how: 'exited', exitCode: 0 }],
    ]);
    expect(transform?.executions.map((bar) => bar.label)).toEqual(['A']);
  });

  test("the scheduler's view of each attempt, with its writer", () => {
    const view = extract?.attempts.map((attempt) =>
      attempt.states.map((state) => `${state.state} by ${state.writer} ${seconds(state.from)}–${seconds(state.to)}`),
    );
    expect(view).toEqual([
      [
        'SUBMITTED_SUCCESS by master-1 9.2–9.6',
        'DISPATCH by master-1 9.6–10.4',
        'RUNNING_EXECUTION by master-1 10.4–24.1',
        'NEED_FAULT_TOLERANCE by master-2 24.1–24.1',
      ],
      [
        'SUBMITTED_SUCCESS by master-2 30.4–31',
        'DISPATCH by master-2 31–31.6',
        'RUNNING_EXECUTION by master-2 31.6–76.8',
        'SUCCESS by master-2 76.8–76.8',
      ],
    ]);
  });

  test('the fault lies on its target, with all four moments', () => {
    const bands = timeline.servers.map((lane) => [lane.server, lane.faults.map((fault) => fault.fault)]);
    expect(bands).toEqual([
      ['zookeeper', []],
      ['master-1', ['cut-owner']],
      ['master-2', []],
      ['worker-1', []],
      ['worker-2', []],
    ]);
    const [band] = timeline.faults;
    expect([band?.from, band?.effective, band?.heal, band?.healed].map((at) => seconds(at ?? null))).toEqual([
      12, 24, 72, 76,
    ]);
    expect(band).toMatchObject({ open: false });
  });

  test('who sent each execution, as the checkers know it', () => {
    expect(timeline.dispatches.map(({ execution: name, server }) => [name, server])).toEqual([
      ['worker-1:1001:1020', 'master-1'],
      ['worker-2:1002:3140', 'master-2'],
      ['worker-1:1003:7810', 'master-2'],
      ['worker-2:1004:8290', 'master-2'],
    ]);
  });

  test('who owned the workflow, and the take-over', () => {
    const owned = timeline.servers.flatMap((lane) => lane.ownerships);
    expect(owned.map((span) => [span.owner, seconds(span.from), seconds(span.to)])).toEqual([
      ['master-1', 8.9, 24],
      ['master-2', 24.3, 87.1],
    ]);
    expect(workflow?.takeovers.map((mark) => mark.label)).toEqual(['master-2 took workflow 1 over from master-1']);
    expect(timeline.servers.find((lane) => lane.server === 'master-2')?.marks).toHaveLength(1);
  });
});

test('a killed execution ends with its last heartbeat; one that still beats is running', () => {
  const events = numbered([
    runBegin(),
    ...execution({ worker: 'worker-1', task: 1, taskInstance: 1, from: 1, to: 4, exitCode: null }),
    ...execution({ worker: 'worker-2', task: 1, taskInstance: 2, from: 5, to: 9, exitCode: null }),
  ]);
  const bars = buildTimeline(events).workflows[0]?.tasks[0]?.executions;
  expect(bars?.map((bar) => [bar.label, seconds(bar.to), bar.end])).toEqual([
    ['A', 3.5, { how: 'silent', due: second(4) }],
    ['B', 8.5, { how: 'running' }],
  ]);
});

test('a process that stood still has a silence', () => {
  const [before, after] = [1, 7].map((from) =>
    execution({ worker: 'worker-1', task: 1, taskInstance: 1, from, to: from + 2 }),
  );
  const beats = (after ?? []).slice(1).map((event) => ({ ...event, execution: 'worker-1:1001:100' }));
  const events = numbered([runBegin(), ...(before ?? []).slice(0, -1), ...beats, runEnd(10)]);
  const [bar] = buildTimeline(events).workflows[0]?.tasks[0]?.executions ?? [];
  expect(bar?.silences.map(({ from, to }) => [seconds(from), seconds(to)])).toEqual([[2.5, 7.5]]);
});

test('a container that died and came back, one that was paused to the end, a server nobody planned', () => {
  const engine = { source: 'engine' } as const;
  const { servers } = buildTimeline(
    numbered([
      runBegin(),
      { at: second(3), ...engine, type: 'container.die', server: 'master-1', exitCode: 137 },
      { at: second(5), ...engine, type: 'container.start', server: 'master-1' },
      { at: second(6), ...engine, type: 'container.pause', server: 'worker-9' },
      runEnd(10),
    ]),
  );
  const outages = servers.flatMap((lane) =>
    lane.outages.map((outage) => [lane.server, outage.kind, seconds(outage.from), seconds(outage.to), outage.open]),
  );
  expect(outages).toEqual([
    ['master-1', 'dead', 3, 5, false],
    ['worker-9', 'paused', 6, 10, true],
  ]);
});

test('each owner after another begins an epoch, also the one that was it before', () => {
  const { workflows } = buildTimeline(
    numbered([
      runBegin(),
      workflowRow(1, 'RUNNING_EXECUTION', 'master-1', 'master-1'),
      workflowRow(2, 'RUNNING_EXECUTION', 'master-2', 'master-2'),
      workflowRow(3, 'RUNNING_EXECUTION', null, 'master-1'),
      workflowRow(4, 'RUNNING_EXECUTION', 'master-1', 'master-1'),
      workflowRow(5, 'RUNNING_EXECUTION', null, 'master-1'),
      workflowRow(6, 'RUNNING_EXECUTION', 'master-1', 'master-1'),
      runEnd(10),
    ]),
  );
  expect(workflows[0]?.owners.map(({ owner, epoch, from }) => [owner, epoch, seconds(from)])).toEqual([
    ['master-1', 1, 1],
    ['master-2', 2, 2],
    ['master-1', 3, 4],
    ['master-1', 3, 6],
  ]);
});

test('the sessions of a server: one that loses its connection and expires, one that takes its place', () => {
  const registry = { source: 'registry', since: second(0) } as const;
  const { sessions } = buildTimeline(
    numbered([
      runBegin(),
      { at: second(1), ...registry, type: 'session.open', session: '0xa', timeout: 8_000_000 },
      { at: second(1), ...registry, type: 'session.own', session: '0xa', server: 'master-1' },
      { at: second(1), ...registry, type: 'session.open', session: '0xb', timeout: null },
      { at: second(3), ...registry, type: 'session.move', session: '0xa', connection: null },
      { at: second(4), ...registry, type: 'session.move', session: '0xa', connection: '172.20.0.7:1' },
      { at: second(5), ...registry, type: 'session.move', session: '0xa', connection: null },
      { at: second(9), ...registry, type: 'session.end', session: '0xa', reason: 'expired' },
      { at: second(11), ...registry, type: 'session.open', session: '0xc', timeout: 8_000_000 },
      { at: second(11), ...registry, type: 'session.own', session: '0xc', server: 'master-1' },
      runEnd(12),
    ]),
  );
  const told = sessions.map(({ server, sessions: bars }) => [
    server,
    bars.map((bar) => [bar.session, seconds(bar.from), seconds(bar.to), bar.reason]),
  ]);
  expect(told).toEqual([
    [
      'master-1',
      [
        ['0xa', 1, 9, 'expired'],
        ['0xc', 11, 12, null],
      ],
    ],
    [null, [['0xb', 1, 12, null]]],
  ]);
  expect(sessions[0]?.sessions[0]?.unconnected.map(({ from, to }) => [seconds(from), seconds(to)])).toEqual([
    [3, 4],
    [5, 9],
  ]);
});

test('a link: what its proxy did, and when a connection went through it', () => {
  const link = { source: 'link', link: 'master-1-zookeeper', server: 'master-1' } as const;
  const { links } = buildTimeline(
    numbered([
      runBegin(),
      { at: second(0), ...link, type: 'link.state', enabled: true, toxics: [] },
      { at: second(1), ...link, type: 'link.connect', client: 'a' },
      { at: second(2), ...link, type: 'link.connect', client: 'b' },
      { at: second(3), ...link, type: 'link.cut', client: 'a', since: second(3) },
      { at: second(4), ...link, type: 'link.state', enabled: false, toxics: ['timeout upstream'] },
      { at: second(5), ...link, type: 'link.cut', client: 'b', since: second(5) },
      { at: second(7), ...link, type: 'link.state', enabled: true, toxics: [] },
      { at: second(8), ...link, type: 'link.connect', client: 'c' },
      runEnd(9),
    ]),
  );
  const [lane] = links;
  expect(lane?.disturbances.map(({ what, from, to }) => [what, seconds(from), seconds(to)])).toEqual([
    ['closed, timeout upstream', 4, 7],
  ]);
  expect(lane?.connected.map(({ from, to, open }) => [seconds(from), seconds(to), open])).toEqual([
    [1, 5, false],
    [8, 9, true],
  ]);
});

test('tasks that never ran have a lane; a history without an end is cut short', () => {
  const timeline = buildTimeline(
    numbered([runBegin(), runWorkflow(['one', 'two']), workflowRow(2, 'RUNNING_EXECUTION', 'master-1', 'master-1')]),
  );
  expect(timeline.cutShort).toBe(true);
  expect(timeline.workflows[0]?.tasks.map((task) => [task.name, task.executions.length])).toEqual([
    ['one', 0],
    ['two', 0],
  ]);
});

test('no events at all', () => {
  expect(buildTimeline([])).toMatchObject({ servers: [], workflows: [], cutShort: true });
});
