import { once } from 'node:events';
import { createServer } from 'node:net';
import { DomainError } from '../../core/domain-error.js';

/**
 * Looks whether we can listen there, before anything slow is begun for nothing.
 * @throws DomainError `platform:port-in-use`, `platform:port-refused` or `platform:no-such-host`
 */
export async function claimPort(port: number, host: string): Promise<void> {
  await explainingPort(port, host, async () => {
    const server = createServer().listen(port, host);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });
}

/** Runs what listens there; its failure becomes one that says what to do. */
export async function explainingPort(
  port: number,
  host: string,
  listen: () => Promise<unknown>,
): Promise<void> {
  try {
    await listen();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new DomainError('unavailable', 'platform:port-in-use', { port });
    if (code === 'EACCES') throw new DomainError('unavailable', 'platform:port-refused', { port });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new DomainError('unavailable', 'platform:no-such-host', { host });
    throw error;
  }
}
