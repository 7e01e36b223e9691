import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dispatchersOf } from '../../checkers/dispatchers.ts';
import { readJournal } from '../../history/journal.ts';

async function dispatchersIn(name: string) {
  const { events } = await readJournal(join(import.meta.dirname, 'recorded', `${name}.jsonl`));
  const dispatchers = dispatchersOf(events);
  const starts = events.flatMap((event) => (event.type === 'execution.start' ? [event] : []));
  return {
    events,
    senders: starts.map(({ execution, worker }) => [worker, dispatchers.get(execution)?.writer]),
  };
}

test('who sent each execution of a recorded run, as its findings say', async () => {
  const { senders, events } = await dispatchersIn('successor-link-3.2.2');
  expect(senders).toEqual([
    ['worker-2', 'master-2'],
    ['worker-2', 'master-2'],
    ['worker-1', 'master-1'],
  ]);
  // The order in which late rows were learnt is not that in which they happened.
  expect(dispatchersOf(events.toReversed())).toEqual(dispatchersOf(events));
});

test('without the rows and the logs nobody knows', async () => {
  const { events } = await dispatchersIn('without-faults');
  const unwatched = events.filter(({ source }) => source !== 'audit' && source !== 'log');
  expect(dispatchersOf(events).size).toBe(3);
  expect(dispatchersOf(unwatched).size).toBe(0);
  expect(dispatchersOf(events.slice(1)).size).toBe(0);
});
