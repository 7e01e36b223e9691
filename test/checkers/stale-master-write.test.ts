import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../history/event.ts';
import { HistoryBuilder } from '../histories/builder.ts';
import { findingsOf } from './runs.ts';

const by = (writer: string, transaction: string) => ({ writer, transaction });
const owned = (owner: string, transaction: string) => ({ owner, ...by(owner, transaction) });

/** master-1 has workflow 1 and its task from 1 s on; master-2 takes it over at 30 s. The audit's error is 1 ms. */
const overtaken = (header: Partial<EventOf<'run.begin'>> = {}) =>
  new HistoryBuilder(header)
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(1, { op: 'insert', ...owned('master-1', 'a') })
    .task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS', ...by('master-1', 'b') })
    .workflow(29, { owner: null, ...by('master-2', 'c') })
    .workflow(30, owned('master-2', 'd'));

const failure = { state: 'FAILURE', final: true, ...by('master-1', 'e') };
const stale = (builder: HistoryBuilder) =>
  findingsOf('stale-master-write', builder.finish(99)).map(({ proof, subject }) => `${proof} ${subject}`);
const sentences = (builder: HistoryBuilder) =>
  findingsOf('stale-master-write', builder.finish(99)).map(({ sentence }) => sentence);

describe('a former owner that writes', () => {
  test.each([
    [29.999999, []],
    [30.000001, ['possible 1 master-1']],
    [30.002, ['possible 1 master-1']],
    [30.002001, ['proved 1 master-1']],
  ])('at %s s, to a task', (at, expected) => {
    expect(stale(overtaken().task(at, failure))).toEqual(expected);
  });

  test.each([
    [29.5, []],
    [30.002, ['possible 1 master-1']],
    [30.002001, ['proved 1 master-1']],
  ])('at %s s, to the workflow', (at, expected) => {
    expect(stale(overtaken().workflow(at, { ...failure, owner: 'master-1' }))).toEqual(expected);
  });

  test.each([
    ['another state', { state: 'DISPATCH' }, 1],
    ['another validity', { state: 'SUBMITTED_SUCCESS', valid: false }, 1],
    ['an attempt of its own', { op: 'insert', taskInstance: 2 }, 1],
    ['what is there already', { state: 'SUBMITTED_SUCCESS' }, 0],
    ['a failover', { state: 'NEED_FAULT_TOLERANCE', final: true, valid: false }, 0],
    ['that it is gone', { op: 'delete', state: 'KILL' }, 0],
  ] as const)('%s: %o', (_, fields, count) => {
    expect(stale(overtaken().task(31, { ...by('master-1', 'e'), ...fields }))).toHaveLength(count);
  });

  test.each([
    ['its name', { owner: 'master-1' }, 1],
    ['another state', { owner: 'master-2', state: 'SUCCESS', final: true }, 1],
    ['what is there already', { owner: 'master-2' }, 0],
    ['that nobody is the owner', { owner: null, state: 'FAILOVER' }, 0],
    ['a wish for an end', { owner: 'master-2', state: 'READY_STOP' }, 0],
    ['a wish for an end', { owner: 'master-2', state: 'READY_PAUSE' }, 0],
    ['a wish for an end', { owner: 'master-2', state: 'READY_BLOCK' }, 0],
  ] as const)('%s into the row of the workflow: %o', (_, fields, count) => {
    expect(stale(overtaken().workflow(31, { ...by('master-1', 'e'), ...fields }))).toHaveLength(count);
  });

  test('is stale no more once it has taken the workflow over again', () => {
    const freed = overtaken().workflow(40, { owner: null, ...by('master-1', 'e') });
    const again = freed
      .workflow(41, owned('master-1', 'f'))
      .command(41, 'RECOVER_TOLERANCE_FAULT_PROCESS', { op: 'delete', ...by('master-1', 'f') })
      .task(42, { ...failure, transaction: 'g' });
    expect(stale(again)).toEqual([]);
    expect(stale(again.task(43, { ...by('master-2', 'h') }))).toEqual(['proved 1 master-2']);
  });

  test('was not stale while nobody had taken the workflow over', () => {
    expect(stale(overtaken().task(29.5, failure))).toEqual([]);
  });
});

