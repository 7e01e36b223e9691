import { describe, expect, test } from 'vitest';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter, verdictOf } from './runs.ts';

const seconds = (at: number) => (at - BEGIN) / 1e6;

describe('the dispatcher of an execution', () => {
  const dispatchers = (builder: HistoryBuilder) => {
    const { executions, dispatches } = situationAfter(builder);
    return [...executions.all()].map((execution) => dispatches.of(execution)?.writer);
  };
  const inserted = () => new HistoryBuilder().task(1, { op: 'insert', state: 'SUBMITTED_SUCCESS', writer: 'master-1' });
  const sent = (builder: HistoryBuilder, at: number, writer?: string) =>
    builder.task(at, { state: 'DISPATCH', writer });
  const run = (builder: HistoryBuilder, name: string, from: number) => builder.start({ name, from, to: from });

  test('is the writer of the insert', () => {
    expect(dispatchers(run(inserted(), 'a', 5))).toEqual(['master-1']);
    expect(dispatchers(run(inserted().task(2, { writer: 'worker-1' }), 'a', 5))).toEqual(['master-1']);
  });

  test('is the writer of a later DISPATCH, though it be written after the process began', () => {
    expect(dispatchers(run(sent(inserted(), 2, 'master-2'), 'a', 5))).toEqual(['master-2']);
    expect(dispatchers(sent(run(inserted(), 'a', 5), 6, 'master-2'))).toEqual(['master-2']);
  });

  test('is unknown where nobody is named', () => {
    expect(dispatchers(run(new HistoryBuilder(), 'a', 5))).toEqual([undefined]);
    expect(dispatchers(run(new HistoryBuilder().task(1, { op: 'insert', writer: undefined }), 'a', 5))).toEqual([
      undefined,
    ]);
  });

  test('is told apart for two executions of one task instance', () => {
    const once = run(sent(inserted(), 2, 'master-1'), 'a', 5);
    expect(dispatchers(run(sent(once, 10, 'master-2'), 'b', 12))).toEqual(['master-1', 'master-2']);
    const late = sent(run(inserted(), 'a', 5), 6, 'master-1');
    expect(dispatchers(sent(run(late, 'b', 12), 13, 'master-2'))).toEqual(['master-1', 'master-2']);
  });

  test('does not change as the row DISPATCH is written again by the same server', () => {
    const again = sent(run(sent(inserted(), 2, 'master-1'), 'a', 5), 6, 'master-1');
    expect(dispatchers(run(sent(again, 7, 'master-2'), 'b', 8))).toEqual(['master-1', 'master-2']);
  });
});

/** Task instance 1 is inserted at 2 s by master-1. */
const queued = () => new HistoryBuilder().task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS' });

describe('a server claims to have sent a task instance', () => {
  const claims = (builder: HistoryBuilder) =>
    situationAfter(builder)
      .dispatches.claims(1)
      .map(({ source, server, worker, at }) => `${source} ${server} ${worker} ${seconds(at)}`);
  const sent = (builder: HistoryBuilder, at: number, fields = {}) => builder.task(at, { state: 'DISPATCH', ...fields });
  const first = 'audit master-1 null 4';

  test('by its row DISPATCH, once however often it writes it', () => {
    expect(claims(queued())).toEqual([]);
    expect(claims(sent(queued(), 4))).toEqual([first]);
    expect(claims(sent(sent(queued(), 4), 5))).toEqual([first]);
    const started = sent(queued(), 4).start({ name: 'a', from: 4.5, to: 4.5 });
    expect(claims(sent(started, 5))).toEqual([first]);
    expect(claims(sent(sent(queued(), 4).task(4.5), 5))).toEqual([first, 'audit master-1 null 5']);
  });

  test('by writing DISPATCH over another’s, unless that only makes the attempt invalid', () => {
    const other = { writer: 'master-2' };
    expect(claims(sent(sent(queued(), 4), 5, other))).toEqual([first, 'audit master-2 null 5']);
    expect(claims(sent(sent(queued(), 4), 5, { ...other, valid: false }))).toEqual([first]);
    expect(claims(sent(queued(), 4, { writer: undefined }))).toEqual([]);
  });

  test('by its log line that it is about to, and no other', () => {
    const logged = queued()
      .log(3, 'master-1', 'task-dispatching', { taskInstance: 1, about: 'worker-1' })
      .log(3.2, 'master-1', 'task-dispatching', { taskInstance: 1 })
      .log(3.5, 'master-1', 'task-dispatched', { taskInstance: 1 })
      .log(3.6, 'master-1', 'task-dispatching', { taskInstance: 2 })
      .log(3.7, 'master-1', 'failover-start');
    expect(claims(logged)).toEqual(['log master-1 worker-1 3', 'log master-1 null 3.2']);
  });
});

