import { describe, expect, test } from 'vitest';
import { allWatch, FAILOVER_LOCK, HistoryBuilder } from '../histories/builder.ts';
import { found, verdictOf } from './runs.ts';

const servers = ['master-1', 'master-2', 'master-3', 'worker-1'].map((name) => ({ name, role: name.slice(0, 6) }));
const watched = { servers, uncertainty: allWatch };

const history = () => new HistoryBuilder(watched).registered(1, 'master-1');

/** A server fails master-1 over, by its log. */
function section(builder: HistoryBuilder, server: string, from: number, to?: number, about = 'master-1') {
  builder.log(from, server, 'failover-start', { about });
  return to === undefined ? builder : builder.log(to, server, 'failover-finish', { about });
}

const overlapsIn = (builder: HistoryBuilder) => found(builder, 'lock-overlap');
const notesOf = (builder: HistoryBuilder) =>
  verdictOf(builder).notes.filter(({ anomaly }) => anomaly === 'lock-overlap');
const sentences = (builder: HistoryBuilder) => notesOf(builder).map(({ sentence }) => sentence);
const pair = (proof: string, first = 'master-2 1', second = 'master-3 1') => `${proof} master-1 ${first} ${second}`;

describe('a critical section from 10 s to 20 s', () => {
  const two = (from: number, to?: number) => section(section(history(), 'master-2', 10, 20), 'master-3', from, to);

  test.each([
    [20.002001, []],
    [20.002, [pair('possible')]],
    [19.998, [pair('possible')]],
    [19.997999, [pair('proved')]],
  ])('and another’s from %s s on', (from, expected) => {
    expect(overlapsIn(two(from, 40).finish(99))).toEqual(expected);
  });

  test.each([
    [9.997999, []],
    [9.998, ['possible master-1 master-3 1 master-2 1']],
    [10.002, ['possible master-1 master-3 1 master-2 1']],
    [10.002001, ['proved master-1 master-3 1 master-2 1']],
  ])('and another’s until %s s', (to, expected) => {
    expect(overlapsIn(two(5, to).finish(99))).toEqual(expected);
  });

  test('and another within it', () => {
    expect(overlapsIn(two(12, 14).finish(99))).toEqual([pair('proved')]);
    expect(overlapsIn(two(12, 12).finish(99))).toEqual([pair('proved')]);
  });

  test.each([
    [9.998, 'master-3 1', 'master-2 1', 'possible'],
    [10.002, 'master-2 1', 'master-3 1', 'possible'],
    [10.002001, 'master-2 1', 'master-3 1', 'proved'],
    [19.997999, 'master-2 1', 'master-3 1', 'proved'],
    [19.998, 'master-2 1', 'master-3 1', 'possible'],
  ])('and one that began at %s s, and has no finish', (from, first, second, proof) => {
    expect(overlapsIn(two(from).finish(99))).toEqual([pair(proof, first, second)]);
  });

  test('and one that began before it and has no finish', () => {
    expect(overlapsIn(two(5).finish(99))).toEqual([pair('possible', 'master-3 1', 'master-2 1')]);
  });

  test.each([
    [9.995999, []],
    [9.996, ['possible master-1 master-3 1 master-2 1']],
  ])('and one without a finish, whose server ended at %s s', (at, expected) => {
    expect(overlapsIn(two(5).died(at, 'master-3', 137).finish(99))).toEqual(expected);
  });

  test('and one without a finish, where another server ended, or its own did so after the finish', () => {
    expect(overlapsIn(two(5).died(6, 'master-1', 137).finish(99))).toEqual([
      pair('possible', 'master-3 1', 'master-2 1'),
    ]);
    expect(overlapsIn(two(5, 15).died(6, 'worker-1', 137).finish(99))).toEqual([
      pair('proved', 'master-3 1', 'master-2 1'),
    ]);
    expect(overlapsIn(two(5, 15).died(16, 'master-3', 137).died(17, 'master-3', 1).finish(99))).toEqual([
      pair('proved', 'master-3 1', 'master-2 1'),
    ]);
  });

  test('and one without a finish, whose server began it again', () => {
    const again = section(section(history(), 'master-3', 5), 'master-3', 8, 9);
    expect(overlapsIn(section(again, 'master-2', 10, 20).finish(99))).toEqual([]);
    const later = section(section(history(), 'master-3', 5), 'master-3', 12, 13);
    expect(overlapsIn(section(later, 'master-2', 10, 20).finish(99))).toEqual([
      pair('possible', 'master-3 1', 'master-2 1'),
      pair('proved', 'master-2 1', 'master-3 2'),
    ]);
  });

  test('of the same server is no other', () => {
    expect(overlapsIn(section(section(history(), 'master-2', 10), 'master-2', 12, 14).finish(99))).toEqual([]);
  });

  test('about another master, a worker, or nobody is another', () => {
    const other = (about: string) => section(section(history(), 'master-2', 10, 20), 'master-3', 12, 14, about);
    expect(overlapsIn(other('master-4').finish(99))).toEqual([]);
    expect(overlapsIn(other('master-2').finish(99))).toEqual([]);
    const workers = section(section(history(), 'master-2', 10, 20, 'worker-1'), 'master-3', 12, 14, 'worker-1');
    expect(overlapsIn(workers.finish(99))).toEqual([]);
    const nameless = history().log(10, 'master-2', 'failover-start').log(12, 'master-3', 'failover-start');
    expect(overlapsIn(nameless.finish(99))).toEqual([]);
  });

  test('is told by those two lines alone', () => {
    const about = 'master-1';
    const talk = history()
      .log(10, 'master-2', 'workflow-failover', { about })
      .log(20, 'master-2', 'task-failover', { about });
    expect(overlapsIn(section(talk, 'master-3', 5, 30).finish(99))).toEqual([]);
    const finished = history().log(20, 'master-2', 'failover-finish', { about });
    expect(overlapsIn(section(finished, 'master-3', 5, 30).finish(99))).toEqual([]);
    const twice = section(section(history(), 'master-2', 10, 12), 'master-3', 14, 20);
    expect(overlapsIn(twice.log(30, 'master-2', 'failover-finish', { about }).finish(99))).toEqual([]);
  });

  test('may have been over where the log’s witness missed something, but not where another did', () => {
    expect(overlapsIn(two(12, 14).gap(5, 'log').finish(99))).toEqual([pair('possible')]);
    expect(overlapsIn(two(12, 14).gap(5, 'registry').finish(99))).toEqual([pair('proved')]);
  });

  test('overlaps in a run that was cut short as well', () => {
    expect(overlapsIn(two(12, 14))).toEqual([pair('proved')]);
    expect(overlapsIn(two(12, 14).finish(15, 'interrupted'))).toEqual([pair('proved')]);
  });

  test('is told with both', () => {
    const start = 'the lock on the failover of master-1';
    expect(sentences(two(12, 14).finish(99))).toEqual([
      `${start} was held by two at once: by master-2 (10.0–20.0 s) and master-3 (12.0–14.0 s), both for 2.0 s`,
    ]);
    expect(sentences(two(12).finish(99))).toEqual([
      `${start} was held by two at once: by master-2 (10.0–20.0 s) and master-3 (from 12.0 s on, finish not seen)`,
    ]);
    expect(sentences(two(20, 40).finish(99))).toEqual([
      `${start} may have been held by two at once: by master-2 (10.0–20.0 s) and master-3 (20.0–40.0 s)`,
    ]);
    expect(sentences(two(12, 14).gap(5, 'log').finish(99))).toEqual([
      `${start} may have been held by two at once: by master-2 (10.0–20.0 s) and master-3 (12.0–14.0 s)`,
    ]);
  });

  test('is shown by its lines, over what they share', () => {
    const shown = (builder: HistoryBuilder) => {
      const events = builder.build();
      const [finding] = notesOf(builder);
      const begin = events[0]?.at ?? 0;
      return [
        finding?.servers,
        finding?.events.map((seq) => events[seq]?.type),
        [finding?.from, finding?.to].map((at) => ((at ?? 0) - begin) / 1e6),
      ];
    };
    expect(shown(two(12, 30).finish(99))).toEqual([
      ['master-2', 'master-3'],
      ['log', 'log', 'log', 'log'],
      [12, 20],
    ]);
    expect(shown(two(12).finish(99))).toEqual([
      ['master-2', 'master-3'],
      ['log', 'log', 'log'],
      [12, 12],
    ]);
    expect(shown(two(12).died(15, 'master-3', 1).finish(99))[1]).toEqual(['log', 'log', 'container.die', 'log']);
    expect(shown(two(20.001, 30).finish(99))[2]).toEqual([20.001, 20.001]);
  });
});

