import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Examination } from '../../checkers/examination.ts';
import { NumberSet } from '../../checkers/number-set.ts';
import { registry } from '../../checkers/registry.ts';
import { HORIZON, Retirement } from '../../checkers/retirement.ts';
import { Situation } from '../../checkers/situation.ts';
import { inTimeOrder } from '../../checkers/time-order.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { messed, messyHistories } from '../histories/messy.ts';
import { runPlans } from '../histories/plan.ts';
import { settle } from '../histories/simulated-run.ts';
import { simulate } from '../histories/simulation.ts';
import { numRuns, slow } from './runs.ts';

const HOUR = 3_600_000_000;

function judged(events: readonly HistoryEvent[], horizon?: number, checkers = registry): Verdict {
  const ordered = inTimeOrder(events);
  const [begin] = ordered;
  if (begin?.type !== 'run.begin') throw new Error('no header');
  const examination = new Examination(begin, checkers, horizon);
  for (const event of ordered) examination.observe(event);
  return examination.finish({ torn: false });
}

/** Fields that name something of one run, and how they are told from those of the run before it. */
const others: Readonly<Record<string, (value: unknown) => unknown>> = {
  workflow: (value) => (typeof value === 'number' ? value + 1_000 : value),
  definition: (value) => Number(value) + 1_000,
  taskInstance: (value) => Number(value) + 10_000,
  command: (value) => Number(value) + 1_000,
  call: (value) => Number(value) + 1_000,
  execution: (value) => `other-${value}`,
  fault: (value) => `other-${value}`,
};

/** One run after another, hours later: the same servers, other workflows. */
function oneAfterAnother(first: readonly HistoryEvent[], second: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const renamed: readonly HistoryEvent[] = JSON.parse(JSON.stringify(second), (key, value) => {
    const other = others[key];
    return other && value !== null ? other(value) : value;
  });
  const later = renamed
    .filter(({ type }) => type !== 'run.begin')
    .map((event) => ({ ...event, at: event.at + 3 * HOUR }));
  return [...first.filter(({ type }) => type !== 'run.end'), ...later].map((event, seq) => ({ ...event, seq }));
}

/** Runs in which every task succeeds at once: only such workflows are forgotten. */
const calmPlans = runPlans({ reruns: 0 }).map((plan) => ({
  ...plan,
  delays: [0],
  workflows: plan.workflows.map((workflow) => ({
    ...workflow,
    tasks: workflow.tasks.map(({ last }) => ({
      before: [],
      forced: false,
      last: { ...last, fate: 'success' as const },
    })),
  })),
}));
const calmHistories = calmPlans.map((plan) => settle(simulate(plan)).build());

