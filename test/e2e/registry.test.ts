import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import zookeeper from 'node-zookeeper-client';
import { GenericContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectEngine } from '../../cluster/engine.ts';
import { DEFAULT_VERSION, resolveImages } from '../../cluster/images/recipes.ts';
import { OWNER_LABEL, RUN_LABEL } from '../../cluster/labels.ts';
import { observeRegistry, type RegistryObserver } from '../../cluster/observers/registry.ts';
import { removeRun } from '../../cluster/sweep.ts';
import { LOOPBACK } from '../../cluster/topology.ts';
import { notYet, there, waitFor } from '../../cluster/wait.ts';
import { createNodes } from '../../cluster/zookeeper/nodes.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { Journal } from '../../history/journal.ts';

/** A ZooKeeper alone, watched while it is frozen, killed and started again. */
const RUN = 'test/registry';
const folder = mkdtempSync(join(tmpdir(), 'doublerun-e2e-'));
const events: HistoryEvent[] = [];
let engine: Dockerode;
let container: Dockerode.Container;
let journal: Journal;
let observer: RegistryObserver;

async function address() {
  const { NetworkSettings: network } = await container.inspect();
  const port = Number(network.Ports['2181/tcp']?.[0]?.HostPort);
  if (!port) throw new Error('ZooKeeper does not run');
  return { host: LOOPBACK, port };
}

async function until(what: string, seen: (event: HistoryEvent) => boolean, from = 0): Promise<HistoryEvent> {
  return waitFor({
    what,
    deadlineMs: 30_000,
    look: () => {
      const event = events.slice(from).find(seen);
      return event ? there(event) : notYet(`${events.length} events`);
    },
  });
}

beforeAll(async () => {
  engine = await connectEngine();
  await removeRun(engine, RUN);
  const tag = resolveImages(DEFAULT_VERSION).get('zookeeper')?.tag ?? '';
  const started = await new GenericContainer(tag)
    .withLabels({ [RUN_LABEL]: RUN, [OWNER_LABEL]: 'gone:0:0' })
    .withExposedPorts(2181)
    .withWaitStrategy(Wait.forListeningPorts())
    .withAutoCleanup(false)
    .start();
  container = engine.getContainer(started.getId());
  await createNodes(address, ['/tree/locks']);
  journal = new Journal(join(folder, 'events.jsonl'));
  journal.follow((event) => events.push(event));
  observer = observeRegistry({
    members: [{ name: 'zookeeper', address }],
    roots: ['/tree'],
    serverOf: () => undefined,
    // Every client of this test comes from this machine, as the witness itself does.
    isOfCluster: () => true,
    journal,
  });
});
afterAll(async () => {
  await observer.stop();
  journal.close();
  await removeRun(engine, RUN);
  rmSync(folder, { recursive: true });
});

/** A client of the registry with an ephemeral node. @returns what ends its session. */
async function hold(path: string): Promise<() => void> {
  const { host, port } = await address();
  const client = zookeeper.createClient(`${host}:${port}`, { sessionTimeout: 10_000 });
  await new Promise<void>((resolve, reject) => {
    client.once('connected', () =>
      client.create(path, Buffer.alloc(0), zookeeper.CreateMode.EPHEMERAL, (error) =>
        error ? reject(error) : resolve(),
      ),
    );
    client.connect();
  });
  return () => client.close();
}

const isOf = (type: HistoryEvent['type'], path: string) => (event: HistoryEvent) =>
  event.type === type && 'path' in event && event.path === path;

test('a contender for a lock is seen to come and to go, each within bounds that enclose it', async () => {
  // The watches are set by a thread that has to start first.
  const first = '/tree/locks/_c_0-lock-0000000006';
  const letFirstGo = await hold(first);
  await until('a first node', isOf('node.create', first));
  letFirstGo();
  await until('its end', isOf('node.delete', first));
  const path = '/tree/locks/_c_1-lock-0000000007';
  const before = Date.now() * 1_000;
  const letGo = await hold(path);
  const held = Date.now() * 1_000;
  const created = await until('the node', isOf('node.create', path));
  expect(created).toMatchObject({ lock: { name: '/tree/locks', sequence: 7 } });
  expect('since' in created && created.since).toBeLessThanOrEqual(held);
  expect(created.at).toBeGreaterThanOrEqual(before);
  // A watch announced it: it did not have to wait for the next look.
  expect(created.at - held).toBeLessThan(200_000);
  letGo();
  const gone = await until('its end', isOf('node.delete', path));
  const session = 'session' in gone ? gone.session : null;
  await until("its session's end", (event) => event.type === 'session.end' && event.session === session);
});

test('frozen, it is a gap: it is there, and says nothing', async () => {
  const from = events.length;
  await container.pause();
  const gap = await until('a gap', ({ type }) => type === 'run.gap', from);
  expect(gap).toMatchObject({ witness: 'registry', reason: expect.stringContaining('ZooKeeper does not answer') });
  await container.unpause();
  const path = '/tree/locks/_c_2-lock-0000000008';
  const letGo = await hold(path);
  await until('a node after the thaw', isOf('node.create', path));
  letGo();
});

test('killed and started again it is watched on, at its new port, and that is no gap', async () => {
  const from = events.length;
  await container.kill();
  await container.start();
  await waitFor({
    what: 'ZooKeeper back',
    deadlineMs: 30_000,
    look: async () => {
      await createNodes(address, ['/tree/back']);
      return there(true);
    },
  });
  const path = '/tree/locks/_c_3-lock-0000000009';
  const letGo = await hold(path);
  await until('a node after the start', isOf('node.create', path));
  letGo();
  expect(events.slice(from).filter(({ type }) => type === 'run.gap')).toEqual([]);
});
