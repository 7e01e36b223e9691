import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../history/event.ts';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { findingsOf } from './runs.ts';

const uncertainty = { harness: 0, witness: 0, audit: 1000, engine: 2000, client: 0, nemesis: 0, registry: 1000 };
const micros = (seconds: number) => BEGIN + Math.round(seconds * 1e6);

/** Workflow 1 of master-1. Errors: audit and registry 1 ms each, engine 2 ms. */
class Run {
  readonly builder: HistoryBuilder;

  constructor(header: Partial<EventOf<'run.begin'>> = {}) {
    this.builder = new HistoryBuilder({ uncertainty, ...header }).workflow(1, { op: 'insert', owner: 'master-1' });
  }

  node(type: 'node.create' | 'node.delete', at: number, since: number, server = 'master-1'): this {
    const registry = { source: 'registry', since: micros(since), path: `/nodes/${server}`, session: null } as const;
    this.builder.add(at, { ...registry, type, server });
    return this;
  }

  lost(at: number, server = 'master-1', since = at): this {
    return this.node('node.delete', at, since, server);
  }

  back(at: number, server = 'master-1'): this {
    return this.node('node.create', at, at, server);
  }

  /** `by` frees the workflow and writes the command; a second later `to` takes it up. */
  failover(at: number, by: string, to = by, workflow = 1): this {
    this.builder.workflow(at, { workflow, owner: null, writer: by });
    this.builder.command(at, 'RECOVER_TOLERANCE_FAULT_PROCESS', { workflow, writer: by });
    return this.named(at + 1, to, workflow);
  }

  named(at: number, owner: string, workflow = 1): this {
    this.builder.workflow(at, { workflow, owner, writer: owner });
    return this;
  }
}

const doubles = ({ builder }: Run) =>
  findingsOf('double-failover', builder.finish(99)).map(({ proof, subject }) => `${proof} ${subject}`);

/** What 3.2.2 did: master-1, lost and then thawed, writes itself back as owner and fails itself over. */
const thawed = (header = {}) =>
  new Run(header).lost(10).failover(11, 'master-2').named(26, 'master-1').failover(27, 'master-1', 'master-2');

describe('a second failover', () => {
  test('of a master that was lost once', () => {
    expect(doubles(thawed())).toEqual(['proved 1 master-1']);
    const [finding] = findingsOf('double-failover', thawed().builder.finish(99));
    expect(finding?.sentence).toBe(
      'workflow 1: after master-2 had failed it over at 11.0 s, master-1 failed it over from itself at 27.0 s, though master-1 had been lost only once',
    );
    expect(finding).toMatchObject({ servers: ['master-2', 'master-1'], workflow: 1, executions: [] });
    expect((finding?.to ?? 0) - (finding?.from ?? 0)).toBe(16_000_000);
    expect(finding?.events).toHaveLength(3);
  });

  test('of a master that was not lost at all', () => {
    const run = new Run().lost(10).failover(11, 'master-2').failover(20, 'master-3');
    const [finding] = findingsOf('double-failover', run.builder.finish(99));
    expect(finding?.sentence).toBe(
      'workflow 1: after master-2 had failed it over at 11.0 s, master-3 failed it over from master-2 at 20.0 s, though no loss of master-2 is known',
    );
  });

  test('is one finding for each master that it was taken from, about the first that was too many', () => {
    const more = thawed().named(40, 'master-1').failover(41, 'master-1', 'master-2').failover(50, 'master-3');
    const found = findingsOf('double-failover', more.builder.finish(99));
    expect(found.map(({ subject }) => subject)).toEqual(['1 master-1', '1 master-2']);
    expect(found[0]?.sentence).toContain('master-1 failed it over from itself at 27.0 s');
  });

  test('by two masters that both handle one loss', () => {
    const both = new Run().lost(10);
    both.builder.command(11, 'RECOVER_TOLERANCE_FAULT_PROCESS', { writer: 'master-2' });
    both.builder.command(11.1, 'RECOVER_TOLERANCE_FAULT_PROCESS', { writer: 'master-3' });
    expect(doubles(both)).toEqual(['proved 1 master-1']);
  });

  test('is not for another loss of one that had it only before the first', () => {
    const again = new Run().lost(10).failover(11, 'master-2').back(15).lost(19);
    expect(doubles(again.failover(20, 'master-3'))).toEqual(['proved 1 master-2']);
  });

  test('after more losses than one is counted against them', () => {
    const twice = thawed().back(25).lost(26.5);
    expect(doubles(twice)).toEqual([]);
    const third = thawed().back(25).lost(26.5).named(40, 'master-1').failover(41, 'master-3');
    const [finding] = findingsOf('double-failover', third.builder.finish(99));
    expect(finding?.sentence).toContain('though master-1 had been lost only 2 times');
  });
});

