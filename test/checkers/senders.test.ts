import { describe, expect, test } from 'vitest';
import { sendersOf } from '../../checkers/senders.ts';
import type { EventOf } from '../../history/event.ts';
import { allWatch, BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

/** The clocks of the audit, the witness and the log are wrong by 1, 2 and 4 ms. */
const clocks = { uncertainty: { ...allWatch, audit: 1_000, witness: 2_000, log: 4_000 } };

/** A workflow that master-1 has from 1 s on and master-2 from 10 s on. */
const owned = (header = {}) =>
  new HistoryBuilder({ ...clocks, ...header })
    .workflow(1, { op: 'insert' })
    .workflow(10, { owner: 'master-2', writer: 'master-2' });
const logs = (builder: HistoryBuilder, at: number, server: string, about?: string) =>
  builder.log(at, server, 'task-dispatching', { taskInstance: 1, ...(about && { about }) });
const writes = (builder: HistoryBuilder, at: number, writer: string, worker: string | null = null) =>
  builder.task(at, { state: 'DISPATCH', writer, worker });
const receives = (builder: HistoryBuilder, at: number, about?: string, fields: Partial<EventOf<'log'>> = {}) =>
  builder.log(at, 'worker-1', 'task-received', {
    taskInstance: 1,
    offset: Math.round(at * 1e6),
    ...(about && { about }),
    ...fields,
  });
const started = (builder: HistoryBuilder, name: string, from: number, fields = {}) =>
  builder.start({ name, from, to: from, ...fields });

/** By execution: what it may follow from, as `log master-1 12.5`, with a question mark where another claim is unknown. */
function sendersIn(builder: HistoryBuilder): Readonly<Record<string, string>> {
  const situation = situationAfter(builder);
  const all = [...situation.executions.all()].map((execution) => {
    const { claims, complete } = sendersOf(situation, execution);
    const said = claims.map(({ source, server, at }) => `${source} ${server} ${(at - BEGIN) / 1e6}`);
    return [execution.name, `${said.join(', ')}${complete ? '' : '?'}`];
  });
  return Object.fromEntries(all);
}

describe('an execution may follow from', () => {
  test('a row DISPATCH, even a late one, and a log line', () => {
    expect(sendersIn(writes(started(owned(), 'a', 20), 25, 'master-1'))).toEqual({ a: 'audit master-1 25' });
    expect(sendersIn(started(logs(owned(), 15, 'master-1'), 'a', 20))).toEqual({ a: 'log master-1 15' });
  });

  test('nothing that is known', () => {
    expect(sendersIn(started(owned(), 'a', 20))).toEqual({ a: '' });
  });

  test('nothing that names another worker', () => {
    const about = (worker: string) => sendersIn(started(logs(owned(), 15, 'master-1', worker), 'a', 20))['a'];
    expect([about('worker-1'), about('worker-2')]).toEqual(['log master-1 15', '']);
    const of = (worker: string) => sendersIn(started(writes(owned(), 15, 'master-1', worker), 'a', 20))['a'];
    expect([of('worker-1'), of('worker-2')]).toEqual(['audit master-1 15', '']);
  });

  test.each([
    [20.006, 'log master-1 20.006'],
    [20.006001, ''],
  ])('no log line later than its start, as the one at %s s', (at, expected) => {
    expect(sendersIn(started(logs(owned(), at, 'master-1'), 'a', 20))['a']).toBe(expected);
  });

  test.each([
    [9.997, 'audit master-2 25'],
    [9.996999, ''],
  ])('no row of a server that had the workflow only later, as from 10 s on for a start at %s s', (from, expected) => {
    expect(sendersIn(writes(started(owned(), 'a', from), 25, 'master-2'))['a']).toBe(expected);
  });

  test('a row of a server that had the workflow before, though it lost it', () => {
    const back = owned()
      .workflow(30, { transaction: '7' })
      .command(30, 'REPEAT_RUNNING', { op: 'delete', writer: 'master-1', transaction: '7' });
    expect(sendersIn(writes(started(back, 'a', 20), 35, 'master-1'))['a']).toBe('audit master-1 35');
  });

  test('a row of a server that never was the owner, by any master’s name that is known', () => {
    expect(sendersIn(writes(started(owned(), 'a', 20), 25, 'master-3'))['a']).toBe('audit master-3 25');
  });
});

describe('log lines', () => {
  const both = (header = {}) => logs(writes(owned(header), 16, 'master-1'), 15, 'master-1');

  test('stand for the rows, where each server that wrote one has a line', () => {
    expect(sendersIn(started(both(), 'a', 20))['a']).toBe('log master-1 15');
    expect(sendersIn(started(logs(both(), 14, 'master-2'), 'a', 20))['a']).toBe('log master-2 14, log master-1 15');
  });

  test('stand for none, where the line of one is missing', () => {
    const missing = writes(logs(both(), 14, 'master-3'), 17, 'master-2');
    expect(sendersIn(started(missing, 'a', 20))['a']).toBe('audit master-1 16, audit master-2 17, log master-3 14');
  });

  test('stand for none, where lines may be missing', () => {
    const { log: _, ...blind } = clocks.uncertainty;
    expect(sendersIn(started(both(), 'a', 20).gap(30, 'log'))['a']).toBe('audit master-1 16');
    expect(sendersIn(started(both(), 'a', 20).gap(30, 'audit'))['a']).toBe('log master-1 15');
    expect(sendersIn(started(both({ uncertainty: blind }), 'a', 20))['a']).toBe('audit master-1 16');
  });
});

describe('each claim sends one process', () => {
  const sent = () => logs(logs(owned(), 15, 'master-1', 'worker-1'), 16, 'master-2', 'worker-2');
  const either = () => logs(logs(owned(), 15, 'master-1'), 16, 'master-2');

  test('to its own worker', () => {
    const two = started(started(sent(), 'a', 20), 'b', 21, { worker: 'worker-2' });
    expect(sendersIn(two)).toEqual({ a: 'log master-1 15', b: 'log master-2 16' });
  });

  test('which may be either, where two may follow from either', () => {
    const two = started(started(either(), 'a', 20), 'b', 21);
    expect(sendersIn(two)).toEqual({
      a: 'log master-1 15, log master-2 16',
      b: 'log master-1 15, log master-2 16',
    });
  });

  test('so that the only one for an execution is none for the others, and so on', () => {
    const two = logs(started(logs(owned(), 15, 'master-1'), 'a', 15.5), 16, 'master-2');
    expect(sendersIn(started(two, 'b', 21))).toEqual({ a: 'log master-1 15', b: 'log master-2 16' });
    const three = logs(started(two, 'b', 16.5), 17, 'master-1');
    expect(sendersIn(started(three, 'c', 22))).toEqual({
      a: 'log master-1 15',
      b: 'log master-2 16',
      c: 'log master-1 17',
    });
  });

  test('and one is unknown, where more processes began than were sent', () => {
    const two = started(started(logs(owned(), 15, 'master-1'), 'a', 20), 'b', 21);
    expect(sendersIn(two)).toEqual({ a: 'log master-1 15?', b: 'log master-1 15?' });
    const three = started(started(started(either(), 'a', 20), 'b', 21), 'c', 22);
    const all = 'log master-1 15, log master-2 16?';
    expect(sendersIn(three)).toEqual({ a: all, b: all, c: all });
  });

  test('and none of those is unknown that all the others leave to it', () => {
    const crowded = started(started(sent(), 'a', 20), 'b', 21, { worker: 'worker-2' });
    expect(sendersIn(started(crowded, 'c', 22, { worker: 'worker-2' }))).toEqual({
      a: 'log master-1 15',
      b: 'log master-2 16?',
      c: 'log master-2 16?',
    });
  });

  test('and none of those is unknown that others may follow from as well, but need not', () => {
    const three = logs(logs(logs(owned(), 15, 'master-1', 'worker-1'), 16, 'master-2'), 17, 'master-3', 'worker-2');
    const two = started(started(three, 'a', 20), 'b', 21, { worker: 'worker-2' });
    expect(sendersIn(started(two, 'c', 22, { worker: 'worker-2' }))).toEqual({
      a: 'log master-1 15, log master-2 16',
      b: 'log master-2 16, log master-3 17',
      c: 'log master-2 16, log master-3 17',
    });
  });

  test('and who has none is nobody’s rival', () => {
    const stranger = started(started(sent(), 'a', 20), 'b', 21, { worker: 'worker-3' });
    expect(sendersIn(stranger)).toEqual({ a: 'log master-1 15', b: '' });
  });

  test('of its own task instance', () => {
    const other = started(started(logs(owned(), 15, 'master-1'), 'a', 20), 'b', 21, { taskInstance: 2 });
    expect(sendersIn(other)).toEqual({ a: 'log master-1 15', b: '' });
  });
});

describe('what its worker received', () => {
  const other = { server: 'worker-2' };
  const sent = () => writes(owned(), 16, 'master-1');

  test('tells who sent it, whoever wrote rows and lines', () => {
    expect(sendersIn(started(receives(sent(), 15, 'master-2'), 'a', 20))['a']).toBe('worker master-2 15');
    const both = logs(receives(sent(), 15, 'master-2'), 14, 'master-1');
    expect(sendersIn(started(both, 'a', 20))['a']).toBe('worker master-2 15');
  });

  test('leaves it open where it received it from two before the start', () => {
    const two = receives(receives(owned(), 15, 'master-1'), 16, 'master-2');
    expect(sendersIn(started(two, 'a', 20))['a']).toBe('worker master-1 15, worker master-2 16');
  });

  test.each([
    [20.006, 'worker master-1 15, worker master-2 20.006'],
    [20.006001, 'worker master-1 15'],
  ])('does not count where it was received at %s s, after the start', (at, expected) => {
    const two = receives(receives(owned(), 15, 'master-1'), at, 'master-2', { offset: 2 });
    expect(sendersIn(started(two, 'a', 20))['a']).toBe(expected);
  });

  test('does not count where another worker received it, or another task instance', () => {
    expect(sendersIn(started(receives(sent(), 15, 'master-2', other), 'a', 20))['a']).toBe('audit master-1 16');
    const instance = receives(sent(), 15, 'master-2', { taskInstance: 2 });
    expect(sendersIn(started(instance, 'a', 20))['a']).toBe('audit master-1 16');
    const noInstance = receives(sent(), 15, 'master-2', { taskInstance: undefined });
    expect(sendersIn(started(noInstance, 'a', 20))['a']).toBe('audit master-1 16');
    const said = receives(sent(), 15, 'master-2', { fact: 'takeover-received' });
    expect(sendersIn(started(said, 'a', 20))['a']).toBe('audit master-1 16');
  });

  test('tells nothing where a line may be missing, or does not name the sender', () => {
    const { log: _, ...blind } = clocks.uncertainty;
    const received = (header = {}) => started(receives(writes(owned(header), 16, 'master-1'), 15, 'master-2'), 'a', 20);
    expect(sendersIn(received().gap(30, 'log'))['a']).toBe('audit master-1 16');
    expect(sendersIn(received({ uncertainty: blind }))['a']).toBe('audit master-1 16');
    expect(sendersIn(receives(received(), 15.5))['a']).toBe('audit master-1 16');
    expect(sendersIn(received().gap(30, 'audit'))['a']).toBe('worker master-2 15');
  });

  test('tells nothing where one of the executions has none: then this log does not tell it', () => {
    const lacking = started(started(receives(sent(), 15, 'master-2'), 'a', 20), 'b', 21, { worker: 'worker-2' });
    expect(sendersIn(lacking)).toEqual({ a: 'audit master-1 16?', b: 'audit master-1 16?' });
  });

  test('is one claim with the line of its sender, where one line tells both', () => {
    const line = { file: 'worker-1.log', offset: 7 };
    const message = (builder: HistoryBuilder) =>
      builder
        .log(14, 'master-1', 'task-dispatching', { taskInstance: 1, about: 'worker-1', ...line })
        .log(15, 'worker-1', 'task-received', { taskInstance: 1, about: 'master-1', ...line });
    expect(sendersIn(started(message(owned()), 'a', 20))['a']).toBe('log master-1 14');
    const elsewhere = message(owned()).log(15.5, 'worker-1', 'task-received', {
      taskInstance: 1,
      about: 'master-1',
      file: 'worker-2.log',
      offset: 7,
    });
    expect(sendersIn(started(elsewhere, 'a', 20))['a']).toBe('log master-1 14, worker master-1 15.5');
  });

  test('is one claim for each line, though the log be read again', () => {
    const again = receives(receives(owned(), 15, 'master-1'), 15, 'master-1');
    expect(sendersIn(started(started(again, 'a', 20), 'b', 21))).toEqual({
      a: 'worker master-1 15?',
      b: 'worker master-1 15?',
    });
  });

  test('is one process each, in order of their starts', () => {
    const two = receives(started(receives(owned(), 15, 'master-1'), 'a', 16), 17, 'master-2');
    expect(sendersIn(started(two, 'b', 18))).toEqual({ a: 'worker master-1 15', b: 'worker master-2 17' });
  });

  test('gives the lines of its own claims, in order', () => {
    const refused = receives(receives(receives(owned(), 15, 'master-1'), 16, 'master-1'), 21, 'master-1');
    const situation = situationAfter(started(receives(refused, 14, 'master-2', other), 'a', 20));
    const [execution] = situation.executions.all();
    if (!execution) throw new Error('an execution was built');
    const { receipts } = sendersOf(situation, execution);
    expect(receipts.map(({ at }) => (at - BEGIN) / 1e6)).toEqual([15, 16]);
    const unseen = situationAfter(started(receives(sent(), 15, 'master-2', other), 'a', 20));
    const [one] = unseen.executions.all();
    expect(one && sendersOf(unseen, one).receipts).toEqual([]);
  });
});
