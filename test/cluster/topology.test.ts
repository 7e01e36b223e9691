import { expect, test } from 'vitest';
import { clusterLabels, engineName, ownerAlive } from '../../cluster/labels.ts';
import { isScheduler, layOut } from '../../cluster/topology.ts';

const spec = {
  run: 'failover-16759/20261123T064130Z-1',
  version: '3.1.1',
  masters: 2,
  workers: 3,
  zookeepers: 1,
  links: ['zookeeper'],
  settings: {
    registryDisconnectStrategy: 'stop',
    sessionTimeoutSeconds: 8,
    sudo: true,
    pstree: false,
    fixes: [],
    failpoints: false,
  },
  keep: false,
} as const;

test('every server of the scheduler has a link of its own to ZooKeeper, and uses it', () => {
  const { servers, links } = layOut(spec);
  const scheduler = servers.filter(({ role }) => ['master', 'worker', 'api'].includes(role));
  expect(scheduler.map(({ name }) => name)).toEqual([
    'master-1',
    'master-2',
    'worker-1',
    'worker-2',
    'worker-3',
    'api',
  ]);
  expect(new Set(links.map(({ listenPort }) => listenPort)).size).toBe(scheduler.length);
  for (const { name, environment } of scheduler) {
    const link = links.find(({ server, neighbour }) => server === name && neighbour === 'zookeeper');
    expect(environment['REGISTRY_ZOOKEEPER_CONNECT_STRING']).toBe(
      `${engineName(spec.run, 'toxiproxy')}:${link?.listenPort}`,
    );
    const database = `jdbc:postgresql://${engineName(spec.run, 'database')}:5432/`;
    expect(environment['SPRING_DATASOURCE_URL']).toBe(`${database}dolphinscheduler?ApplicationName=${name}`);
    expect(environment['MASTER_REGISTRY_DISCONNECT_STRATEGY_STRATEGY']).toBe('stop');
    expect(environment['REGISTRY_ZOOKEEPER_SESSION_TIMEOUT']).toBe('8s');
  }
});

test('where the scenario asks for it, every server reaches the database through a link too, and the other links stay as they were', () => {
  const { servers, links } = layOut({ ...spec, links: ['zookeeper', 'database'] });
  const plain = layOut(spec).links;
  expect(links.slice(0, plain.length)).toEqual(plain);
  expect(new Set(links.map(({ listenPort }) => listenPort)).size).toBe(links.length);
  expect(new Set(links.map(({ name }) => name)).size).toBe(2 * plain.length);
  for (const { name, environment } of servers.filter(({ role }) => isScheduler(role))) {
    const link = links.find(({ server, neighbour }) => server === name && neighbour === 'database');
    expect(link).toMatchObject({ name: `${name}-database`, upstream: `${engineName(spec.run, 'database')}:5432` });
    const proxy = `${engineName(spec.run, 'toxiproxy')}:${link?.listenPort}`;
    // Behind the proxy every server has its address: the name tells the audit who wrote.
    expect(environment['SPRING_DATASOURCE_URL']).toBe(
      `jdbc:postgresql://${proxy}/dolphinscheduler?ApplicationName=${name}`,
    );
  }
});

test('members of an ensemble know each other, and have one name that every link leads to', () => {
  const { servers, links } = layOut({ ...spec, zookeepers: 3 });
  const members = servers.filter(({ role }) => role === 'zookeeper');
  expect(members.map(({ name }) => name)).toEqual(['zookeeper-1', 'zookeeper-2', 'zookeeper-3']);
  expect(members.map(({ environment }) => environment['ZOOKEEPER_ID'])).toEqual(['1', '2', '3']);
  for (const { environment } of members)
    expect(environment['ZOOKEEPER_ENSEMBLE']).toBe(members.map(({ container }) => container).join(' '));
  const [shared] = new Set(members.map(({ alias }) => alias));
  expect(new Set(links.map(({ upstream }) => upstream))).toEqual(new Set([`${shared}:2181`]));
  expect(members.map(({ container }) => container)).not.toContain(shared);
});

test('one ZooKeeper alone is of no ensemble, and links lead to it', () => {
  const { servers, links } = layOut(spec);
  const [alone, ...more] = servers.filter(({ role }) => role === 'zookeeper');
  expect([alone?.name, alone?.environment, alone?.alias, more]).toEqual(['zookeeper', {}, undefined, []]);
  expect(new Set(links.map(({ upstream }) => upstream))).toEqual(new Set([`${alone?.container}:2181`]));
});

test('no host port is fixed, but for the API where it was asked for', () => {
  const ports = (apiPort?: number) =>
    layOut({ ...spec, ...(apiPort ? { apiPort } : {}) }).servers.flatMap((server) => server.ports);
  expect(ports().every((port) => typeof port === 'number')).toBe(true);
  expect(ports(12_345).filter((port) => typeof port !== 'number')).toEqual([{ container: 12_345, host: 12_345 }]);
});

test('names in the engine are host names, and differ between runs', () => {
  for (const { container } of layOut(spec).servers) expect(container).toMatch(/^[a-z0-9-]{1,63}$/);
  expect(engineName('a', 'api')).not.toBe(engineName('b', 'api'));
});

test('a run belongs to the process that made it, for as long as that lives', () => {
  const owner = clusterLabels(spec, { origin: 'maven' })['doublerun.owner'] ?? '';
  expect(ownerAlive(owner)).toBe(true);
  // The same pid, another start: the process is gone and its number was given away again.
  expect(ownerAlive(owner.replace(/:\d+:(\d+)$/, ':1:$1'))).toBe(false);
  expect(ownerAlive(owner.replace(/:\d+:/, ':4194305:'))).toBe(false);
  // Nobody here can tell of another host's processes, so nothing of theirs is removed.
  expect(ownerAlive(`elsewhere.${owner}`)).toBe(true);
  // A container on the host's network has the host's name, and pids of its own.
  expect(ownerAlive(owner.replace(/:\d+:(\d+):\d+$/, ':4194305:$1:7'))).toBe(true);
});