describe('a legal failover', () => {
  test('is the first of a workflow, lost or not', () => {
    expect(doubles(new Run().lost(10).failover(11, 'master-2'))).toEqual([]);
    expect(doubles(new Run().failover(11, 'master-2'))).toEqual([]);
    expect(
      doubles(new Run().failover(11, 'master-2').named(5, 'master-1', 2).failover(12, 'master-2', 'x', 2)),
    ).toEqual([]);
  });

  test('follows the loss of the next owner', () => {
    const next = new Run().lost(10).failover(11, 'master-2').lost(20, 'master-2');
    expect(doubles(next.failover(21, 'master-3'))).toEqual([]);
  });

  test('follows the loss of an owner over whose name a former one had written its own', () => {
    const haunted = () => new Run().lost(10).failover(11, 'master-2').named(15, 'master-1').lost(20, 'master-2');
    expect(doubles(haunted().failover(21, 'master-3'))).toEqual([]);
    expect(doubles(haunted().failover(21, 'master-3').failover(30, 'master-2'))).toEqual(['proved 1 master-3']);
    expect(doubles(haunted().failover(19, 'master-3'))).toEqual(['proved 1 master-1']);
    const again = haunted().failover(21, 'master-1').failover(30, 'master-3');
    expect(doubles(again)).toEqual(['proved 1 master-1']);
    expect(doubles(again.back(20.5).lost(29))).toEqual([]);
  });

  test('may have used the one loss that the other could have been for', () => {
    const either = () => new Run().lost(10).failover(11, 'master-2').back(12).named(13, 'master-1');
    const twice = () => either().failover(20, 'master-2').named(25, 'master-1').failover(30, 'master-3');
    expect(doubles(twice().lost(19, 'master-2').lost(29))).toEqual([]);
    expect(doubles(twice().lost(19).lost(29, 'master-2'))).toEqual([]);
    expect(doubles(twice().lost(29, 'master-2'))).toEqual(['proved 1 master-1']);
  });

  test.each([
    [20.002, []],
    [20.002001, ['proved 1 master-2']],
  ])('may come as early as its loss, at 20 s and since %s s', (since, expected) => {
    const next = new Run().lost(10).failover(11, 'master-2').failover(20, 'master-3').lost(20.5, 'master-2', since);
    expect(doubles(next)).toEqual(expected);
  });

  test.each([
    [11.998, []],
    [11.997999, ['proved 1 master-2']],
  ])('is for a loss that was not over when its owner took the workflow at 12 s, but at %s s', (back, expected) => {
    const next = new Run().lost(5, 'master-2').lost(10).failover(11, 'master-2').back(back, 'master-2');
    expect(doubles(next.failover(20, 'master-3'))).toEqual(expected);
  });

  test('may be for any loss of a former owner, where the workflow was deleted since', () => {
    const gone = (run: Run) => {
      run.builder.workflow(50, { op: 'delete', owner: 'master-3' });
      return doubles(run);
    };
    const next = () => new Run().lost(10).failover(11, 'master-2');
    expect(gone(next().lost(20, 'master-2').back(20.5, 'master-2').failover(21, 'master-3'))).toEqual([]);
    expect(gone(next().failover(21, 'master-3'))).toEqual(['proved 1 master-2']);
  });

  test('follows a death, though the registry tells of none', () => {
    const next = new Run().lost(10).failover(11, 'master-2');
    next.builder.add(20, { source: 'engine', type: 'container.die', server: 'master-2', exitCode: 137 });
    expect(doubles(next.failover(21, 'master-3'))).toEqual([]);
  });
});

