import { describe, expect, test } from 'vitest';
import { allWatch, HistoryBuilder } from '../histories/builder.ts';
import { found, verdictOf } from './runs.ts';

const servers = ['master-1', 'master-2', 'worker-1'].map((name) => ({ name, role: name.slice(0, 6) }));
const watched = { servers, uncertainty: allWatch };

type Header = ConstructorParameters<typeof HistoryBuilder>[0];

/** Three servers, at work since 1 s. Servers have 20 s to recover. */
function atWork(header: Header = {}): HistoryBuilder {
  const builder = new HistoryBuilder({ ...watched, ...header });
  for (const { name } of servers) builder.container(0.5, name).registered(1, name);
  return builder;
}

/** The same without a witness of the registry. */
function unregistered(header: Header = {}): HistoryBuilder {
  const { registry: _, ...uncertainty } = allWatch;
  const builder = new HistoryBuilder({ servers, uncertainty, ...header });
  for (const { name } of servers) builder.container(0.5, name);
  return builder;
}

const stop = { disconnectStrategy: 'stop' } as const;
const lostIn = (builder: HistoryBuilder) => found(builder, 'never-recovered');
const sentences = (builder: HistoryBuilder) => verdictOf(builder).notes.map(({ sentence }) => sentence);

test('servers at work are not lost', () => {
  expect(lostIn(atWork().finish(99))).toEqual([]);
  expect(lostIn(unregistered().finish(99))).toEqual([]);
  expect(lostIn(new HistoryBuilder({ servers, uncertainty: { ...allWatch, registry: undefined } }).finish(99))).toEqual(
    [],
  );
});

describe('a server whose node is gone at 50 s', () => {
  const gone = (header: Header = {}) => atWork(header).unregistered(50, 'master-1', { since: 48 });

  test.each([
    [70.001999, ['possible master-1']],
    [70.002, ['proved master-1']],
  ])('and is not back at %s s', (at, expected) => {
    expect(lostIn(gone().finish(at))).toEqual(expected);
    expect(lostIn(gone().finish(at, 'deadline'))).toEqual(expected);
  });

  test.each([
    [80.001999, ['possible master-1']],
    [80.002, ['proved master-1']],
  ])('has its time from the last verified heal on, at %s s', (at, expected) => {
    const faulty = () => gone().fault('cut', { begin: 40, effective: 41, heal: 59, healed: 60 });
    expect(lostIn(faulty().finish(at))).toEqual(expected);
    expect(lostIn(faulty().fault('two', { begin: 40, heal: 41 }).finish(at))).toEqual(['possible master-1']);
  });

  test('is lost once it had its time after it was lost, however long ago the heal', () => {
    const early = () => gone().fault('cut', { begin: 2, effective: 3, heal: 4, healed: 5 });
    expect(lostIn(early().finish(70.001999))).toEqual(['possible master-1']);
    expect(lostIn(early().finish(70.002))).toEqual(['proved master-1']);
  });

  test('is back with its node', () => {
    expect(lostIn(gone().registered(60, 'master-1', { session: 'new' }).finish(99))).toEqual([]);
    expect(lostIn(gone().registered(60, 'master-2', { session: 'new' }).finish(99))).toEqual(['proved master-1']);
  });

  test('may be back where the registry’s witness missed something, but not where another did', () => {
    expect(lostIn(gone().gap(5, 'registry').finish(99))).toEqual(['possible master-1']);
    expect(lostIn(gone().gap(5, 'engine').gap(5, 'log').finish(99))).toEqual(['proved master-1']);
  });

  test.each(['interrupted', 'failed'] as const)('shows nothing in a run that was %s', (outcome) => {
    expect(lostIn(gone().finish(99, outcome))).toEqual([]);
    expect(lostIn(gone())).toEqual([]);
  });

  test('is told of', () => {
    const start = 'master-1 was not back when the run ended at';
    const loss = 'the registry no longer had it at 50.0 s';
    expect(sentences(gone().finish(99))).toEqual([`${start} 99.0 s: ${loss}`]);
    expect(sentences(gone().finish(60))).toEqual([`${start} 60.0 s: ${loss}; it may not have had its time`]);
    expect(sentences(gone().gap(5, 'registry').finish(99))).toEqual([
      `${start} 99.0 s: ${loss}; its return may have been missed`,
    ]);
    expect(sentences(gone().fault('cut', { begin: 40, effective: 41, heal: 59, healed: 60 }).finish(99))).toEqual([
      `${start} 99.0 s, 39.0 s after the last heal: ${loss}`,
    ]);
    expect(sentences(gone().fault('cut', { begin: 40 }).finish(99))).toEqual([
      `${start} 99.0 s: ${loss}; it may not have had its time`,
    ]);
  });

  test('is shown by its loss and the end', () => {
    const history = gone().finish(99).build();
    const loss = history.find(({ type }) => type === 'node.delete');
    expect(verdictOf(gone({ contract: ['recovers'] }).finish(99)).violations).toMatchObject([
      {
        servers: ['master-1'],
        executions: [],
        from: loss?.at,
        to: history.at(-1)?.at,
        events: [loss?.seq, history.at(-1)?.seq],
      },
    ]);
  });
});