describe('a user asks for the workflow again, and its former owner takes the command', () => {
  /** In one transaction, as ProcessServiceImpl.handleCommand does: tasks first, then the workflow, the command last. */
  const rerun = (taken: string | undefined, workflow: number | null = 1) => {
    const builder = overtaken()
      .workflow(50, { ...owned('master-2', 'x'), state: 'SUCCESS', final: true })
      .command(51, 'REPEAT_RUNNING')
      .task(52, { ...by('master-1', 'r'), state: 'SUBMITTED_SUCCESS', valid: false })
      .workflow(52.1, owned('master-1', 'r'));
    if (taken) builder.command(52.2, 'REPEAT_RUNNING', { op: 'delete', workflow, ...by('master-1', taken) });
    return builder.task(60, { ...by('master-1', 's'), state: 'SUCCESS', final: true });
  };

  test('is the owner again, and what it wrote in that transaction is its own', () => {
    expect(stale(rerun('r'))).toEqual([]);
  });

  test('has only written itself back where no command was taken, or in another transaction', () => {
    expect(stale(rerun(undefined))).toEqual(['proved 1 master-1']);
    expect(stale(rerun('other'))).toEqual(['proved 1 master-1']);
    expect(stale(rerun('r', 2))).toEqual(['proved 1 master-1']);
    expect(sentences(rerun(undefined))[0]).toContain('the last of 3 such writes made task long SUCCESS at 60.0 s');
  });

  test('is not the owner where it makes another master the owner in that transaction', () => {
    const given = overtaken()
      .task(31, failure)
      .workflow(31.1, { owner: 'master-3', ...by('master-1', 'e') });
    expect(sentences(given)[0]).toContain('made task long FAILURE at 31.0 s');
    expect(sentences(given)[0]).toContain('the last of 2 such writes named master-3 its owner at 31.1 s');
  });

  test('is not made owner by a command that it writes itself', () => {
    const written = overtaken()
      .workflow(52.1, owned('master-1', 'r'))
      .command(52.2, 'RECOVER_TOLERANCE_FAULT_PROCESS', by('master-1', 'r'));
    expect(stale(written)).toEqual(['proved 1 master-1']);
  });

  test('is not made owner by a command that another master takes', () => {
    const other = overtaken()
      .workflow(52.1, owned('master-1', 'r'))
      .command(52.2, 'REPEAT_RUNNING', { op: 'delete', ...by('master-2', 'r') });
    expect(stale(other)).toEqual(['proved 1 master-1']);
  });

  test('is the owner again where the row of the workflow is all that it wrote', () => {
    const taken = overtaken()
      .workflow(52.1, owned('master-1', 'r'))
      .command(52.2, 'REPEAT_RUNNING', { op: 'delete', ...by('master-1', 'r') });
    expect(stale(taken)).toEqual([]);
  });

  test('is the owner again where it deleted the command before it wrote the row', () => {
    const taken = overtaken().command(52, 'REPEAT_RUNNING', { op: 'delete', ...by('master-1', 'r') });
    expect(stale(taken.workflow(52.1, owned('master-1', 'r')).task(60, failure))).toEqual([]);
  });

  test('is not excused by a takeover of another master', () => {
    const other = overtaken()
      .task(31, failure)
      .workflow(40, { owner: null, ...by('master-3', 'k') })
      .workflow(41, owned('master-3', 'l'));
    expect(stale(other)).toEqual(['proved 1 master-1']);
  });

  test('writes of earlier transactions are not excused', () => {
    const earlier = overtaken()
      .task(45, failure)
      .workflow(52.1, owned('master-1', 'r'))
      .command(52.2, 'REPEAT_RUNNING', { op: 'delete', ...by('master-1', 'r') });
    expect(stale(earlier)).toEqual(['proved 1 master-1']);
    const taken = overtaken()
      .task(45, failure)
      .command(52, 'REPEAT_RUNNING', { op: 'delete', ...by('master-1', 'r') })
      .workflow(52.1, owned('master-1', 'r'));
    expect(stale(taken)).toEqual(['proved 1 master-1']);
  });
});

test('who never was the owner, or is not known, is not stale', () => {
  expect(stale(overtaken().task(31, { ...failure, writer: 'master-3' }))).toEqual([]);
  expect(stale(overtaken().task(31, { ...failure, writer: 'api-1' }))).toEqual([]);
  expect(stale(overtaken().task(31, { ...failure, writer: undefined }))).toEqual([]);
  expect(stale(overtaken().task(31, { ...failure, writer: 'master-2' }))).toEqual([]);
});