describe('is only possible', () => {
  test('where nobody watches the registry', () => {
    const { registry: _, ...blind } = uncertainty;
    const run = new Run({ uncertainty: blind }).failover(11, 'master-2').failover(20, 'master-3');
    expect(doubles(run)).toEqual(['possible 1 master-2']);
    const [finding] = findingsOf('double-failover', run.builder);
    expect(finding?.sentence).toMatch(/though no loss of master-2 is known, as far as the history can tell$/);
  });

  test.each(['registry', 'audit'] as const)('where the %s has a gap', (witness) => {
    const run = thawed();
    run.builder.gap(90, witness);
    expect(doubles(run)).toEqual(['possible 1 master-1']);
    const other = thawed();
    other.builder.gap(90, 'engine');
    expect(doubles(other)).toEqual(['proved 1 master-1']);
  });

  test('where a server went that nobody can name', () => {
    const run = thawed();
    const node = { source: 'registry', since: micros(20), path: '/nodes/x', session: null, server: null } as const;
    run.builder.add(20, { ...node, type: 'node.delete' });
    expect(doubles(run)).toEqual(['possible 1 master-1']);
  });

  test.each([
    [26.998, 'possible'],
    [26.997999, 'proved'],
  ])('where a name and the command are too close to tell which was first: at %s s', (at, proof) => {
    const run = new Run().lost(10).failover(11, 'master-2').named(at, 'master-1').failover(27, 'master-1', 'master-2');
    expect(doubles(run)).toEqual([`${proof} 1 master-1`]);
  });

  test('but not where the name had been there, and is written again', () => {
    const run = new Run().lost(10).failover(11, 'master-2').named(26, 'master-1').named(26.9995, 'master-1');
    expect(doubles(run.failover(27, 'master-1', 'master-2'))).toEqual(['proved 1 master-1']);
  });

  test.each([
    [27.002, 'possible'],
    [27.002001, 'proved'],
  ])('where the next name comes as close: at %s s', (at, proof) => {
    const run = new Run().lost(10).failover(11, 'master-2').named(26, 'master-1');
    run.builder.command(27, 'RECOVER_TOLERANCE_FAULT_PROCESS', { writer: 'master-1' });
    expect(doubles(run.named(at, 'master-2'))).toEqual([`${proof} 1 master-1`]);
  });
});

test('other commands, commands that are taken, and those that name no workflow are none', () => {
  const run = (kind: string, fields: object) => {
    const builder = new Run().lost(10).failover(11, 'master-2').builder.command(20, kind, fields);
    return findingsOf('double-failover', builder.finish(99));
  };
  expect(run('RECOVER_TOLERANCE_FAULT_PROCESS', {})).toHaveLength(1);
  expect(run('REPEAT_RUNNING', {})).toEqual([]);
  expect(run('RECOVER_TOLERANCE_FAULT_PROCESS', { op: 'delete' })).toEqual([]);
  expect(run('RECOVER_TOLERANCE_FAULT_PROCESS', { workflow: null })).toEqual([]);
  expect(run('RECOVER_TOLERANCE_FAULT_PROCESS', { workflow: 2 })).toEqual([]);
  const { builder } = new Run().lost(10).failover(11, 'master-2');
  const failed = builder.errorCommand(20, { kind: 'RECOVER_TOLERANCE_FAULT_PROCESS', workflow: 1 });
  expect(findingsOf('double-failover', failed.finish(99))).toEqual([]);
});

test('a workflow that nobody is known to have had is taken from nobody', () => {
  const nobodys = new HistoryBuilder({ uncertainty });
  nobodys.command(10, 'RECOVER_TOLERANCE_FAULT_PROCESS', { writer: 'master-1' });
  nobodys.command(20, 'RECOVER_TOLERANCE_FAULT_PROCESS', { writer: 'master-2' });
  expect(findingsOf('double-failover', nobodys.finish(99))).toEqual([]);
});

test('who wrote a command need not be known', () => {
  const builder = new Run().lost(10).failover(11, 'master-2').builder;
  builder.command(20, 'RECOVER_TOLERANCE_FAULT_PROCESS', { writer: undefined });
  const [finding] = findingsOf('double-failover', builder.finish(99));
  expect(finding?.sentence).toContain('somebody failed it over from master-2 at 20.0 s');
  expect(finding?.servers).toEqual(['master-2']);
});
