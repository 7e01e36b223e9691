import { describe, expect, test } from 'vitest';
import { BEGIN, FAILOVER_LOCK, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

const nodesAfter = (builder: HistoryBuilder) => situationAfter(builder).nodes;
const second = (at: number | undefined) => at && (at - BEGIN) / 1e6;

describe('a server', () => {
  const registration = (builder: HistoryBuilder) => {
    const known = nodesAfter(builder).registration('master-1');
    return known && [known.present, second(known.change.since), second(known.change.at)];
  };
  const registered = () => new HistoryBuilder().registered(2, 'master-1', { since: 1 });

  test('is registered while its node is there', () => {
    expect(registration(new HistoryBuilder())).toBeUndefined();
    expect(registration(registered())).toEqual([true, 1, 2]);
    expect(registration(registered().unregistered(4, 'master-1', { since: 3 }))).toEqual([false, 3, 4]);
    expect(registration(registered().unregistered(4, 'master-1').registered(6, 'master-1', { since: 5 }))).toEqual([
      true,
      5,
      6,
    ]);
    expect(registration(registered().unregistered(4, 'master-2'))).toEqual([true, 1, 2]);
  });

  test('is registered since it first was, and not since it was last seen', () => {
    expect(registration(registered().registered(6, 'master-1'))).toEqual([true, 1, 2]);
    expect(registration(registered().registered(6, 'master-1', { session: 'other' }))).toEqual([true, 6, 6]);
  });

  test('stays registered as the node of an older session goes', () => {
    const anew = registered().registered(6, 'master-1', { session: 'other' });
    expect(registration(anew.unregistered(7, 'master-1'))).toEqual([true, 6, 6]);
    expect(registration(anew.unregistered(8, 'master-1', { session: 'other' }))).toEqual([false, 8, 8]);
  });

  test('is registered whosesoever session it is', () => {
    const create = {
      source: 'registry',
      since: BEGIN,
      path: '/nodes/master/a:1',
      session: null,
      server: 'master-1',
    } as const;
    const nameless = () => new HistoryBuilder().add(2, { ...create, type: 'node.create' });
    expect(registration(nameless().unregistered(4, 'master-1'))).toEqual([false, 4, 4]);
    expect(registration(registered().add(4, { ...create, type: 'node.delete' }))).toEqual([false, 0, 4]);
    expect(registration(nameless().add(3, { ...create, server: null, type: 'node.delete' }))).toEqual([true, 0, 2]);
  });

  test('has the address that its node bears', () => {
    expect(nodesAfter(registered()).addressOf('master-1')).toBe('master-1:5678');
    expect(nodesAfter(registered().unregistered(3, 'master-1')).addressOf('master-1')).toBe('master-1:5678');
    expect(nodesAfter(registered()).addressOf('master-2')).toBeUndefined();
  });

  test('has lost its session once that expired, until it has another', () => {
    const expired = () => registered().sessionEnd(3, 'master-1');
    const hasExpired = (builder: HistoryBuilder) => nodesAfter(builder).hasExpired('master-1');
    expect(hasExpired(registered())).toBe(false);
    expect(hasExpired(expired())).toBe(true);
    expect(hasExpired(registered().sessionEnd(3, 'master-1', { reason: 'closed' }))).toBe(false);
    expect(hasExpired(registered().sessionEnd(3, 'master-1', { reason: 'unknown' }))).toBe(false);
    expect(hasExpired(registered().sessionEnd(3, 'master-2'))).toBe(false);
    expect(hasExpired(expired().registered(4, 'master-1', { session: 'other' }))).toBe(false);
  });

  test('has not lost its session as an older one expires', () => {
    const anew = registered().registered(4, 'master-1', { session: 'other' }).sessionEnd(5, 'master-1');
    expect(nodesAfter(anew).hasExpired('master-1')).toBe(false);
    expect(nodesAfter(anew).serverOf('0xmaster-1')).toBeUndefined();
    expect(nodesAfter(anew).serverOf('other')).toBe('master-1');
  });
});

describe('a lock is held', () => {
  const tenures = (builder: HistoryBuilder) =>
    [...nodesAfter(builder).tenures()].map(([name, held]) => [
      name,
      ...held.map(({ server, from, to }) => [
        server,
        second(from.since),
        second(from.at),
        second(to?.since),
        second(to?.at),
      ]),
    ]);
  const two = () => new HistoryBuilder().lock(2, 'master-2', 1, { since: 1 }).lock(3, 'master-3', 2);
  const gone = (server: string, at: number, sequence: number, builder: HistoryBuilder) =>
    builder.lock(at, server, sequence, { since: at - 0.5, op: 'delete' });

  test('by the lowest number', () => {
    expect(tenures(two())).toEqual([[FAILOVER_LOCK, ['master-2', 1, 2, undefined, undefined]]]);
  });

  test('until its node is gone, and then by the next', () => {
    expect(tenures(gone('master-2', 5, 1, two()))).toEqual([
      [FAILOVER_LOCK, ['master-2', 1, 2, 4.5, 5], ['master-3', 4.5, 5, undefined, undefined]],
    ]);
    expect(tenures(gone('master-3', 6, 2, gone('master-2', 5, 1, two())))).toEqual([
      [FAILOVER_LOCK, ['master-2', 1, 2, 4.5, 5], ['master-3', 4.5, 5, 5.5, 6]],
    ]);
  });

  test('by the same one as another stops waiting, or is seen again', () => {
    expect(tenures(gone('master-3', 5, 2, two()))).toEqual(tenures(two()));
    expect(tenures(two().lock(6, 'master-2', 1))).toEqual(tenures(two()));
    expect(tenures(gone('master-2', 7, 1, two().lock(6, 'master-2', 1)))).toEqual(
      tenures(gone('master-2', 7, 1, two())),
    );
    expect(tenures(gone('master-4', 6, 7, two()))).toEqual(tenures(two()));
    expect(tenures(gone('master-4', 6, 0, two()))).toEqual(tenures(two()));
  });

  test('by nobody after its holder where those who waited no longer do, and else by them', () => {
    const left = gone('master-2', 7, 1, gone('master-3', 5, 2, two()));
    expect(tenures(left)).toEqual([[FAILOVER_LOCK, ['master-2', 1, 2, 6.5, 7]]]);
    const stranger = gone('master-2', 7, 1, gone('master-4', 6, 7, two()));
    expect(tenures(stranger)).toEqual(tenures(gone('master-2', 7, 1, two())));
  });

  test('by nobody, and then anew', () => {
    const alone = gone('master-2', 5, 1, new HistoryBuilder().lock(2, 'master-2', 1));
    expect(tenures(alone.lock(8, 'master-3', 9))).toEqual([
      [FAILOVER_LOCK, ['master-2', 2, 2, 4.5, 5], ['master-3', 8, 8, undefined, undefined]],
    ]);
  });

  test('not by one that a lower number was before, though it was seen first', () => {
    const late = new HistoryBuilder().lock(2, 'master-3', 2).lock(2, 'master-2', 1);
    expect(tenures(late)).toEqual([[FAILOVER_LOCK, ['master-2', 2, 2, undefined, undefined]]]);
  });

  test('each for itself, and no other lock than a failover’s is kept', () => {
    const name = '/dolphinscheduler/lock/failover/masters/master-2:5678';
    expect(tenures(two().lock(4, 'master-3', 1, { name }))).toEqual([
      [FAILOVER_LOCK, ['master-2', 1, 2, undefined, undefined]],
      [name, ['master-3', 4, 4, undefined, undefined]],
    ]);
    expect(tenures(new HistoryBuilder().lock(4, 'master-3', 1, { name: '/dolphinscheduler/lock/masters' }))).toEqual(
      [],
    );
  });
});
