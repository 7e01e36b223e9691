import { expect, test } from 'vitest';
import { Examination } from '../../checkers/examination.ts';
import { inTimeOrder } from '../../checkers/time-order.ts';
import { HistoryBuilder } from '../histories/builder.ts';

/** What is told at which second: `12.5: overlapping-executions proved a b, to 12.5`. */
function told(builder: HistoryBuilder): readonly string[] {
  const events = inTimeOrder(builder.build());
  const [begin] = events;
  if (begin?.type !== 'run.begin') throw new Error('no header');
  const seconds = (at: number) => (at - begin.at) / 1e6;
  const examination = new Examination(begin);
  return events.flatMap((event) =>
    examination.observe(event).map(({ anomaly, proof, executions, to }) => {
      return `${seconds(event.at)}: ${anomaly} ${proof} ${executions.join(' ')}, to ${seconds(to)}`;
    }),
  );
}

const submitted = () =>
  new HistoryBuilder().definition(1, [{ task: 1 }, { task: 2, after: [1] }]).workflow(1, { op: 'insert' });

const killed = { taskInstance: 1, state: 'KILL', final: true };

test('an overlap is told when it is first proved, and again at each end', () => {
  const builder = submitted()
    .execution({ name: 'a', from: 10, to: 20 })
    .execution({ name: 'b', from: 12, to: 18, exitCode: 1 });
  expect(told(builder)).toEqual([
    '12.5: overlapping-executions proved a b, to 12.5',
    '18: overlapping-executions proved a b, to 18',
    // The first execution's own end: the same overlap, told with the whole of its life.
    '20: overlapping-executions proved a b, to 18',
  ]);
});

test('a possible overlap is not told while the second execution may still make it a proved one, or none', () => {
  const builder = submitted()
    .execution({ name: 'a', from: 10, to: 20 })
    .execution({ name: 'b', from: 20, to: 30, exitCode: 1 });
  expect(told(builder)).toEqual([]);
});

test('a duplicate completion is told at the second success', () => {
  const builder = submitted()
    .execution({ name: 'a', from: 10, to: 20 })
    .execution({ name: 'b', from: 30, to: 40, exitCode: 1 })
    .execution({ name: 'c', from: 50, to: 60 })
    .beat(70, 'c');
  expect(told(builder)).toEqual(['60: duplicate-completion proved a c, to 60']);
});

test('an orphan is told once it has outlived the grace, and again at its end', () => {
  const orphan = (exitCode: number | null) =>
    submitted().task(12, killed).execution({ name: 'a', from: 10, to: 20, exitCode });
  expect(told(orphan(1))).toEqual(['14.5: orphan-execution proved a, to 14.5', '20: orphan-execution proved a, to 20']);
  expect(told(orphan(null))).toEqual(['14.5: orphan-execution proved a, to 14.5']);
});

test('an orphan within the clocks’ error of the grace is told at its end', () => {
  const builder = submitted().task(12, killed).execution({ name: 'a', from: 10, to: 14, exitCode: 1 });
  expect(told(builder)).toEqual(['14: orphan-execution possible a, to 14']);
});

test('a violated order is told when the predecessor succeeds at last', () => {
  const builder = submitted()
    .execution({ name: 'b', task: 2, taskInstance: 2, from: 10, to: 11 })
    .execution({ name: 'a', from: 10, to: 20, exitCode: 1 })
    .execution({ name: 'a2', from: 30, to: 40 });
  expect(told(builder)).toEqual(['40: order-violation proved b, to 40']);
});

test('an order within the clocks’ error is told at the successor’s start', () => {
  const builder = submitted()
    .execution({ name: 'a', from: 10, to: 20 })
    .execution({ name: 'b', task: 2, taskInstance: 2, from: 20, to: 21 });
  expect(told(builder)).toEqual(['20: order-violation possible b, to 20']);
});

test('a stuck workflow is told at the end of the run alone', () => {
  expect(told(submitted().finish(99, 'deadline'))).toEqual([]);
});

test('a process that outlives its task instance is told as possible once the audit has a gap', () => {
  const builder = submitted().gap(5, 'audit').task(10, killed).execution({ name: 'a', from: 11, to: 13, exitCode: 1 });
  expect(told(builder)).toEqual([
    '12.5: orphan-execution possible a, to 12.5',
    '13: orphan-execution possible a, to 13',
  ]);
});
