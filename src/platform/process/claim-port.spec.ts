import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimPort } from './claim-port.js';

let server: Server;
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
});

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

function takenPort(): number {
  const address = server.address();
  if (!isAddress(address)) throw new Error('the server does not listen');
  return address.port;
}

test('a port that another program listens on is refused by its number, and once it is free it is not', async () => {
  const port = takenPort();
  await expect(claimPort(port, '127.0.0.1')).rejects.toMatchObject({
    code: 'platform:port-in-use',
    params: { port },
  });
  server.close();
  await once(server, 'close');
  await expect(claimPort(port, '127.0.0.1')).resolves.toBeUndefined();
  await expect(claimPort(port, '127.0.0.1')).resolves.toBeUndefined();
});

test('an address of another machine is refused by its name', async () => {
  await expect(claimPort(takenPort(), '192.0.2.1')).rejects.toMatchObject({
    code: 'platform:no-such-host',
    params: { host: '192.0.2.1' },
  });
});
