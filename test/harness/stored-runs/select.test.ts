import { describe, expect, test } from 'vitest';
import { chooseRuns, type SortKey, sortRuns } from '../../../harness/stored-runs/select.ts';
import { storedRun } from './stored-run.ts';

const runs = [
  storedRun(1, { status: 'violation', sentence: 'workflow 1, task Long: two executions overlapped', seconds: 90 }),
  storedRun(2, {
    scenario: 'blip',
    version: '3.2.2',
    build: 'c08bcb087b2c',
    seconds: undefined,
    fixes: ['host-check'],
  }),
  storedRun(3, { strategy: 'stop', version: undefined, status: 'running', reason: 'It still goes on.' }),
  storedRun(11, {
    status: 'broken',
    reason: 'The run failed: no memory',
    faults: undefined,
    problems: ['plan.json cannot be read'],
  }),
];
const seeds = (chosen: readonly { readonly seed?: number | undefined }[]) => chosen.map(({ seed }) => seed);

describe('runs are chosen', () => {
  test.each([
    [{}, [1, 2, 3, 11]],
    [{ scenario: 'blip' }, [2]],
    [{ scenario: 'bli' }, []],
    [{ version: '3.1.1' }, [1, 11]],
    [{ strategy: 'stop' }, [3]],
    [{ status: 'running' as const }, [3]],
    [{ seed: 1 }, [1]],
    [{ version: '3.1.1', status: 'broken' as const }, [11]],
    [{ text: '  long  OVERLAPPED ' }, [1]],
    [{ text: 'long memory' }, []],
    [{ text: 'c08b' }, [2]],
    [{ text: 'HOST-check' }, [2]],
    [{ text: 'plan.json' }, [11]],
    [{ text: '.*' }, []],
  ])('by %j', (filter, expected) => expect(seeds(chooseRuns(runs, filter))).toEqual(expected));
});

describe('runs are sorted, with what is not known at the end', () => {
  test.each<[SortKey, boolean, number[]]>([
    ['when', true, [11, 3, 2, 1]],
    ['seed', false, [1, 2, 3, 11]],
    ['took', false, [3, 11, 1, 2]],
    ['took', true, [1, 3, 11, 2]],
    ['version', true, [2, 1, 11, 3]],
    ['version', false, [1, 11, 2, 3]],
    ['strategy', false, [3, 1, 2, 11]],
    ['scenario', false, [2, 1, 3, 11]],
    ['verdict', false, [1, 11, 2, 3]],
  ])('by %s, descending %j', (by, descending, expected) => {
    expect(seeds(sortRuns(runs, { by, descending }))).toEqual(expected);
  });
});
