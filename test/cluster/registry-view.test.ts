import { describe, expect, test } from 'vitest';
import { RegistryView } from '../../cluster/observers/registry-view.ts';
import { reignOf } from '../../cluster/zookeeper/ensemble.ts';
import { isDump, parseSnapshot } from '../../cluster/zookeeper/four-letters.ts';

/** As ZooKeeper 3.8.0 answers. */
const DUMP = `SessionTracker dump:
Session Sets (3)/(3):
0 expire at Mon Nov 23 09:03:25 UTC 2026:
1 expire at Mon Nov 23 09:03:28 UTC 2026:
	0x10000b23eaf0000
1 expire at Mon Nov 23 09:03:29 UTC 2026:
	0x10000b23eaf0001
ephemeral nodes dump:
Sessions with Ephemerals (1):
0x10000b23eaf0000:
	/dolphinscheduler/nodes/master/172.18.0.6:5678
	/dolphinscheduler/lock/masters/_c_22957a1a-c775-4d6d-87f9-cee3067bc2fc-lock-0000000008
Connections dump:
Connections Sets (2)/(2):
1 expire at Mon Nov 23 09:03:39 UTC 2026:
	ip: /172.18.0.1:49840 sessionId: 0x0
2 expire at Mon Nov 23 09:03:29 UTC 2026:
	ip: /172.18.0.2:48478 sessionId: 0x10000b23eaf0000
`;
const CONS = ` /172.18.0.2:48478[1](queued=0,recved=2,sent=2,sid=0x10000b23eaf0000,lop=CREA,est=1795424594547,to=8000,lcxid=0x0,lzxid=0x2,lresp=11685169,llat=11,minlat=0,avglat=9,maxlat=11)
 /172.18.0.1:48510[0](queued=0,recved=1,sent=0)

`;
/** Of a task that runs, made by the fix worker-guard. */
const GUARD = '/dolphinscheduler/doublerun/executions/1-next';
const NODE = '/dolphinscheduler/nodes/master/172.18.0.6:5678';
const LOCK = '/dolphinscheduler/lock/masters/_c_22957a1a-c775-4d6d-87f9-cee3067bc2fc-lock-0000000008';

describe("ZooKeeper's answers", () => {
  test('tell each session, its connection, timeout and nodes', () => {
    expect([...parseSnapshot(DUMP, CONS).sessions]).toEqual([
      ['0x10000b23eaf0000', { connection: '172.18.0.2:48478', timeoutMs: 8_000, ephemerals: [NODE, LOCK] }],
      ['0x10000b23eaf0001', { connection: null, timeoutMs: null, ephemerals: [] }],
    ]);
  });

  test('of an ensemble, each member tells of its own connections, and the leader alone of sessions and nodes', () => {
    const follower = `SessionTracker dump:
Global Sessions(2):
0x10000b23eaf0000	8000ms
0x10000b23eaf0009	8000ms
ephemeral nodes dump:
Sessions with Ephemerals (0):
Connections dump:
Connections Sets (1)/(1):
1 expire at Mon Nov 23 09:03:39 UTC 2026:
	ip: /172.18.0.2:50001 sessionId: 0x10000b23eaf0001
`;
    const cons = ' /172.18.0.2:50001[1](queued=0,recved=2,sent=2,sid=0x10000b23eaf0001,lop=PING,est=1,to=9000)';
    expect([...parseSnapshot(DUMP, `${CONS}\n${cons}`, follower).sessions]).toEqual([
      ['0x10000b23eaf0000', { connection: '172.18.0.2:48478', timeoutMs: 8_000, ephemerals: [NODE, LOCK] }],
      ['0x10000b23eaf0001', { connection: '172.18.0.2:50001', timeoutMs: 9_000, ephemerals: [] }],
    ]);
  });

  test('are none where nobody is served', () => {
    expect(isDump(DUMP)).toBe(true);
    expect(isDump('')).toBe(false);
    expect(isDump('This ZooKeeper instance is not currently serving requests\n')).toBe(false);
  });

  test('tell who leads, and in which reign', () => {
    const srvr = (mode: string): string =>
      `Zookeeper version: 3.8.0\nLatency min/avg/max: 0/1.0/3\nOutstanding: 0\nZxid: 0x30000001f\nMode: ${mode}\nNode count: 5\n`;
    expect(reignOf(srvr('leader'))).toBe(3);
    expect(reignOf(srvr('follower'))).toBe(undefined);
    expect(reignOf('This ZooKeeper instance is not currently serving requests\n')).toBe(undefined);
  });

  test('a server without sessions has none', () => {
    expect(parseSnapshot('SessionTracker dump:\nephemeral nodes dump:\nConnections dump:\n', '').sessions.size).toBe(0);
  });
});

