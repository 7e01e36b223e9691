import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../history/event.ts';
import { HistoryBuilder } from '../histories/builder.ts';
import { findingsOf } from './runs.ts';

const final = (state: string) => ({ state, final: true });
const roles = { servers: [{ name: 'api', role: 'api' }] };

/** Task instance 1 of workflow 1 is in a state since 10 s. The audit's error is 1 ms. */
const ended = (state: string, header: Partial<EventOf<'run.begin'>> = {}) =>
  new HistoryBuilder(header)
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(1, { op: 'insert' })
    .task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .task(10, final(state));

const conflicts = (builder: HistoryBuilder) =>
  findingsOf('conflicting-state', builder.finish(99)).map(({ proof, subject }) => `${proof} ${subject}`);

describe('a task instance', () => {
  test.each(['SUCCESS', 'FAILURE', 'KILL', 'STOP', 'PAUSE', 'FORCED_SUCCESS', 'NEED_FAULT_TOLERANCE'])(
    'that is %s and starts to run',
    (state) => {
      expect(conflicts(ended(state).task(20))).toEqual(['proved 1/1 1']);
      expect(conflicts(ended(state).task(20, final(state)))).toEqual([]);
    },
  );

  test.each([
    ['SUCCESS', 'FAILURE', 1],
    ['SUCCESS', 'NEED_FAULT_TOLERANCE', 1],
    ['FAILURE', 'KILL', 1],
    ['FAILURE', 'FORCED_SUCCESS', 0],
    ['KILL', 'STOP', 1],
    ['NEED_FAULT_TOLERANCE', 'KILL', 0],
    ['NEED_FAULT_TOLERANCE', 'STOP', 0],
    ['NEED_FAULT_TOLERANCE', 'SUCCESS', 1],
    ['NEED_FAULT_TOLERANCE', 'FAILURE', 1],
  ])('that is %s and becomes %s', (before, after, count) => {
    expect(conflicts(ended(before).task(20, final(after)))).toHaveLength(count);
  });

  test.each([
    [10.002, ['possible 1/1 1']],
    [10.002001, ['proved 1/1 1']],
  ])('that is taken back at %s s', (at, expected) => {
    expect(conflicts(ended('SUCCESS').task(at))).toEqual(expected);
  });

  test('that is not final may take any state', () => {
    expect(conflicts(ended('SUCCESS').task(3).task(4, { state: 'DISPATCH' }).task(5))).toEqual([]);
  });

  test('may be used again for a retry that is counted', () => {
    expect(conflicts(ended('FAILURE').task(20, { state: 'SUBMITTED_SUCCESS', retry: 1 }))).toEqual([]);
    expect(conflicts(ended('FAILURE').task(20, { state: 'SUBMITTED_SUCCESS', retry: 0 }))).toEqual(['proved 1/1 1']);
    expect(conflicts(ended('FAILURE').task(20, { state: 'SUBMITTED_SUCCESS', retry: 2 }))).toEqual(['proved 1/1 1']);
  });

  test('may be written by the API server, and by others only perhaps', () => {
    expect(conflicts(ended('SUCCESS', roles).task(20, { writer: 'api' }))).toEqual([]);
    expect(conflicts(ended('SUCCESS').task(20, { writer: 'api' }))).toEqual(['proved 1/1 1']);
    expect(conflicts(ended('SUCCESS').task(20, { writer: undefined }))).toEqual(['possible 1/1 1']);
  });

  test('is not told with what somebody took back who may', () => {
    const twice = ended('SUCCESS', roles).task(20, { writer: 'api' }).task(25, final('SUCCESS')).task(30);
    const [finding] = findingsOf('conflicting-state', twice.finish(99));
    expect(finding?.sentence).toContain('was SUCCESS (by master-1 at 25.0 s) and became RUNNING_EXECUTION');
    expect(finding?.sentence).not.toContain('such conflicts');
  });

  test('is another thing once its row was deleted', () => {
    expect(conflicts(ended('SUCCESS').task(15, { op: 'delete', state: 'SUCCESS' }).task(20, { op: 'insert' }))).toEqual(
      [],
    );
  });

  test('is taken back by each row that replaces a final one, and told once', () => {
    const often = ended('SUCCESS').task(20).task(21, final('FAILURE')).task(22).task(23).task(24, final('SUCCESS'));
    const [finding, ...others] = findingsOf('conflicting-state', often.finish(99));
    expect(others).toEqual([]);
    expect(finding?.sentence).toBe(
      'workflow 1, task long: task instance 1 was SUCCESS (by master-1 at 10.0 s) and became RUNNING_EXECUTION (by master-1 at 20.0 s) though nobody had asked for it; 2 such conflicts, the last at 22.0 s',
    );
    expect((finding?.to ?? 0) - (finding?.from ?? 0)).toBe(12_000_000);
    expect(finding).toMatchObject({ task: 1, servers: ['master-1', 'master-1'], events: [4, 5, 6, 7] });
  });
});

