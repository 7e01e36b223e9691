import { expect, test } from 'vitest';
import { Executions } from '../../checkers/executions.ts';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';

/** The only execution, as told by events in the order in which they were built. */
function told(builder: HistoryBuilder) {
  const executions = new Executions();
  for (const event of builder.build()) if (event.source === 'witness') executions.observe(event);
  const [execution] = executions.all();
  if (!execution) throw new Error('an execution was built');
  return {
    from: (execution.start.at - BEGIN) / 1e6,
    to: (execution.last.at - BEGIN) / 1e6,
    exitCode: execution.exitCode,
  };
}

const started = () => new HistoryBuilder().start({ name: 'a', from: 1, to: 1 });

test('an execution lived from its start to its last sign of life', () => {
  expect(told(started())).toEqual({ from: 1, to: 1, exitCode: undefined });
  expect(told(started().beat(2, 'a').beat(3, 'a'))).toEqual({ from: 1, to: 3, exitCode: undefined });
  expect(told(started().beat(2, 'a').end(4, 'a', 1))).toEqual({ from: 1, to: 4, exitCode: 1 });
});

test('a sign of life that is learnt late makes its life no shorter, and its end no less known', () => {
  expect(told(started().beat(3, 'a').late(5).beat(2, 'a'))).toEqual({ from: 1, to: 3, exitCode: undefined });
  expect(told(started().end(3, 'a', 0).late(5).beat(2, 'a'))).toEqual({ from: 1, to: 3, exitCode: 0 });
  expect(told(started().end(3, 'a', 0).late(5).start({ name: 'a', from: 1, to: 1 }))).toEqual({
    from: 1,
    to: 3,
    exitCode: 0,
  });
});

test('an event tells of its execution as long as it is the latest', () => {
  const executions = new Executions();
  const [begin, start, beat] = started().beat(2, 'a').build();
  if (begin?.type !== 'run.begin' || start?.source !== 'witness' || beat?.source !== 'witness')
    throw new Error('built otherwise');
  expect(executions.of(start)).toBeUndefined();
  executions.observe(start);
  expect(executions.of(start)?.name).toBe('a');
  expect(executions.of(begin)).toBeUndefined();
  executions.observe(beat);
  expect(executions.of(beat)?.name).toBe('a');
  expect(executions.ofWorkflow(1).map(({ name }) => name)).toEqual(['a']);
  expect(executions.ofWorkflow(2)).toEqual([]);
});
