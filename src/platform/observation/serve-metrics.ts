import { createServer } from 'node:http';
import { claimPort, explainingPort } from '../process/claim-port.js';
import type { Metrics } from './metrics.js';

/**
 * Serves `/metrics` on a port of its own, which is for the operator's network and not for the public's.
 * @returns how to stop it
 */
export async function serveMetrics(
  metrics: Metrics,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<() => Promise<void>> {
  await claimPort(port, host);
  metrics.observeProcess();
  const server = createServer((request, response) => {
    if (request.url !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await explainingPort(
    port,
    host,
    () =>
      new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      }),
  );
  return () => new Promise((resolve) => server.close(() => resolve()));
}