describe('a server whose container ended at 50 s', () => {
  const dead = (exitCode: number | null = 1) => unregistered().died(50, 'worker-1', exitCode);

  test.each([
    [70.001999, ['possible worker-1']],
    [70.002, ['proved worker-1']],
  ])('and did not start again by %s s', (at, expected) => {
    expect(lostIn(dead().finish(at))).toEqual(expected);
    expect(lostIn(dead(0).finish(at))).toEqual(expected);
    expect(lostIn(dead(null).finish(at))).toEqual(expected);
  });

  test('may run again where the engine’s witness missed something, but not where another did', () => {
    expect(lostIn(dead().gap(5, 'engine').finish(99))).toEqual(['possible worker-1']);
    expect(lostIn(dead().gap(5, 'audit').finish(99))).toEqual(['proved worker-1']);
  });

  test('is back once it has started', () => {
    expect(lostIn(dead().container(60, 'worker-1', 'start').finish(99))).toEqual([]);
    expect(lostIn(dead().container(60, 'worker-1', 'restart').finish(99))).toEqual([]);
    expect(lostIn(dead().container(60, 'worker-1', 'oom').finish(99))).toEqual(['proved worker-1']);
    expect(lostIn(dead().container(60, 'master-1', 'start').finish(99))).toEqual(['proved worker-1']);
  });

  test('counts where it is a master or a worker', () => {
    expect(lostIn(unregistered().died(50, 'api-1', 1).finish(99))).toEqual([]);
    const others = { servers: [...servers, { name: 'api-1', role: 'api' }] };
    expect(lostIn(unregistered(others).died(50, 'api-1', 1).finish(99))).toEqual([]);
  });

  test('is lost though its node be there yet, and told with both where it is not', () => {
    const both = () => atWork().died(50, 'worker-1', 137);
    expect(lostIn(both().finish(99))).toEqual(['proved worker-1']);
    const start = 'worker-1 was not back when the run ended at 99.0 s: its container ended at 50.0 s (exit code 137)';
    expect(sentences(both().unregistered(60, 'worker-1').finish(99))).toEqual([
      `${start}, the registry no longer had it at 60.0 s`,
    ]);
    expect(sentences(dead(null).finish(99))).toEqual([
      'worker-1 was not back when the run ended at 99.0 s: its container ended at 50.0 s (exit code unknown)',
    ]);
  });

  test('is lost by the sign that is sure', () => {
    const later = () => atWork().died(50, 'worker-1', 137).unregistered(60, 'worker-1');
    expect(lostIn(later().gap(5, 'registry').finish(70.002))).toEqual(['proved worker-1']);
    expect(lostIn(later().gap(5, 'engine').finish(80.001999))).toEqual(['possible worker-1']);
    expect(lostIn(later().gap(5, 'engine').finish(80.002))).toEqual(['proved worker-1']);
  });

  test('is told with the doubt of the sign that has one', () => {
    const both = atWork().died(50, 'worker-1', 1).unregistered(50, 'worker-1').gap(5, 'registry');
    expect(sentences(both.finish(60))).toEqual([
      'worker-1 was not back when the run ended at 60.0 s: its container ended at 50.0 s (exit code 1), the registry no longer had it at 50.0 s; its return may have been missed',
    ]);
  });

  test('is lost where it started, and its node did not come back', () => {
    const zombie = atWork().unregistered(50, 'worker-1').died(51, 'worker-1', 1).container(52, 'worker-1');
    expect(lostIn(zombie.finish(99))).toEqual(['proved worker-1']);
  });
});

