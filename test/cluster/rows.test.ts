import type Dockerode from 'dockerode';
import { expect, test } from 'vitest';
import { family31 } from '../../cluster/dolphinscheduler/family-3.1.ts';
import { rowEvent } from '../../cluster/observers/rows.ts';
import { serverOf } from '../../cluster/server.ts';

const container = {} as Dockerode.Container;
const servers = [
  serverOf(container, 'toxiproxy', 'toxiproxy', '172.18.0.2'),
  serverOf(container, 'master-1', 'master', '172.18.0.5'),
  serverOf(container, 'master-2', 'master', '172.18.0.6'),
];

function writer(address: string, application: string): unknown {
  const row = {
    at: 1,
    transaction: '7',
    subject: 'workflow',
    op: 'update',
    address,
    application,
    before: null,
    after: { id: 1, process_definition_code: 2, state: 1, host: '172.18.0.5:5678' },
  } as const;
  const event = rowEvent(row, { family: family31, servers });
  return 'writer' in event ? event.writer : event.type;
}

test('a row is written by the server that has the address, or that gives its name through a proxy', () => {
  expect(writer('172.18.0.6', 'master-2')).toBe('master-2');
  expect(writer('172.18.0.6', '')).toBe('master-2');
  expect(writer('172.18.0.2', 'master-1')).toBe('master-1');
});

test('nobody else is taken for a server of the cluster', () => {
  expect(writer('172.18.0.2', 'psql')).toBe('row');
  expect(writer('172.18.0.1', '')).toBe('row');
});
