import { describe, expect, test } from 'vitest';
import { HistoryBuilder } from '../histories/builder.ts';
import { found, verdictOf } from './runs.ts';

/** Started at 10 s; nothing follows. The grace is 30 s. */
const lost = (header = {}) => new HistoryBuilder(header).definition(1, [{ task: 1 }]).submission(10);

const lostIn = (builder: HistoryBuilder) => found(builder, 'lost-workflow');

describe('a start that was acknowledged at 10.1 s', () => {
  test.each([
    [40.099999, ['possible 1']],
    [40.1, ['proved 1']],
  ])('and has no instance at %s s', (at, expected) => {
    expect(lostIn(lost().finish(at, 'deadline'))).toEqual(expected);
    expect(lostIn(lost().finish(at))).toEqual(expected);
  });

  test.each([
    [89.999999, ['possible 1']],
    [90, ['proved 1']],
  ])('is missed from the last verified heal on, at %s s', (at, expected) => {
    const faulty = lost().fault('cut', { begin: 11, effective: 12, heal: 58, healed: 60 });
    expect(lostIn(faulty.finish(at, 'deadline'))).toEqual(expected);
  });

  test('may come yet where a fault was never healed', () => {
    expect(lostIn(lost().fault('cut', { begin: 11, heal: 12 }).finish(99))).toEqual(['possible 1']);
  });

  test('is missed only once the latest start had its grace too', () => {
    const later = () => lost().submission(30, 2).workflow(31, { workflow: 2, definition: 2, op: 'insert' });
    expect(lostIn(later().finish(60.999999, 'deadline'))).toEqual(['possible 1']);
    expect(lostIn(later().finish(61, 'deadline'))).toEqual(['proved 1']);
    expect(lostIn(lost().submission(30, 2).finish(60.099999))).toEqual(['possible 1', 'possible 2']);
    expect(lostIn(lost().submission(30, 2).finish(60.1))).toEqual(['proved 1', 'proved 2']);
  });

  test('may have an instance where the audit missed a row, but not where another did', () => {
    expect(lostIn(lost().gap(5, 'audit').finish(99))).toEqual(['possible 1']);
    expect(lostIn(lost().gap(5, 'client').gap(5, 'witness').finish(99))).toEqual(['proved 1']);
  });

  test.each(['interrupted', 'failed'] as const)('shows nothing in a run that was %s', (outcome) => {
    expect(lostIn(lost().finish(99, outcome))).toEqual([]);
    expect(lostIn(lost())).toEqual([]);
  });

  test('has its instance, though that be deleted again', () => {
    const there = () => lost().workflow(11, { op: 'insert', state: 'SUCCESS', final: true });
    expect(lostIn(there().finish(99))).toEqual([]);
    expect(lostIn(there().workflow(12, { op: 'delete' }).finish(99))).toEqual([]);
    expect(lostIn(there().workflow(12).finish(99))).toEqual([]);
  });

  test('is one of those of its definition alone', () => {
    const other = lost().workflow(11, { op: 'insert', definition: 2, state: 'SUCCESS', final: true });
    expect(lostIn(other.finish(99))).toEqual(['proved 1']);
  });
});

test.each(['fail', 'info', null] as const)('a start that ended as %s is not missed', (answer) => {
  expect(lostIn(new HistoryBuilder().submission(10, 1, answer).finish(99))).toEqual([]);
});

test('a start in doubt may be whose instance it is', () => {
  const doubtful = () => lost().submission(11, 1, 'info').submission(12);
  const instance = (builder: HistoryBuilder, workflow: number) =>
    builder.workflow(13, { workflow, op: 'insert', state: 'STOP', final: true });
  expect(lostIn(instance(doubtful(), 1).finish(99))).toEqual(['proved 1']);
  expect(lostIn(instance(instance(doubtful(), 1), 2).finish(99))).toEqual([]);
});

test('other calls start nothing', () => {
  const call = { source: 'client', call: 0, operation: 'release workflow definition' } as const;
  const other = new HistoryBuilder()
    .add(10, { ...call, type: 'call.invoke', request: { definition: 1 } })
    .add(11, { ...call, type: 'call.ok', response: null });
  expect(lostIn(other.finish(99))).toEqual([]);
  const odd = { ...call, operation: 'start workflow' } as const;
  const nameless = new HistoryBuilder()
    .add(10, { ...odd, type: 'call.invoke', request: { definition: '1' } })
    .add(11, { ...odd, type: 'call.ok', response: null });
  expect(lostIn(nameless.finish(99))).toEqual([]);
});

describe('the sentence tells what became of the command', () => {
  const clause = (builder: HistoryBuilder, count = '1 of 1 acknowledged start') => {
    const { sentence = '' } = verdictOf(builder.finish(99)).violations[0] ?? {};
    const start = `${count} of the workflow w1 had no instance when the run ended at 99.0 s, `;
    expect(sentence.startsWith(start)).toBe(true);
    return sentence.slice(start.length);
  };
  const waited = '88.9 s after the last heal or submission; ';

  test('which nobody took', () => {
    expect(clause(lost().startCommand(10))).toBe(`${waited}its command still waited`);
    const two = lost().submission(10).startCommand(10).startCommand(10, { command: 2 });
    expect(clause(two, '2 of 2 acknowledged starts')).toBe(`${waited}2 commands still waited`);
  });

  test('which a master gave up', () => {
    const taken = lost().startCommand(10).startCommand(11, { op: 'delete' });
    expect(clause(taken.errorCommand(11))).toBe(`${waited}a master had given its command up: no such thing`);
    expect(clause(lost().errorCommand(11).errorCommand(12, { message: 'again' }))).toContain(
      'given its command up: again',
    );
    expect(clause(lost().errorCommand(11, { op: 'delete' }))).toContain('no command was left of it');
    expect(clause(lost().errorCommand(11, { workflow: 7 }))).toContain('no command was left of it');
  });

  test('of which nothing is left', () => {
    const taken = lost().startCommand(10).startCommand(11, { op: 'delete' });
    expect(clause(taken)).toBe(`${waited}no command was left of it`);
    expect(clause(lost().command(10, 'REPEAT_RUNNING', { workflow: 7 }))).toBe(`${waited}no command was left of it`);
  });

  test('and that it may not have had its time', () => {
    const [doubt] = verdictOf(lost().fault('cut', { begin: 11 }).finish(40)).doubts;
    expect(doubt?.sentence).toBe(
      '1 of 1 acknowledged start of the workflow w1 had no instance when the run ended at 40.0 s; no command was left of it; it may not have had its time',
    );
  });
});

test('it is shown by the answer, the commands and the end, from the answer on', () => {
  const builder = lost().startCommand(10.05).finish(99);
  const history = builder.build();
  const shown = history.filter(({ type }) => ['call.ok', 'row', 'run.end'].includes(type)).map(({ seq }) => seq);
  const [ok] = history.filter(({ type }) => type === 'call.ok');
  expect(verdictOf(builder).violations).toMatchObject([{ from: ok?.at, to: history.at(-1)?.at, executions: [] }]);
  expect(verdictOf(builder).violations[0]?.events.toSorted()).toEqual(shown.toSorted());
});
