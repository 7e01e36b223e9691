import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readJournal } from '../../history/journal.ts';
import { doublerun, leftovers, scratchFolder } from './doublerun.ts';

const folder = scratchFolder();
afterAll(async () => {
  await doublerun(['clean']);
  folder.remove();
});

test('the leader of three ZooKeepers is cut off from the others: another one leads, every session goes over to those two, and none is lost by it', async () => {
  const { output } = await doublerun(['run', 'zk-leader-cut-off', '--stop-on-violation', '--runs', folder.path]);
  const { events } = await readJournal(join(folder.path, 'latest', 'events.jsonl'));
  const leaders = events.filter((event) => event.type === 'registry.lead').filter(({ server }) => server !== null);
  const begun = events.filter((event) => event.type === 'fault.begin');
  expect(begun, output).toHaveLength(2);
  const [first, next] = leaders;
  expect(begun.map(({ target }) => target)).toEqual([first?.server, first?.server]);
  expect(next && next.at > (begun[1]?.at ?? 0), output).toBe(true);
  expect(next?.server).not.toBe(first?.server);
  // Both cuts have a receipt of their own, and their peers are the other two.
  expect(events.filter((event) => event.type === 'fault.effective')).toHaveLength(2);
  expect(new Set([first?.server, ...begun.map(({ peer }) => peer)]).size).toBe(3);
  // Each server's session has a connection again before it ends. No time is asked for: who leads anew gives every session its whole timeout again.
  const sessions = new Set(events.filter((event) => event.type === 'session.own').map(({ session }) => session));
  expect(sessions.size).toBe(4);
  for (const session of sessions) {
    const after = events.filter(
      (event) => 'session' in event && event.session === session && event.at > (next?.at ?? 0),
    );
    const told = after.find(
      (event) => event.type === 'session.end' || (event.type === 'session.move' && event.connection !== null),
    );
    expect(told?.type, `${session}\n${output}`).toBe('session.move');
  }
  expect(await leftovers()).toEqual([]);
});
