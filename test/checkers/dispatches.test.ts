import { describe, expect, test } from 'vitest';
import { HistoryBuilder } from '../histories/builder.ts';
import { situationAfter, verdictOf } from './runs.ts';

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
