import { expect, test } from 'vitest';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

/** `master-2 from master-1 at 5` for each change of owner of workflow 1. */
function takeovers(builder: HistoryBuilder): readonly string[] {
  const owners = situationAfter(builder).workflows.owners(1);
  return owners.map(({ owner, previous, at }) => `${owner} from ${previous} at ${(at - BEGIN) / 1e6}`);
}

const by = (owner: string, transaction = '1') => ({ owner, writer: owner, transaction });

/** Three masters own the workflow in turn, and then the first writes itself back. */
const returned = () =>
  new HistoryBuilder()
    .workflow(1, { op: 'insert', ...by('master-1') })
    .workflow(5, by('master-2'))
    .workflow(8, by('master-3'))
    .workflow(10, by('master-1', '7'));
const changes = ['master-1 from undefined at 1', 'master-2 from master-1 at 5', 'master-3 from master-2 at 8'];

test('an owner that writes itself back has taken nothing over, unless it took a command for it', () => {
  const taken = { op: 'delete', writer: 'master-1', transaction: '7' } as const;
  expect(takeovers(returned())).toEqual(changes);
  expect(takeovers(returned().command(10, 'REPEAT_RUNNING', taken))).toEqual([
    ...changes,
    'master-1 from master-3 at 10',
  ]);
  expect(takeovers(returned().command(10, 'REPEAT_RUNNING', { ...taken, transaction: '8' }))).toEqual(changes);
  expect(takeovers(returned().command(10, 'REPEAT_RUNNING', { ...taken, writer: 'master-2' }))).toEqual(changes);
  expect(takeovers(returned().command(10, 'REPEAT_RUNNING', { ...taken, workflow: null }))).toEqual(changes);
  expect(takeovers(returned().command(10, 'REPEAT_RUNNING', { ...taken, op: 'insert' }))).toEqual(changes);
  expect(takeovers(returned().task(10, taken))).toEqual(changes);
});

test('a master that takes a command owns the workflow, though it leaves the name of the old owner there (3.3)', () => {
  const together = { writer: 'master-2', transaction: '7' } as const;
  const lost = () => new HistoryBuilder().workflow(1, { op: 'insert', ...by('master-1') });
  const failover = 'RECOVER_TOLERANCE_FAULT_PROCESS';
  const taken = () =>
    lost()
      .command(5, failover, { op: 'delete', ...together })
      .workflow(5, together);
  const both = ['master-1 from undefined at 1', 'master-2 from master-1 at 5'];
  expect(takeovers(taken())).toEqual(both);
  expect(takeovers(taken().workflow(9, { writer: 'master-2', transaction: '8' }))).toEqual(both);
  const again = { writer: 'master-1', transaction: '9' } as const;
  expect(
    takeovers(
      taken()
        .command(12, failover, { op: 'delete', ...again })
        .workflow(12, again),
    ),
  ).toEqual([...both, 'master-1 from master-2 at 12']);
  const third = { writer: 'master-3', transaction: '9' } as const;
  expect(
    takeovers(
      taken()
        .command(12, failover, { op: 'delete', ...third })
        .workflow(12, third),
    ),
  ).toEqual([...both, 'master-3 from master-2 at 12']);
  expect(takeovers(lost().workflow(5, together))).toEqual(['master-1 from undefined at 1']);
});
