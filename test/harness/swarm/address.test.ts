import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { type Address, addressText, readAddress, refusalOf } from '../../../harness/swarm/address.ts';

test.each([
  ['10.0.0.5', '10.0.0.5', 0],
  ['10.0.0.5:4000', '10.0.0.5', 4_000],
  ['manager.lan:4000', 'manager.lan', 4_000],
  ['fd00::5', 'fd00::5', 0],
  ['[fd00::5]:4000', 'fd00::5', 4_000],
])('%s is an address', (text, host, port) => {
  const address = readAddress(text);
  expect(address).toEqual({ host, port });
  expect(readAddress(addressText(address))).toEqual(address);
});

test.each(['', ':4000', '10.0.0.5:', '10.0.0.5:0', '10.0.0.5:65536', '[10.0.0.5]:4000', 'a b', 'a/b'])(
  '%j is none',
  (text) => {
    expect(() => readAddress(text)).toThrow(`--collector ${text}: must be an address of this machine`);
  },
);

/** @returns what listening there throws. */
function errorOf({ host, port }: Address): Promise<unknown> {
  return new Promise((resolve) => {
    createServer().once('error', resolve).listen(port, host);
  });
}

test('an address that is not of this machine is named, and what to do', async () => {
  // RFC 5737: of nobody's machine.
  const address = { host: '192.0.2.1', port: 4_000 };
  const refusal = refusalOf(await errorOf(address), address, 'night');
  expect(refusal?.code).toBe('USAGE');
  expect(refusal?.message).toBe(
    '--collector 192.0.2.1:4000: no address of this machine. Name one by which the other nodes reach it: --collector <address[:port]>',
  );
});

test('a port that is taken is, and who may have it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = { host: '127.0.0.1', port: (server.address() as { readonly port: number }).port };
  expect(refusalOf(await errorOf(address), address, 'night')?.message).toContain('the campaign night already');
  await new Promise((resolve) => server.close(resolve));
  expect(refusalOf(new Error('no memory'), address, 'night')).toBeUndefined();
});