test('a server that began the same twice was in it until the second finish', () => {
  const finish = (builder: HistoryBuilder, at: number) =>
    builder.log(at, 'master-2', 'failover-finish', { about: 'master-1' });
  const begun = section(section(history(), 'master-2', 10), 'master-2', 12, 14);
  expect(overlapsIn(section(finish(begun, 20), 'master-3', 16, 18))).toEqual([pair('proved')]);
  const once = section(section(history(), 'master-2', 10), 'master-2', 12, 14);
  expect(overlapsIn(section(once, 'master-3', 16, 18))).toEqual([]);
  const often = section(section(history(), 'master-2', 10), 'master-2', 12, 14);
  expect(overlapsIn(section(finish(finish(often, 16), 20), 'master-3', 18, 19))).toEqual([]);
});

test('a server that died in it finishes nothing later', () => {
  const died = section(history(), 'master-2', 10).died(12, 'master-2', 137);
  const finished = died.log(20, 'master-2', 'failover-finish', { about: 'master-1' });
  expect(overlapsIn(section(finished, 'master-3', 16, 18))).toEqual([]);
});

describe('the registry shows master-3 as holder from 12 s to 20 s', () => {
  const held = (options: { from?: number; since?: number; until?: number; to?: number } = {}) => {
    const { from = 12, since = from, until = 20, to = until } = options;
    return history().lock(from, 'master-3', 2, { since }).lock(to, 'master-3', 2, { since: until, op: 'delete' });
  };
  const proved = `proved master-1 master-2 1 ${FAILOVER_LOCK} 1`;
  const possible = `possible master-1 master-2 1 ${FAILOVER_LOCK} 1`;

  test.each([
    [5, 11.997999, []],
    [5, 11.998, [possible]],
    [5, 12.002, [possible]],
    [5, 12.002001, [proved]],
    [14, 16, [proved]],
    [19.997999, 30, [proved]],
    [19.998, 30, [possible]],
    [20.002, 30, [possible]],
    [20.002001, 30, []],
  ])('while master-2 fails master-1 over from %s s to %s s', (from, to, expected) => {
    expect(overlapsIn(section(held(), 'master-2', from, to).finish(99))).toEqual(expected);
  });

  test('and only what its bounds leave no doubt about counts', () => {
    expect(overlapsIn(section(held({ since: 10 }), 'master-2', 5, 11.9).finish(99))).toEqual([]);
    expect(overlapsIn(section(held({ to: 30 }), 'master-2', 21, 22).finish(99))).toEqual([]);
    expect(overlapsIn(section(held({ until: 11, to: 15 }), 'master-2', 5, 50).finish(99))).toEqual([]);
    expect(overlapsIn(section(held({ until: 12, to: 15 }), 'master-2', 5, 50).finish(99))).toEqual([proved]);
  });

  test('and to the end, where its node stays', () => {
    const stays = () => history().lock(12, 'master-3', 2);
    expect(overlapsIn(section(stays(), 'master-2', 50, 60).finish(99))).toEqual([proved]);
    expect(overlapsIn(section(stays(), 'master-2', 50).finish(99))).toEqual([proved]);
    expect(overlapsIn(section(stays(), 'master-2', 5).finish(99))).toEqual([possible]);
  });

  test('and nothing is said of its own section, of a holder whom nobody knows, or of another lock', () => {
    expect(overlapsIn(section(held(), 'master-3', 14, 16).finish(99))).toEqual([]);
    const unknown = history().lock(12, null, 2).lock(20, null, 2, { op: 'delete' });
    expect(overlapsIn(section(unknown, 'master-2', 14, 16).finish(99))).toEqual([]);
    const name = '/dolphinscheduler/lock/failover/masters/master-3:5678';
    expect(overlapsIn(section(history().lock(12, 'master-3', 2, { name }), 'master-2', 14, 16).finish(99))).toEqual([]);
    const nowhere = new HistoryBuilder(watched).lock(12, 'master-3', 2);
    expect(overlapsIn(section(nowhere, 'master-2', 14, 16).finish(99))).toEqual([]);
  });

  test('or perhaps another, where the registry’s or the log’s witness missed something', () => {
    const both = () => section(held(), 'master-2', 14, 16);
    expect(overlapsIn(both().gap(5, 'registry').finish(99))).toEqual([possible]);
    expect(overlapsIn(both().gap(5, 'log').finish(99))).toEqual([possible]);
    expect(overlapsIn(both().gap(5, 'engine').finish(99))).toEqual([proved]);
  });

  test('and what its own log says as well is said once', () => {
    const both = section(section(held(), 'master-2', 10, 30), 'master-3', 13, 19);
    expect(overlapsIn(both.finish(99))).toEqual([pair('proved')]);
    const third = section(section(held(), 'master-2', 10, 30), 'master-1', 11, 11.5);
    expect(overlapsIn(third.finish(99))).toEqual([pair('proved', 'master-2 1', 'master-1 1'), proved]);
  });

  test('once for each tenure and section', () => {
    const twice = held().lock(30, 'master-3', 5).lock(40, 'master-3', 5, { op: 'delete' });
    expect(overlapsIn(section(section(twice, 'master-2', 10, 14), 'master-2', 32, 33).finish(99))).toEqual([
      proved,
      `proved master-1 master-2 2 ${FAILOVER_LOCK} 2`,
    ]);
  });

  test('and is told and shown with the lock', () => {
    const said = (builder: HistoryBuilder) => sentences(builder)[0];
    const builder = section(held(), 'master-2', 14, 16).finish(99);
    const lock = `while master-3 held the lock ${FAILOVER_LOCK} in the registry from 12.0 s on`;
    expect(said(builder)).toBe(`master-2 (14.0–16.0 s) failed master-1 over ${lock} until 20.0 s`);
    expect(said(section(held(), 'master-2', 20, 30).finish(99))).toBe(
      `master-2 (20.0–30.0 s) may have failed master-1 over ${lock} until 20.0 s`,
    );
    const open = section(history().lock(12, 'master-3', 2), 'master-2', 14).finish(99);
    expect(said(open)).toBe(`master-2 (from 14.0 s on, finish not seen) failed master-1 over ${lock}`);
    const shown = (each: HistoryBuilder) => {
      const [finding] = notesOf(each);
      return [finding?.servers, finding?.events.map((seq) => each.build()[seq]?.type), finding?.from, finding?.to];
    };
    const at = (seconds: number) => (builder.build()[0]?.at ?? 0) + seconds * 1e6;
    expect(shown(builder)).toEqual([
      ['master-2', 'master-3'],
      ['node.create', 'log', 'log', 'node.delete'],
      at(14),
      at(16),
    ]);
    expect(shown(open)).toEqual([['master-2', 'master-3'], ['node.create', 'log'], at(14), at(14)]);
    expect(shown(section(held(), 'master-2', 5, 50).finish(99)).slice(2)).toEqual([at(12), at(20)]);
    expect(shown(section(held(), 'master-2', 20.001, 50).finish(99)).slice(2)).toEqual([at(20.001), at(20.001)]);
  });
});

test('a failover that is handed on as it should be is no overlap', () => {
  const legal = history().lock(10, 'master-2', 1, { since: 9.8 }).lock(10.1, 'master-3', 2, { since: 9.9 });
  section(legal, 'master-2', 10.05, 12);
  legal.lock(12.2, 'master-2', 1, { since: 11.9, op: 'delete' });
  section(legal, 'master-3', 12.1, 13);
  legal.lock(13.2, 'master-3', 2, { since: 12.9, op: 'delete' });
  expect(overlapsIn(legal.finish(99))).toEqual([]);
});
