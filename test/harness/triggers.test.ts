import { describe, expect, test } from 'vitest';
import type { PlannedOccasion } from '../../harness/plan-schema.ts';
import type { TaskStage } from '../../harness/trigger-words.ts';
import { lookForTrigger, triggerPhrase } from '../../harness/triggers.ts';
import { View } from '../../harness/view.ts';
import type { EventOf } from '../../history/event.ts';
import { MICROS_PER_SECOND } from '../../history/time.ts';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';

const started = 5;

/** When the occasion was, s since the run's begin, or what is said instead. `at`: the moment of the look. */
function look(occasion: PlannedOccasion, history: HistoryBuilder, at: number, plusSeconds = 0): number | string {
  const events = history
    .finish(99)
    .build()
    .filter((event) => event.at <= micros(at));
  const view = new View(events[0] as EventOf<'run.begin'>);
  for (const event of events) view.observe(event);
  const trigger = { occasion, plusMs: plusSeconds * 1_000, withinMs: 1_000 };
  const found = lookForTrigger(trigger, { view, now: micros(at), startedAt: micros(started) });
  return found.done ? (found.value.at - BEGIN) / MICROS_PER_SECOND : found.seen;
}

function micros(at: number): number {
  return BEGIN + at * MICROS_PER_SECOND;
}

const task = (is: TaskStage): PlannedOccasion => ({
  on: 'task',
  task: 'long',
  is,
});

describe('the workflows were started', () => {
  test('so long ago', () => {
    expect(look({ on: 'start' }, new HistoryBuilder(), 8, 2)).toBe(started);
    expect(look({ on: 'start' }, new HistoryBuilder(), 6, 2)).toBe('workflows started');
  });
});

describe('a task', () => {
  const chain = () =>
    new HistoryBuilder()
      .definition(1, [
        { task: 1, name: 'first' },
        { task: 2, name: 'long' },
      ])
      .workflow(9, { op: 'insert' })
      .task(9, { op: 'insert', state: 'SUBMITTED_SUCCESS' })
      .task(10, { op: 'insert', task: 2, taskInstance: 2, state: 'SUBMITTED_SUCCESS' })
      .task(11, { task: 2, taskInstance: 2, state: 'DISPATCH' })
      .execution({ name: 'x', from: 9.5, to: 10 })
      .execution({ name: 'y', task: 2, taskInstance: 2, from: 12, to: 20 });

  test('is submitted, dispatched, running and ended in turn', () => {
    expect(look(task('submitted'), chain(), 9.9)).toBe('not yet: task long submitted');
    expect(look(task('submitted'), chain(), 10)).toBe(10);
    expect(look(task('dispatched'), chain(), 10.9)).toBe('not yet: task long dispatched');
    expect(look(task('dispatched'), chain(), 11)).toBe(11);
    expect(look(task('running'), chain(), 11.9)).toBe('not yet: task long running');
    expect(look(task('running'), chain(), 12)).toBe(12);
    expect(look(task('ended'), chain(), 19.9)).toBe('not yet: task long ended');
    expect(look(task('ended'), chain(), 30)).toBe(20);
  });

  test('is delayed once its row says so', () => {
    const delayed = () => chain().task(11.5, { task: 2, taskInstance: 2, state: 'DELAY_EXECUTION' });
    expect(look(task('delayed'), delayed(), 11.4)).toBe('not yet: task long delayed');
    expect(look(task('delayed'), delayed(), 11.5)).toBe(11.5);
    expect(look(task('dispatched'), delayed(), 12)).toBe(11);
  });

  test('has run for so long, and runs still', () => {
    expect(look(task('running'), chain(), 13, 2)).toBe('task long running');
    expect(look(task('running'), chain(), 14, 2)).toBe(12);
    expect(look(task('running'), chain(), 20.1, 2)).toBe('not yet: task long running');
  });
});

describe('something is seen', () => {
  const seen = (what: 'takeover' | 'session-expired' | 'failover-command'): PlannedOccasion => ({ on: 'seen', what });

  test('a takeover, through the time in which nobody owns the workflow', () => {
    const taken = () =>
      new HistoryBuilder()
        .workflow(1, { op: 'insert', owner: null })
        .workflow(2)
        .workflow(3, { owner: null })
        .workflow(4, { owner: 'master-2', writer: 'master-2' });
    expect(look(seen('takeover'), taken(), 3)).toBe('not yet: takeover');
    expect(look(seen('takeover'), taken(), 9)).toBe(4);
  });

  test('a takeover by a failover that leaves the old name in the row (3.3)', () => {
    const together = { writer: 'master-2', transaction: '9' } as const;
    const taken = () =>
      new HistoryBuilder()
        .workflow(2, { op: 'insert' })
        .workflow(3, { state: 'FAILOVER', writer: 'master-2' })
        .command(3, 'RECOVER_TOLERANCE_FAULT_PROCESS', { writer: 'master-2' })
        .command(4, 'RECOVER_TOLERANCE_FAULT_PROCESS', { op: 'delete', ...together });
    expect(look(seen('takeover'), taken(), 4)).toBe('not yet: takeover');
    expect(look(seen('takeover'), taken().workflow(4, together), 9)).toBe(4);
  });

  test('the first of several', () => {
    const commands = new HistoryBuilder()
      .startCommand(1)
      .command(2, 'RECOVER_TOLERANCE_FAULT_PROCESS')
      .command(3, 'RECOVER_TOLERANCE_FAULT_PROCESS', { command: 2 });
    expect(look(seen('failover-command'), commands, 9)).toBe(2);
  });

  test('a session that expired, not one that was closed', () => {
    const end = (at: number, reason: 'expired' | 'closed') =>
      new HistoryBuilder().add(at, {
        source: 'registry',
        type: 'session.end',
        session: '0x1',
        reason,
        since: micros(at),
      });
    expect(look(seen('session-expired'), end(3, 'expired'), 9)).toBe(3);
    expect(look(seen('session-expired'), end(3, 'closed'), 9)).toBe('not yet: session-expired');
  });
});

test('a step of another fault', () => {
  const cut = () => new HistoryBuilder().fault('cut', { begin: 1, effective: 2, heal: 3, healed: 4 });
  expect(look({ on: 'fault', fault: 'cut', step: 'begun' }, cut(), 9)).toBe(1);
  expect(look({ on: 'fault', fault: 'cut', step: 'effective' }, cut(), 9)).toBe(2);
  expect(look({ on: 'fault', fault: 'cut', step: 'healed' }, cut(), 3.9)).toBe('not yet: fault cut healed');
  expect(look({ on: 'fault', fault: 'cut', step: 'healed' }, cut(), 9)).toBe(4);
});

test('a trigger has a name', () => {
  const trigger = { occasion: task('running'), plusMs: 2_500, withinMs: 1 };
  expect(triggerPhrase(trigger)).toBe('task long running + 2.5 s');
  expect(triggerPhrase({ ...trigger, occasion: { on: 'seen', what: 'takeover' }, plusMs: 0 })).toBe('takeover');
});