test('a server that is paused to the end is lost', () => {
  const paused = () => unregistered().container(50, 'master-2', 'pause');
  expect(sentences(paused().finish(99))).toEqual([
    'master-2 was not back when the run ended at 99.0 s: its container was paused at 50.0 s',
  ]);
  expect(lostIn(paused().container(60, 'master-2', 'unpause').finish(99))).toEqual([]);
});

test('a server that the registry never showed may be lost', () => {
  const builder = new HistoryBuilder(watched).registered(1, 'master-1').registered(1, 'worker-1').finish(99);
  expect(lostIn(builder)).toEqual(['possible master-2']);
  expect(sentences(builder)).toEqual([
    'master-2 was not back when the run ended at 99.0 s: the registry never showed it; its node may not be known for what it is',
  ]);
});

describe('a server that stops by its orders', () => {
  test('may be one whose end the engine has missed', () => {
    const gone = (header: Header) => atWork(header).sessionEnd(48, 'master-1').unregistered(48, 'master-1');
    expect(lostIn(gone(stop).finish(99))).toEqual(['proved master-1']);
    expect(lostIn(gone(stop).gap(10, 'engine').finish(99))).toEqual(['possible master-1']);
    expect(lostIn(gone({}).gap(10, 'engine').finish(99))).toEqual(['proved master-1']);
  });

  const ended = (header: Header = stop, exitCode = 0) =>
    atWork(header).sessionEnd(48, 'master-1').unregistered(48, 'master-1').died(50, 'master-1', exitCode);

  test('is not lost', () => {
    expect(lostIn(ended().finish(99))).toEqual([]);
  });

  test('is lost where its orders are to wait, or where it ended badly', () => {
    expect(lostIn(ended({}).finish(99))).toEqual(['proved master-1']);
    expect(lostIn(ended(stop, 1).finish(99))).toEqual(['proved master-1']);
  });

  test('is lost where it did not end', () => {
    const zombie = atWork(stop).sessionEnd(48, 'master-1').unregistered(48, 'master-1');
    expect(lostIn(zombie.finish(99))).toEqual(['proved master-1']);
  });

  test('may have had its orders where the registry shows no loss, or has no witness', () => {
    const plain = () => atWork(stop).died(50, 'master-1', 0);
    const possible = ['possible master-1'];
    expect(lostIn(plain().finish(99))).toEqual(possible);
    expect(lostIn(plain().unregistered(60, 'master-1').finish(99))).toEqual(possible);
    expect(lostIn(plain().sessionEnd(48, 'master-1', { reason: 'closed' }).finish(99))).toEqual(possible);
    expect(lostIn(plain().sessionEnd(48, 'master-2').finish(99))).toEqual(possible);
    expect(lostIn(unregistered(stop).died(50, 'master-1', 0).finish(99))).toEqual(possible);
    expect(sentences(plain().finish(99))).toEqual([
      'master-1 was not back when the run ended at 99.0 s: its container ended at 50.0 s (exit code 0); it may have stopped by its orders',
    ]);
  });

  test.each([
    [50.002, []],
    [50.002001, ['possible master-1']],
  ])('is told by a session whose end was seen later, and was perhaps at %s s', (since, expected) => {
    const late = (reason: 'expired' | 'unknown') =>
      atWork(stop).died(50, 'master-1', 0).sessionEnd(51, 'master-1', { since, reason });
    expect(lostIn(late('expired').finish(99))).toEqual(expected);
    expect(lostIn(late('unknown').finish(99))).toEqual(['possible master-1']);
  });

  test('is lost where the engine never told of it', () => {
    const unseen = () =>
      new HistoryBuilder({ ...watched, ...stop, servers: servers.slice(0, 1) }).registered(1, 'master-1');
    const gone = () => unseen().sessionEnd(48, 'master-1').unregistered(48, 'master-1');
    expect(lostIn(gone().finish(99))).toEqual(['proved master-1']);
  });

  test('is judged by its latest life', () => {
    const again = () => ended().container(55, 'master-1');
    expect(lostIn(again().registered(56, 'master-1', { session: 'new' }).finish(99))).toEqual([]);
    expect(lostIn(again().finish(99))).toEqual(['proved master-1']);
    expect(lostIn(again().registered(56, 'master-1', { session: 'new' }).died(60, 'master-1', 0).finish(99))).toEqual([
      'possible master-1',
    ]);
    expect(lostIn(again().sessionEnd(57, 'master-1', { since: 40 }).finish(99))).toEqual(['proved master-1']);
  });
});
