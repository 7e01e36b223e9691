import { expect, test } from 'vitest';
import { readSubnet } from '../../cluster/network.ts';

test.each([
  ['172.19.0.0/16', '172.19.0.1', '172.19.0.2', '172.19.0.17', '172.19.128.0/17'],
  ['192.168.48.0/20', '192.168.48.1', '192.168.48.2', '192.168.48.17', '192.168.56.0/21'],
  ['10.0.0.64/26', '10.0.0.65', '10.0.0.66', '10.0.0.81', '10.0.0.96/27'],
])('%s has a gateway, addresses for servers, and an upper half for others', (text, gateway, first, last, others) => {
  const subnet = readSubnet(text);
  expect([subnet.gateway, subnet.addressOf(0), subnet.addressOf(15), subnet.others]).toEqual([
    gateway,
    first,
    last,
    others,
  ]);
});

test.each(['fd00::/64', '10.0.0.0/30', '10.0.0.0', ''])('%j is no subnet for a cluster', (text) => {
  expect(() => readSubnet(text)).toThrow('is no subnet for a cluster');
});
