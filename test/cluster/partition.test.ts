import { expect, test } from 'vitest';
import { countPackets } from '../../cluster/partition.ts';

// As nft 1.0.6 printed it in a network in which two servers were cut off from each other.
const BOTH =
  '{"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1}}, {"table": {"family": "inet", "name": "doublerun_worker_1", "handle": 1}}, {"chain": {"family": "inet", "table": "doublerun_worker_1", "name": "to", "handle": 1, "type": "filter", "hook": "output", "prio": -300, "policy": "accept"}}, {"chain": {"family": "inet", "table": "doublerun_worker_1", "name": "from", "handle": 2, "type": "filter", "hook": "input", "prio": -300, "policy": "accept"}}, {"rule": {"family": "inet", "table": "doublerun_worker_1", "chain": "to", "handle": 3, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "10.77.0.2"}}, {"counter": {"packets": 3, "bytes": 180}}, {"drop": null}]}}, {"rule": {"family": "inet", "table": "doublerun_worker_1", "chain": "from", "handle": 4, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "10.77.0.2"}}, {"counter": {"packets": 4, "bytes": 240}}, {"drop": null}]}}]}\n';

test('the packets of both rules are added up', () => {
  expect(countPackets(BOTH)).toBe(7);
  expect(countPackets(BOTH.replaceAll(/"packets": \d/g, '"packets": 0'))).toBe(0);
});

test.each([
  ['no table', 'Error: No such file or directory\nlist table inet doublerun_worker_1\n'],
  ['a table that has no rules yet', BOTH.replace(/, \{"rule".*/, ']}')],
  ['half an answer', BOTH.slice(0, 400)],
  ['nothing', ''],
])('%s has none to count', (_, text) => expect(countPackets(text)).toBeUndefined());