const session = '0x1';
const state = (ephemerals: readonly string[] = [], connection: string | null = 'a:1') => ({
  connection,
  timeoutMs: connection === null ? null : 8_000,
  ephemerals,
});
const snapshot = (...sessions: readonly (readonly [string, ReturnType<typeof state>])[]) => ({
  sessions: new Map(sessions),
});
const view = () => new RegistryView((path) => (path === NODE ? 'master-1' : undefined));

describe('from one look to the next', () => {
  test('a session opens, registers its server, and asks for a lock', () => {
    const one = view();
    expect(one.look(snapshot([session, state()]), 0, 10)).toEqual([
      { type: 'session.open', session, timeout: 8_000_000, since: 0, at: 10 },
    ]);
    expect(one.look(snapshot([session, state([NODE])]), 9, 20)).toEqual([
      { type: 'session.own', session, server: 'master-1', since: 9, at: 20 },
      { type: 'node.create', path: NODE, session, server: 'master-1', since: 9, at: 20 },
    ]);
    const lock = { name: '/dolphinscheduler/lock/masters', sequence: 8 };
    expect(one.look(snapshot([session, state([NODE, LOCK])]), 19, 30)).toEqual([
      { type: 'node.create', path: LOCK, session, server: 'master-1', lock, since: 19, at: 30 },
    ]);
    expect(one.look(snapshot([session, state([NODE])]), 29, 40)).toEqual([
      { type: 'node.delete', path: LOCK, session, server: 'master-1', lock, since: 29, at: 40 },
    ]);
    expect(one.look(snapshot([session, state([NODE])]), 39, 50)).toEqual([]);
    expect(one.sessionOf('master-1')).toEqual({ session, connection: 'a:1' });
    expect(one.timeouts()).toEqual({ 'master-1': 8_000 });
  });

  test("what our own agent makes in a session is nothing of the scheduler's", () => {
    const one = view();
    one.look(snapshot([session, state([NODE])]), 0, 10);
    expect(one.look(snapshot([session, state([NODE, GUARD])]), 9, 20)).toEqual([]);
    expect(one.look(snapshot([session, state([NODE])]), 19, 30)).toEqual([]);
    one.look(snapshot([session, state([NODE, GUARD])]), 29, 40);
    expect(one.look(snapshot(), 39, 50)).toEqual([
      { type: 'node.delete', path: NODE, session, server: 'master-1', since: 39, at: 50 },
    ]);
  });

  test('a session moves to another connection, and to none', () => {
    const one = view();
    one.look(snapshot([session, state()]), 0, 10);
    expect(one.look(snapshot([session, state([], 'a:2')]), 9, 20)).toEqual([
      { type: 'session.move', session, connection: 'a:2', since: 9, at: 20 },
    ]);
    expect(one.look(snapshot([session, state([], null)]), 19, 30)).toEqual([
      { type: 'session.move', session, connection: null, since: 19, at: 30 },
    ]);
  });

  test('one that is first seen without a connection says so', () => {
    expect(view().look(snapshot([session, state([], null)]), 0, 10)).toEqual([
      { type: 'session.open', session, timeout: null, since: 0, at: 10 },
      { type: 'session.move', session, connection: null, since: 0, at: 10 },
    ]);
  });

  test.each([
    ['expired', true],
    ['closed', false],
  ] as const)(
    'a session that is gone takes its nodes along; it was %s, as the log says or does not',
    (reason, said) => {
      const one = view();
      one.look(snapshot([session, state([NODE])]), 0, 10);
      expect(one.look(snapshot(), 9, 20)).toEqual([
        { type: 'node.delete', path: NODE, session, server: 'master-1', since: 9, at: 20 },
      ]);
      // The log's line may come a moment later than the look.
      if (said) one.expired(session);
      expect(one.look(snapshot(), 19, 30)).toEqual([{ type: 'session.end', session, reason, since: 9, at: 20 }]);
      expect(one.flush()).toEqual([]);
      expect(one.sessionOf('master-1')).toBeUndefined();
    },
  );

  test('the last look tells ends at once', () => {
    const one = view();
    one.look(snapshot([session, state()]), 0, 10);
    one.look(snapshot(), 9, 20);
    expect(one.flush()).toEqual([{ type: 'session.end', session, reason: 'closed', since: 9, at: 20 }]);
  });

  test("a node of a server's that another session has made is that server's", () => {
    const one = view();
    one.look(snapshot(['0x1', state([NODE])], ['0x2', state()]), 0, 10);
    // After a new session the heartbeat only writes into the node of the old one (3.1: ZookeeperRegistry.put).
    expect(one.look(snapshot(['0x2', state([NODE])]), 9, 20)).toEqual([
      { type: 'session.own', session: '0x2', server: 'master-1', since: 9, at: 20 },
      { type: 'node.delete', path: NODE, session: '0x1', server: 'master-1', since: 9, at: 20 },
      { type: 'node.create', path: NODE, session: '0x2', server: 'master-1', since: 9, at: 20 },
    ]);
  });
});