describe('a workflow', () => {
  const over = (state: string) => new HistoryBuilder().workflow(1, { op: 'insert' }).workflow(10, final(state));

  test('is taken back where its final state is replaced', () => {
    expect(conflicts(over('FAILURE').workflow(20))).toEqual(['proved 1']);
    expect(conflicts(over('FAILURE').workflow(20, final('SUCCESS')))).toEqual(['proved 1']);
    expect(conflicts(over('FAILURE').workflow(20, final('FAILURE')))).toEqual([]);
    expect(conflicts(over('FAILURE').workflow(20, { workflow: 2 }))).toEqual([]);
    expect(conflicts(over('FAILURE').workflow(15, { op: 'delete' }).workflow(20))).toEqual([]);
  });

  test('has no retries and no force', () => {
    expect(conflicts(over('NEED_FAULT_TOLERANCE').workflow(20, final('KILL')))).toEqual(['proved 1']);
    expect(conflicts(over('FAILURE').workflow(20, final('FORCED_SUCCESS')))).toEqual(['proved 1']);
  });

  test('is named with both writers', () => {
    const [finding] = findingsOf('conflicting-state', over('FAILURE').workflow(20, { writer: 'master-2' }).finish(99));
    expect(finding?.sentence).toBe(
      'workflow 1 was FAILURE (by master-1 at 10.0 s) and became RUNNING_EXECUTION (by master-2 at 20.0 s) though nobody had asked for it',
    );
    expect(finding).not.toHaveProperty('task');
    expect(finding?.servers).toEqual(['master-1', 'master-2']);
  });
});

describe('a command between the two', () => {
  test.each([
    'REPEAT_RUNNING',
    'START_FAILURE_TASK_PROCESS',
    'RECOVER_SUSPENDED_PROCESS',
    'EXECUTE_TASK',
    'START_CURRENT_TASK_PROCESS',
  ])('permits it: %s', (kind) => {
    expect(conflicts(ended('FAILURE').command(15, kind).task(20))).toEqual([]);
  });

  test.each(['RECOVER_TOLERANCE_FAULT_PROCESS', 'STOP', 'START_PROCESS'])('permits nothing: %s', (kind) => {
    expect(conflicts(ended('FAILURE').command(15, kind).task(20))).toEqual(['proved 1/1 1']);
  });

  test.each([
    [9.997999, ['proved 1/1 1']],
    [9.998, ['possible 1/1 1']],
    [10.002, ['possible 1/1 1']],
    [10.002001, []],
    [19.997999, []],
    [19.998, ['possible 1/1 1']],
    [20.002, ['possible 1/1 1']],
    [20.002001, ['proved 1/1 1']],
  ])('is one if it was written at %s s, clearly between', (at, expected) => {
    const asked = ended('FAILURE').task(20).command(at, 'REPEAT_RUNNING');
    expect(conflicts(asked.command(at, 'REPEAT_RUNNING', { op: 'delete' }))).toEqual(expected);
  });

  test.each([
    [9.997999, ['proved 1/1 1']],
    [9.998, ['possible 1/1 1']],
    [10.002, ['possible 1/1 1']],
    [10.002001, []],
    [20, []],
  ])('is one if it was written before the first and waited for a master until %s s', (at, expected) => {
    const waited = ended('FAILURE').command(9, 'REPEAT_RUNNING').task(20);
    expect(conflicts(waited.command(at, 'REPEAT_RUNNING', { op: 'delete', writer: 'master-1' }))).toEqual(expected);
  });

  test('is one while it waits', () => {
    expect(conflicts(ended('FAILURE').command(9, 'REPEAT_RUNNING').task(20))).toEqual([]);
  });

  test('is one for that workflow, or for any of its definition', () => {
    const asked = (fields: object) => conflicts(ended('FAILURE').command(15, 'REPEAT_RUNNING', fields).task(20));
    expect(asked({ workflow: 2 })).toEqual(['proved 1/1 1']);
    expect(asked({ workflow: null })).toEqual([]);
    expect(asked({ workflow: null, definition: 2 })).toEqual(['proved 1/1 1']);
  });

  test('may be hidden by a gap in the audit, whenever it was noticed', () => {
    expect(conflicts(ended('FAILURE').task(20).gap(90, 'audit'))).toEqual(['possible 1/1 1']);
    expect(conflicts(ended('FAILURE').task(20).gap(90, 'log'))).toEqual(['proved 1/1 1']);
  });
});

