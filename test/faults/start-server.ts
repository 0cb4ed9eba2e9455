import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.js';

// A process of its own for the fault tests: starts the server, tells what it found, and stays until it is told to stop.
const server = await startEmbeddedPostgres({ dataFolder: process.argv[2] ?? '' });
process.on('message', () => {
  void server.stop().then(() => process.disconnect());
});
process.send?.({ url: server.url, recovered: server.recovered });
