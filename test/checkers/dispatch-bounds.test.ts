import { describe, expect, test } from 'vitest';
import { dispatchBounds } from '../../checkers/dispatch-bounds.ts';
import { allWatch, BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

const seconds = (at: number) => (at - BEGIN) / 1e6;

/** The clocks of the audit, the witness and the log are wrong by 1, 2 and 3 ms. */
const clocks = { uncertainty: { ...allWatch, audit: 1_000, witness: 2_000, log: 3_000 } };

/** `master-1 1.999–4.001`, with a question mark where that is not sound, for each master that may have sent the first execution. */
function boundsIn(builder: HistoryBuilder): readonly string[] {
  return storiesIn(builder).map(({ writer, earliest, latest, sound }) => {
    return `${writer} ${seconds(earliest)}–${seconds(latest)}${sound ? '' : '?'}`;
  });
}

/** The moments of the events that say so, for the first master. */
function shownIn(builder: HistoryBuilder, writer = 'master-1'): readonly number[] | undefined {
  return storiesIn(builder)
    .find((bounds) => bounds.writer === writer)
    ?.events.map(({ at }) => seconds(at));
}

function storiesIn(builder: HistoryBuilder) {
  const situation = situationAfter(builder);
  const [execution] = situation.executions.ofTask({ workflow: 1, task: 1 });
  if (!execution) throw new Error('an execution was built');
  return dispatchBounds(situation, execution);
}

/** Task instance 1 of a workflow that master-1 has owned since 1 s: inserted at 2 s. */
const inserted = () =>
  new HistoryBuilder(clocks).workflow(1, { op: 'insert' }).task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS' });
const sent = (builder: HistoryBuilder, at: number, writer = 'master-1') =>
  builder.task(at, { state: 'DISPATCH', writer });
const started = (builder: HistoryBuilder, at: number, name = 'a') => builder.start({ name, from: at, to: at });

describe('a dispatch lies', () => {
  test('between what its server wrote before it and after it', () => {
    expect(boundsIn(started(sent(inserted(), 4), 5))).toEqual(['master-1 1.999–4.001']);
    expect(shownIn(started(sent(inserted(), 4), 5))).toEqual([4, 2, 4]);
  });

  test('before its process began, though its row came later', () => {
    expect(boundsIn(sent(started(inserted(), 5), 6))).toEqual(['master-1 1.999–5.002']);
    expect(shownIn(sent(started(inserted(), 5), 6))).toEqual([6, 2, 5]);
  });

  test('after its server had the workflow for the first time', () => {
    const late = new HistoryBuilder(clocks).task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS' }).workflow(3);
    expect(boundsIn(started(sent(late, 4), 5))).toEqual(['master-1 2.999–4.001']);
  });

  test('somewhere before, where nothing is known to have come before it', () => {
    const bare = () => started(sent(new HistoryBuilder(clocks), 4), 5);
    expect(boundsIn(bare())).toEqual(['master-1 -Infinity–4.001']);
    expect(shownIn(bare())).toEqual([4, 4]);
  });

  test('nowhere that is known, where only the insert names the server, or nothing does', () => {
    const late = started(new HistoryBuilder(clocks).task(2, { op: 'insert' }).workflow(3), 5);
    expect(boundsIn(late)).toEqual(['master-1 2.999–5.002?']);
    expect(shownIn(late)).toEqual([2, 3, 5]);
    expect(boundsIn(started(new HistoryBuilder(clocks), 5))).toEqual([]);
  });

  test('between its server’s log lines, where they are closer', () => {
    const logged = (builder: HistoryBuilder) =>
      builder
        .log(3, 'master-1', 'task-dispatching', { taskInstance: 1 })
        .log(3.5, 'master-1', 'task-dispatched', { taskInstance: 1 });
    expect(boundsIn(started(sent(logged(inserted()), 4), 5))).toEqual(['master-1 2.997–3.503']);
    expect(boundsIn(started(sent(logged(inserted()), 4), 5).gap(9, 'log'))).toEqual(['master-1 1.999–4.001']);
  });
});

test('each server that may have sent it is bound by its own log lines', () => {
  const sends = (builder: HistoryBuilder, at: number, server: string) =>
    builder
      .log(at, server, 'task-dispatching', { taskInstance: 1 })
      .log(at + 0.1, server, 'task-dispatched', { taskInstance: 1 });
  const both = sends(sends(inserted(), 3, 'master-2'), 4, 'master-1');
  expect(boundsIn(started(both, 5))).toEqual(['master-2 2.997–3.103?', 'master-1 3.997–4.103?']);
});

describe('a row DISPATCH bounds', () => {
  test('no dispatch of a server that wrote it twice', () => {
    const again = started(sent(inserted(), 4), 5).task(8, { state: 'SUBMITTED_SUCCESS' });
    expect(boundsIn(started(sent(again, 10), 11, 'b'))).toEqual(['master-1 1.999–5.002']);
  });

  test('no dispatch of a server that logged twice that it sent', () => {
    const twice = inserted()
      .log(3, 'master-1', 'task-dispatching', { taskInstance: 1 })
      .log(3.2, 'master-1', 'task-dispatching', { taskInstance: 1 });
    expect(boundsIn(started(sent(twice, 4), 5))).toEqual(['master-1 2.997–5.002']);
  });

  test('no dispatch of another server', () => {
    const both = () => sent(started(sent(inserted(), 4), 4.1), 4.2, 'master-2');
    expect(boundsIn(both())).toEqual(['master-1 1.999–4.001?', 'master-2 1.999–4.102?']);
    expect(shownIn(both())).toEqual([4, 2, 4]);
    expect(shownIn(both(), 'master-2')).toEqual([4.2, 2, 4.1]);
  });
});

describe('a line of the worker that it received the task', () => {
  const received = (builder: HistoryBuilder, at: number, about = 'master-1', server = 'worker-1') =>
    builder.log(at, server, 'task-received', { taskInstance: 1, about, offset: Math.round(at * 1e6) });

  test('bounds the dispatch from above, and shows it', () => {
    expect(boundsIn(started(received(inserted(), 4), 5))).toEqual(['master-1 1.999–4.003']);
    expect(shownIn(started(received(inserted(), 4), 5))).toEqual([2, 4, 2, 4]);
    expect(boundsIn(started(received(inserted(), 5.001), 5))).toEqual(['master-1 1.999–5.002']);
  });

  test('is the last of several: the process may follow from any', () => {
    expect(boundsIn(started(received(received(inserted(), 3), 4), 5))).toEqual(['master-1 1.999–4.003']);
    const later = received(received(inserted(), 4), 6);
    expect(boundsIn(started(later, 5))).toEqual(['master-1 1.999–4.003']);
  });

  test('names its sender, whoever wrote the insert, which is bound by its own takeover', () => {
    const taken = inserted().workflow(3, { owner: 'master-2', writer: 'master-2' });
    expect(boundsIn(started(received(taken, 4, 'master-2'), 5))).toEqual(['master-2 2.999–4.003']);
    expect(shownIn(started(received(taken, 4, 'master-2'), 5), 'master-2')).toEqual([4, 4, 3, 4]);
  });

  test('leaves two masters open that both sent it, each with its own bound', () => {
    const both = received(received(inserted(), 3, 'master-2'), 4);
    expect(boundsIn(started(both, 5))).toEqual(['master-2 1.999–3.003?', 'master-1 1.999–4.003?']);
  });

  test('counts as another send: then a row DISPATCH may be of either', () => {
    const twice = () => received(received(sent(inserted(), 3), 2.5), 4);
    expect(boundsIn(started(twice(), 5))).toEqual(['master-1 1.999–4.003']);
    expect(boundsIn(started(received(sent(inserted(), 3), 2.5), 5))).toEqual(['master-1 1.999–2.503']);
    expect(boundsIn(started(received(sent(inserted(), 3), 3.5), 5))).toEqual(['master-1 1.999–3.001']);
  });
});

test('a row DISPATCH to another worker bounds nothing', () => {
  const to = (worker: string) => inserted().task(4, { state: 'DISPATCH', worker });
  const logged = (worker: string) => to(worker).log(3, 'master-1', 'task-dispatching', { taskInstance: 1 });
  expect(boundsIn(started(logged('worker-1'), 5))).toEqual(['master-1 2.997–4.001']);
  expect(boundsIn(started(logged('worker-2'), 5))).toEqual(['master-1 2.997–5.002']);
});

test('a dispatch lies after the end of its delay', () => {
  const delayed = new HistoryBuilder({ ...clocks, delaysOn: 'master' })
    .definition(1, [{ task: 1, delay: 60 }])
    .workflow(1, { op: 'insert' })
    .task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .log(62, 'worker-1', 'task-received', { taskInstance: 1, about: 'master-1' });
  expect(boundsIn(started(delayed, 63))).toEqual(['master-1 59.993–62.003']);
  expect(shownIn(started(delayed, 63))).toEqual([2, 62, 1, 62]);
});