describe('the verdict is the same whether or not what is over is forgotten', () => {
  test.each([
    ['with anomalies', messyHistories],
    ['without', calmHistories],
    ['with anomalies in calm runs', messed(calmPlans)],
  ])('%s', slow, (_, histories) => {
    fc.assert(
      fc.property(histories, histories, messyHistories, (one, two, three) => {
        const events = oneAfterAnother(one, oneAfterAnother(two, three));
        expect(judged(events)).toEqual(judged(events, Number.POSITIVE_INFINITY));
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});

/** A workflow of one task to which nothing happens, and another an hour later. */
function twoWorkflows(): HistoryBuilder {
  const builder = new HistoryBuilder();
  for (const [number, at] of [
    [1, 0],
    [2, 3_600],
  ] as const) {
    const key = { workflow: number, task: 1, taskInstance: number };
    const row = { workflow: number, definition: number };
    builder.definition(number, [{ task: 1 }]).submission(at + 1, number);
    builder.workflow(at + 2, { ...row, op: 'insert' }).task(at + 3, { ...key, op: 'insert', state: 'DISPATCH' });
    builder.execution({ ...key, name: `p${number}`, from: at + 4, to: at + 5 });
    builder.task(at + 6, { ...key, state: 'SUCCESS', final: true });
    builder.workflow(at + 7, { ...row, state: 'SUCCESS', final: true });
  }
  return builder;
}

const done = { state: 'SUCCESS', final: true };
const oneOf = { task: 1, name: 't1', after: [], retries: 0, seconds: 1 };
const again = (what: string, at: string) =>
  `${what} at ${at} s, more than 600.0 s after it was over: what came before is forgotten, and this was not judged.`;

describe('what comes back after it was forgotten is told as a lack:', () => {
  const cases: readonly (readonly [string, (builder: HistoryBuilder) => HistoryBuilder, string])[] = [
    ['a row of the workflow', (b) => b.workflow(3_700, { ...done }), again('Workflow 1 moved again', '3700.0')],
    ['a row of a task', (b) => b.task(3_700, { ...done }), again('Workflow 1 moved again', '3700.0')],
    [
      'a command',
      (b) => b.command(3_700, 'REPEAT_RUNNING', { workflow: 1 }),
      again('Workflow 1 moved again', '3700.0'),
    ],
    [
      'another process',
      (b) => b.execution({ name: 'x', from: 3_700, to: 3_701, beats: [] }),
      again('Workflow 1 moved again', '3700.0'),
    ],
    [
      'another instance of its definition',
      (b) => b.workflow(3_700, { ...done, workflow: 9, op: 'insert' }),
      again('Workflow 9 is another instance of a definition that was done with', '3700.0'),
    ],
    [
      'a heartbeat of its process',
      (b) => b.beat(3_700, 'p1'),
      'The history holds signs of life of the execution p1, but not its start.',
    ],
  ];
  test.each(cases)('%s', (_, comeBack, lack) => {
    const events = comeBack(twoWorkflows()).finish(3_800).build();
    const verdict = judged(events);
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict.reasons).toContain(lack);
    expect(verdict.violations).toEqual([]);
    expect(judged(events, Number.POSITIVE_INFINITY).reasons).not.toContain(lack);
  });

  test('once, with the moment of the first', () => {
    const { reasons } = judged(twoWorkflows().workflow(3_700, done).workflow(3_710, done).finish(3_800).build());
    expect(reasons).toEqual([again('Workflow 1 moved again', '3700.0')]);
  });

  test('and judged by nobody, though it is counted as an event', () => {
    const again = twoWorkflows().workflow(3_700, { state: 'RUNNING_EXECUTION' });
    again.execution({ name: 'x', from: 3_701, to: 3_702, beats: [] });
    const { coverage, notes, violations } = judged(again.finish(3_800).build());
    expect(coverage).toMatchObject({ workflows: 2, executions: 2, events: 25 });
    expect([...violations, ...notes]).toEqual([]);
  });

  test('but a command to start its definition anew is nothing of it', () => {
    const started = twoWorkflows().startCommand(3_700).startCommand(3_700.5, { op: 'delete' });
    expect(judged(started.finish(3_800).build())).toMatchObject({ verdict: 'pass', reasons: [] });
  });

  test('nothing, and the run passes with all of it counted', () => {
    const verdict = judged(twoWorkflows().finish(3_800).build());
    expect(verdict).toMatchObject({ verdict: 'pass', coverage: { workflows: 2, executions: 2 } });
  });
});

test('a workflow is not forgotten before its time, nor while its process has not told of its end', () => {
  const late = (at: number) =>
    judged(twoWorkflows().workflow(at, done).finish(3_800).build(), 3_600_000_000).reasons.length;
  expect(late(3_600)).toBe(0);
  const events = twoWorkflows().execution({ name: 'x', from: 4, to: 3_700, exitCode: null }).finish(3_800).build();
  expect(judged(events, HORIZON)).toEqual(judged(events, Number.POSITIVE_INFINITY));
});

/** A workflow of tasks 1 and 2, over at 9 s; each task has a task instance of ten times its number and a process `p1` or `p2`. */
function plain(): HistoryBuilder {
  return unasked().submission(1);
}

function oneTask(builder: HistoryBuilder, task: number, from: number, workflow = 1): HistoryBuilder {
  const key = { workflow, task, taskInstance: 10 * task };
  builder.execution({ ...key, name: `p${task}`, from, to: from + 1 });
  return builder.task(from + 1.5, { ...key, ...done });
}

/** The same without a call to start it. */
function unasked(): HistoryBuilder {
  const builder = new HistoryBuilder().definition(1, [{ task: 1 }, { task: 2 }]).workflow(2, { op: 'insert' });
  return ended(oneTask(oneTask(builder, 1, 4), 2, 6));
}

function ended(builder: HistoryBuilder): HistoryBuilder {
  return builder.workflow(9, done);
}

/** The same without what comes of the tasks: workflow 1 is there and ends. */
const bare = (tasks: readonly { task: number }[]) =>
  ended(new HistoryBuilder().definition(1, tasks).submission(1).workflow(2, { op: 'insert' }));

/** A further workflow of one task, over at a moment. */
function another(builder: HistoryBuilder, workflow: number, at: number): HistoryBuilder {
  const key = { workflow, task: 1, taskInstance: 100 * workflow };
  builder.definition(workflow, [{ task: 1 }]).submission(at - 4, workflow);
  builder.workflow(at - 3, { op: 'insert', workflow, definition: workflow });
  builder.execution({ ...key, name: `w${workflow}`, from: at - 2, to: at - 1 }).task(at - 0.5, { ...key, ...done });
  return builder.workflow(at, { ...done, workflow, definition: workflow });
}

/** What is forgotten where something is heard of a server at some moments, in seconds, and of nothing else. */
function forgottenIn(builder: HistoryBuilder, moments: readonly number[], suspects = new Set<number>()) {
  for (const at of moments) builder.container(at, 'worker-1');
  const events = inTimeOrder(builder.build());
  const [begin] = events;
  if (begin?.type !== 'run.begin') throw new Error('no header');
  const situation = new Situation(begin);
  const retirement = new Retirement(situation, HORIZON);
  return events.flatMap((event) => {
    situation.observe(event);
    const due = retirement.observe(event) ? retirement.due(event.at, suspects) : [];
    for (const past of due) situation.forget(past);
    return due.map((past) => ({ at: (event.at - begin.at) / 1e6, past }));
  });
}

/** `1 at 609.1`: which, and when. */
function retiredIn(builder: HistoryBuilder, moments: readonly number[], suspects?: Set<number>): readonly string[] {
  return forgottenIn(builder, moments, suspects).map(({ at, past }) => `${past.workflow} at ${at}`);
}

describe('a workflow to which nothing remarkable happened is forgotten', () => {
  test('with all that was part of it', () => {
    const [forgotten] = forgottenIn(plain(), [700]);
    expect(forgotten?.past).toMatchObject({
      workflow: 1,
      definition: 1,
      tasks: [1, 2],
      taskInstances: [10, 20],
      executions: [{ name: 'p1' }, { name: 'p2' }],
      heard: BEGIN + 9_000_000,
    });
  });

  test.each([
    ['a row of a task', (b: HistoryBuilder) => b.task(50, { taskInstance: 10, ...done })],
    ['the end of a process, told again', (b: HistoryBuilder) => b.end(50, 'p1', 0)],
    ['a row of the workflow', (b: HistoryBuilder) => b.workflow(50, done)],
  ])('the horizon after it was last heard of: %s', (_, late) => {
    expect(retiredIn(late(plain()), [650])).toEqual([]);
    expect(retiredIn(late(plain()), [650.000001])).toEqual(['1 at 650.000001']);
    expect(retiredIn(late(plain()), [620, 720])).toEqual(['1 at 720']);
    const [forgotten] = forgottenIn(late(plain()), [700]);
    expect(forgotten?.past.heard).toBe(BEGIN + 50_000_000);
  });

  test('not before the horizon has passed', () => {
    expect(retiredIn(plain(), [609])).toEqual([]);
    expect(retiredIn(plain(), [609.000001])).toEqual(['1 at 609.000001']);
  });

  test('once it is looked for, first after the horizon and then eight times in each', () => {
    expect(retiredIn(plain(), [550, 610])).toEqual(['1 at 610']);
    expect(retiredIn(plain(), [601, 676])).toEqual([]);
    expect(retiredIn(plain(), [601, 676, 676.000001])).toEqual(['1 at 676.000001']);
  });

  test('whichever came first, and in its turn', () => {
    const two = () => another(plain(), 2, 100);
    expect(retiredIn(two(), [609, 690])).toEqual(['1 at 690']);
    expect(retiredIn(two(), [650, 750])).toEqual(['1 at 650', '2 at 750']);
    expect(retiredIn(two().workflow(300, done), [705])).toEqual(['2 at 705']);
  });

  test('also where it ended long after its tasks', () => {
    const builder = new HistoryBuilder()
      .definition(1, [{ task: 1 }])
      .submission(1)
      .workflow(2, { op: 'insert' });
    expect(retiredIn(oneTask(builder, 1, 4).workflow(900, done), [610, 800, 1_501])).toEqual(['1 at 1501']);
  });
});

test('a workflow whose start’s command was taken is forgotten', () => {
  const taken = plain().startCommand(1.5).startCommand(2, { op: 'delete' });
  expect(retiredIn(taken, [700])).toEqual(['1 at 700']);
});

describe('a workflow is kept to the end', () => {
  const remarkable: readonly (readonly [string, HistoryBuilder])[] = [
    ['that failed', plain().workflow(10, { state: 'FAILURE', final: true })],
    ['whose success is not final', plain().workflow(10, { state: 'SUCCESS', final: false })],
    ['that was deleted', plain().workflow(10, { op: 'delete', ...done })],
    [
      'whose definition is unknown',
      oneTask(new HistoryBuilder().submission(1).workflow(2, { op: 'insert' }), 1, 4).workflow(9, done),
    ],
    ['that another master took over', plain().workflow(10, { ...done, owner: 'master-2' })],
    ['of which a user asked something', plain().command(10, 'STOP')],
    ['that was asked for twice', plain().submission(10)],
    ['that nobody was heard to ask for', unasked()],
    ['whose start was not answered', unasked().submission(1, 1, null)],
    ['whose start was answered with neither yes nor no', unasked().submission(1, 1, 'info')],
    ['that was asked for once more, and refused', plain().submission(10, 1, 'fail')],
    ['that has a second instance', plain().workflow(8, { op: 'insert', workflow: 2 })],
    ['that the timer starts', plain().startCommand(1.5, { kind: 'SCHEDULER' }).startCommand(2, { op: 'delete' })],
    [
      'that was asked for for several dates',
      plain().startCommand(1.5, { kind: 'COMPLEMENT_DATA' }).startCommand(2, { op: 'delete' }),
    ],
    ['for which a command still waits', plain().startCommand(8)],
    ['for which a command failed', plain().errorCommand(8)],
    ['without tasks', bare([])],
    [
      'whose definition names a task twice',
      oneTask(bare([{ task: 1 }, { task: 1 }]), 1, 4)
        .execution({ name: 'x', taskInstance: 11, from: 6, to: 7 })
        .task(7.5, { taskInstance: 11, ...done }),
    ],
    ['with a second process of a task', plain().execution({ name: 'x', taskInstance: 10, from: 6, to: 7 })],
    ['with a second task instance of a task', plain().task(8, { taskInstance: 11, ...done })],
    [
      'without a process of one task and two of the other',
      oneTask(bare([{ task: 1 }, { task: 2 }]), 1, 4)
        .execution({ name: 'x', taskInstance: 20, from: 6, to: 7 })
        .task(7.5, { task: 2, taskInstance: 20, ...done }),
    ],
    [
      'without a process of a task',
      oneTask(bare([{ task: 1 }, { task: 2 }]), 1, 4).task(8, { task: 2, taskInstance: 20, ...done }),
    ],
    [
      'without a row of a task',
      oneTask(bare([{ task: 1 }, { task: 2 }]), 1, 4).execution({
        name: 'x',
        task: 2,
        taskInstance: 20,
        from: 6,
        to: 7,
      }),
    ],
    [
      'whose process has another task instance',
      oneTask(bare([{ task: 1 }, { task: 2 }]), 1, 4)
        .execution({ name: 'x', task: 2, taskInstance: 21, from: 6, to: 7 })
        .task(7.5, { task: 2, taskInstance: 20, ...done }),
    ],
    [
      'whose task instance is of another task',
      oneTask(bare([{ task: 1 }, { task: 2 }]), 1, 4)
        .execution({ name: 'x', task: 2, taskInstance: 20, from: 6, to: 7 })
        .task(7.5, { task: 1, taskInstance: 20, ...done }),
    ],
    ['with a process that failed', plain().end(8, 'p1', 1)],
    ['with a task that was forced', plain().task(8, { taskInstance: 10, state: 'FORCED_SUCCESS', final: true })],
    [
      'with a success of a task that is not final',
      plain().task(8, { taskInstance: 10, state: 'SUCCESS', final: false }),
    ],
    ['with a success of a task that is not valid', plain().task(8, { taskInstance: 10, ...done, valid: false })],
  ];
  test.each(remarkable)('%s', (_, builder) => {
    expect(retiredIn(builder, [700, 1_400])).toEqual([]);
  });

  test('with a process that began no later than its definition and its own first row', () => {
    const begun = (defined: number, inserted: number) =>
      oneTask(new HistoryBuilder().submission(1), 1, 4)
        .add(defined, { source: 'harness', type: 'run.workflow', definition: 1, name: 'w', tasks: [oneOf] })
        .workflow(inserted, { op: 'insert' })
        .workflow(9, done);
    expect(retiredIn(begun(0, 3.999999), [700])).toEqual(['1 at 700']);
    expect(retiredIn(begun(0, 4), [700])).toEqual([]);
    expect(retiredIn(begun(3.999999, 0), [700])).toEqual(['1 at 700']);
    expect(retiredIn(begun(4, 0), [700])).toEqual([]);
  });

  test('that has a finding', () => {
    expect(retiredIn(another(plain(), 2, 10), [700], new Set([1]))).toEqual(['2 at 700']);
  });

  test('that was not over in every way when it was looked at', () => {
    const unfinished = oneTask(bare([{ task: 1 }, { task: 2 }]), 1, 4).execution({
      name: 'x',
      task: 2,
      taskInstance: 20,
      from: 6,
      to: 650,
      beats: [],
    });
    expect(retiredIn(unfinished.task(651, { task: 2, taskInstance: 20, ...done }), [610, 1_400])).toEqual([]);
  });
});

test('a checker that could not be made keeps no workflow from being forgotten', () => {
  const bug = () => {
    throw new Error('bug');
  };
  const verdict = judged(twoWorkflows().finish(3_800).build(), HORIZON, { ...registry, 'lost-task': bug });
  expect(verdict).toMatchObject({ verdict: 'broken', coverage: { workflows: 2, executions: 2 } });
});

test('a set of numbers holds what was added and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200)), fc.array(fc.nat()), (close, far) => {
      const set = new NumberSet();
      for (const each of [...close, ...far]) set.add(each);
      const all = new Set([...close, ...far]);
      for (const each of [...all].flatMap((known) => [known, known + 1, known + 32])) {
        expect(set.has(each)).toBe(all.has(each));
      }
    }),
  );
});