test('each former owner and each workflow is a finding of its own', () => {
  const three = overtaken()
    .workflow(40, { owner: null, ...by('master-3', 'k') })
    .workflow(41, owned('master-3', 'l'))
    .task(42, failure)
    .task(43, { ...by('master-2', 'm'), state: 'SUCCESS', final: true });
  expect(stale(three)).toEqual(['proved 1 master-1', 'proved 1 master-2']);
  expect(stale(overtaken().task(42, { ...failure, workflow: 2, taskInstance: 7 }))).toEqual([]);
});

test('a gap in the audit may hide that it took the workflow over again', () => {
  expect(stale(overtaken().task(31, failure).gap(90, 'audit'))).toEqual(['possible 1 master-1']);
  expect(stale(overtaken().task(31, failure).gap(90, 'witness'))).toEqual(['proved 1 master-1']);
  const told = overtaken()
    .task(31, failure)
    .task(32, { ...failure, transaction: 'f' });
  expect(stale(told.gap(90, 'audit'))).toEqual(['possible 1 master-1']);
});

test('two owners closer together than the audit can tell may have been the other way round', () => {
  const swift = (at: number) =>
    new HistoryBuilder()
      .workflow(30, { op: 'insert', ...owned('master-1', 'a') })
      .workflow(at, owned('master-2', 'b'))
      .task(40, failure);
  expect(stale(swift(30.002))).toEqual(['possible 1 master-1']);
  expect(stale(swift(30.002001))).toEqual(['proved 1 master-1']);
});

test('a certain write counts for more than an earlier one that may have been in time', () => {
  const both = overtaken()
    .task(30.001, failure)
    .task(31, { ...failure, state: 'KILL', transaction: 'f' })
    .task(32, { ...failure, state: 'FAILURE', transaction: 'g' });
  expect(sentences(both)).toEqual([
    'workflow 1: master-1 made task long KILL at 31.0 s, after master-2 had taken the workflow over from it at 30.0 s; the last of 3 such writes made task long FAILURE at 32.0 s',
  ]);
  const [finding] = findingsOf('stale-master-write', both);
  expect(finding).toMatchObject({ servers: ['master-1', 'master-2'], executions: [], workflow: 1 });
  expect((finding?.to ?? 0) - (finding?.from ?? 0)).toBe(2_000_000);
});

test('the last of several writes in one transaction is told', () => {
  const three = overtaken()
    .task(31, failure)
    .task(31.1, { ...failure, state: 'KILL' })
    .task(31.2, { ...failure, state: 'STOP' });
  expect(sentences(three)[0]).toContain('the last of 3 such writes made task long STOP at 31.2 s');
});

test('the sentence says what was written', () => {
  const one = (builder: HistoryBuilder) => sentences(builder)[0]?.slice('workflow 1: master-1 '.length);
  const over = 'after master-2 had taken the workflow over from it at 30.0 s';
  expect(one(overtaken().task(31, failure))).toBe(`made task long FAILURE at 31.0 s, ${over}`);
  expect(one(overtaken().task(31, { ...failure, op: 'insert', taskInstance: 2 }))).toBe(
    `inserted task long at 31.0 s, ${over}`,
  );
  expect(one(overtaken().task(31, { ...failure, state: 'SUBMITTED_SUCCESS', valid: false }))).toBe(
    `made task long invalid at 31.0 s, ${over}`,
  );
  const invalid = overtaken().task(29, { state: 'SUBMITTED_SUCCESS', valid: false });
  expect(one(invalid.task(31, { ...by('master-1', 'e'), state: 'SUBMITTED_SUCCESS' }))).toBe(
    `made task long valid at 31.0 s, ${over}`,
  );
  expect(one(overtaken().workflow(31, { ...failure, owner: 'master-1' }))).toBe(
    `made the workflow FAILURE at 31.0 s, ${over}`,
  );
  expect(one(overtaken().workflow(31, owned('master-1', 'e')))).toBe(`named itself its owner at 31.0 s, ${over}`);
  expect(one(overtaken().task(30.001, failure))).toBe(
    'made task long FAILURE at 30.0 s, perhaps after master-2 had taken the workflow over from it at 30.0 s',
  );
});