describe('the rounds of a task instance', () => {
  /** `master-1 2 3 3.5`: when it was queued, first about to be sent, and last sent. */
  const rounds = (builder: HistoryBuilder) => {
    const { executions, dispatches } = situationAfter(builder.start({ name: 'a', from: 20, to: 20 }));
    const [execution] = executions.all();
    const story = execution && dispatches.storyOf(execution);
    return story?.rounds.map(({ server, queued: by, dispatching, dispatched }) =>
      [server, ...[by, dispatching, dispatched].map((moment) => moment && seconds(moment.at))].join(' '),
    );
  };
  const logged = (builder: HistoryBuilder, at: number, server = 'master-1') =>
    builder
      .log(at, server, 'task-dispatching', { taskInstance: 1 })
      .log(at + 0.1, server, 'task-dispatched', { taskInstance: 1 });

  test('are one for each server, from its queue to the last time that it sent', () => {
    expect(rounds(queued())).toEqual(['master-1 2  ']);
    expect(rounds(logged(queued(), 3))).toEqual(['master-1 2 3 3.1']);
    const received = logged(queued(), 3).log(3.2, 'worker-1', 'task-received', { taskInstance: 1 });
    expect(rounds(received)).toEqual(['master-1 2 3 3.1']);
    expect(rounds(logged(logged(queued(), 3), 4))).toEqual(['master-1 2 3 4.1']);
    expect(rounds(logged(logged(queued(), 3), 4, 'master-2'))).toEqual(['master-1 2 3 3.1', 'master-2  4 4.1']);
    expect(rounds(logged(queued(), 1))).toEqual(['master-1 2  ']);
    expect(rounds(logged(queued(), 1, 'master-2'))).toEqual(['master-2  1 1.1', 'master-1 2  ']);
  });

  test('are over for all as it is put in the queue again', () => {
    const again = (writer: string) =>
      logged(logged(queued(), 3), 4, 'master-2').task(5).task(6, { state: 'SUBMITTED_SUCCESS', writer });
    expect(rounds(again('master-1'))).toEqual(['master-1 6  ']);
    expect(rounds(again('master-3'))).toEqual(['master-3 6  ']);
  });
});

test('a start that is told again makes no other dispatch of it', () => {
  const builder = queued().task(4, { state: 'DISPATCH' }).start({ name: 'a', from: 5, to: 5 });
  const again = builder.task(10, { state: 'DISPATCH', writer: 'master-2' }).start({ name: 'a', from: 12, to: 12 });
  const { executions, dispatches } = situationAfter(again);
  expect([...executions.all()].map((execution) => dispatches.of(execution)?.writer)).toEqual(['master-1']);
});

test('nothing is known of a dispatch that is forgotten', () => {
  const { executions, dispatches } = situationAfter(
    queued()
      .task(4, { state: 'DISPATCH' })
      .start({ name: 'a', from: 5, to: 5 })
      .task(6, { state: 'KILL', final: true }),
  );
  const [execution] = executions.all();
  if (!execution) throw new Error('an execution was built');
  const known = () => [dispatches.of(execution), dispatches.storyOf(execution), dispatches.writtenOff(execution)];
  expect(known()).not.toContain(undefined);
  const past = { workflow: 1, definition: 1, tasks: [1], taskInstances: [1], executions: [execution], heard: 0 };
  dispatches.forget(past);
  expect(known()).toEqual([undefined, undefined, undefined]);
  expect(dispatches.claims(1)).toEqual([]);
});

describe('a sentence tells of a dispatcher', () => {
  const clauseOf = (first: string, second: string, dispatched = 25) => {
    const builder = new HistoryBuilder()
      .workflow(1, { op: 'insert' })
      .workflow(20, { owner: 'master-2' })
      .task(2, { op: 'insert', taskInstance: 1, writer: first })
      .task(dispatched, { op: 'insert', taskInstance: 2, writer: second })
      .execution({ name: 'a', taskInstance: 1, from: 10, to: 40, exitCode: 1 })
      .execution({ name: 'b', taskInstance: 2, from: 30, to: 40, exitCode: 1 });
    const { sentence } = verdictOf(builder.finish(50)).violations[0] ?? { sentence: '' };
    return sentence.slice(sentence.indexOf(';'));
  };

  test('who was the first owner', () => {
    expect(clauseOf('master-1', 'master-1', 15)).toBe('; B was dispatched by master-1');
  });

  test('who had taken the workflow over', () => {
    expect(clauseOf('master-1', 'master-2')).toBe(
      '; B was dispatched by master-2 after it took the workflow over from master-1 at 20.0 s',
    );
  });

  test('who was no longer the owner', () => {
    expect(clauseOf('master-1', 'master-1')).toBe(
      '; B was dispatched by master-1 after master-2 took the workflow over from master-1 at 20.0 s',
    );
  });
});