describe('a success that is made invalid', () => {
  const undone = (at = 15) => ended('SUCCESS').task(at, { ...final('SUCCESS'), valid: false });
  const again = { op: 'insert', taskInstance: 2, state: 'SUBMITTED_SUCCESS' } as const;

  test('is taken back where the task is run again', () => {
    expect(conflicts(undone())).toEqual([]);
    expect(conflicts(undone().task(20, again))).toEqual(['proved 1/1 1']);
    expect(
      conflicts(
        undone()
          .task(20, again)
          .task(21, { ...again, taskInstance: 3 }),
      ),
    ).toEqual(['proved 1/1 1']);
    expect(conflicts(undone().task(20, { ...again, task: 2 }))).toEqual([]);
    expect(conflicts(undone().task(20, { ...again, workflow: 2 }))).toEqual([]);
  });

  test('is taken back where another attempt had come after it already', () => {
    expect(conflicts(undone(15).task(12, again))).toEqual(['proved 1/1 1']);
    expect(conflicts(undone(15).task(9, again))).toEqual([]);
    expect(conflicts(undone(15).task(10, again))).toEqual([]);
    expect(conflicts(undone(10.002).task(10.001, again))).toEqual(['possible 1/1 1']);
  });

  test('is no conflict where a user asked, or where it was no success', () => {
    expect(conflicts(undone().command(14, 'REPEAT_RUNNING').task(20, again))).toEqual([]);
    const failed = ended('FAILURE').task(15, { ...final('FAILURE'), valid: false });
    expect(conflicts(failed.task(20, again))).toEqual([]);
    const still = ended('SUCCESS').task(15, final('SUCCESS'));
    expect(conflicts(still.task(20, again))).toEqual([]);
  });

  test('is one conflict, however often the task is run again', () => {
    const often = undone()
      .task(20, again)
      .task(21, { ...again, taskInstance: 3 });
    expect(findingsOf('conflicting-state', often.finish(99))[0]?.sentence).not.toContain('such conflicts');
  });

  test('is one that counted before', () => {
    const invalid = { ...final('SUCCESS'), valid: false };
    const late = new HistoryBuilder().workflow(1, { op: 'insert' }).task(2, { op: 'insert' }).task(10, invalid);
    expect(conflicts(late.task(20, again))).toEqual([]);
    const unseen = (first: object) => new HistoryBuilder().task(10, first).task(15, invalid).task(20, again);
    expect(conflicts(unseen(final('SUCCESS')))).toEqual(['proved 1/1 1']);
    expect(conflicts(unseen(invalid))).toEqual([]);
  });

  test('is one where success was forced', () => {
    const forced = ended('FORCED_SUCCESS').task(15, { ...final('FORCED_SUCCESS'), valid: false });
    expect(conflicts(forced.task(20, again))).toEqual(['proved 1/1 1']);
  });

  test('is told as such', () => {
    const [finding] = findingsOf('conflicting-state', undone().task(20, again).finish(99));
    expect(finding?.sentence).toBe(
      'workflow 1, task long: task instance 1 was SUCCESS (by master-1 at 10.0 s) and was run again (by master-1 at 20.0 s) though nobody had asked for it',
    );
    const [early] = findingsOf('conflicting-state', undone(15).task(12, again).finish(99));
    expect(early?.sentence).toContain('and was run again (by master-1 at 15.0 s)');
  });
});

test('a failover that gives the attempt up and makes another is no conflict', () => {
  const legal = ended('NEED_FAULT_TOLERANCE')
    .task(11, { ...final('NEED_FAULT_TOLERANCE'), valid: false })
    .task(12, { op: 'insert', taskInstance: 2, state: 'SUBMITTED_SUCCESS', writer: 'master-2' })
    .task(13, { ...final('KILL'), valid: false });
  expect(conflicts(legal)).toEqual([]);
});

describe('of several conflicts in one row', () => {
  const told = (...writers: readonly (string | undefined)[]) => {
    const builder = ended('SUCCESS');
    for (const [index, writer] of writers.entries()) {
      builder.task(20 + 20 * index, { writer }).task(30 + 20 * index, { ...final('SUCCESS'), writer });
    }
    return findingsOf('conflicting-state', builder.finish(99)).map(({ proof, sentence, servers }) => {
      return [proof, sentence.replace(/^.* was SUCCESS /, ''), ...(servers ?? [])];
    });
  };
  const again = 'became RUNNING_EXECUTION';
  const more = '; 2 such conflicts, the last at 40.0 s';

  test('the first is told, as possible where its writer is unknown', () => {
    const sentence = `(by master-1 at 10.0 s) and ${again} (by somebody at 20.0 s) perhaps without anybody asking for it`;
    expect(told(undefined)).toEqual([['possible', sentence, 'master-1']]);
    expect(told(undefined, undefined)).toEqual([['possible', `${sentence}${more}`, 'master-1']]);
  });

  test('the first that is certain is told, where one is', () => {
    const first = `(by master-1 at 10.0 s) and ${again} (by master-1 at 20.0 s) though nobody had asked for it`;
    expect(told('master-1')).toEqual([['proved', first, 'master-1', 'master-1']]);
    expect(told('master-1', undefined)).toEqual([['proved', `${first}${more}`, 'master-1', 'master-1']]);
    expect(told('master-1', 'master-2')).toEqual([['proved', `${first}${more}`, 'master-1', 'master-1']]);
    const later = `(by somebody at 30.0 s) and ${again} (by master-2 at 40.0 s) though nobody had asked for it${more}`;
    expect(told(undefined, 'master-2')).toEqual([['proved', later, 'master-2']]);
  });
});
