import { connect } from 'node:net';
import type { TestService } from './test-service.js';

/** The port of the service, which listens from now on. */
export async function listeningPort({ app }: TestService): Promise<number> {
  const server = app.getHttpServer();
  if (!server.listening) await app.listen(0, '127.0.0.1');
  const address: unknown = server.address();
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error('no port');
  return Number(address.port);
}

/** Sends bytes that no well-behaved client would, and gives back all that comes until the server has had enough. */
export function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setTimeout(15_000, () => socket.destroy());
    socket.on('data', (data) => (text += data.toString('latin1')));
    // Cut off halfway is an answer too.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}
