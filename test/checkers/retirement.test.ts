import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Examination } from '../../checkers/examination.ts';
import { NumberSet } from '../../checkers/number-set.ts';
import { registry } from '../../checkers/registry.ts';
import { HORIZON } from '../../checkers/retirement.ts';
import { inTimeOrder } from '../../checkers/time-order.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { HistoryBuilder } from '../histories/builder.ts';
import { messed, messyHistories } from '../histories/messy.ts';
import { runPlans } from '../histories/plan.ts';
import { settle } from '../histories/simulated-run.ts';
import { simulate } from '../histories/simulation.ts';
import { numRuns, slow } from './runs.ts';

const HOUR = 3_600_000_000;

function judged(events: readonly HistoryEvent[], horizon?: number): Verdict {
  const ordered = inTimeOrder(events);
  const [begin] = ordered;
  if (begin?.type !== 'run.begin') throw new Error('no header');
  const examination = new Examination(begin, registry, horizon);
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
