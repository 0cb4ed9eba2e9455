import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import express, { type Express } from 'express';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { requestContext } from '../web/request-context.js';
import { createLog } from './log.js';
import { Metrics } from './metrics.js';
import { NestLog } from './nest-log.js';
import { observeRequests } from './observe-requests.js';
import { serveMetrics } from './serve-metrics.js';
import { startTracing, traced } from './tracing.js';

const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of atEnd.splice(0).reverse()) await close();
});

/** A log whose lines can be read back. */
function listen() {
  const lines: Record<string, unknown>[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  return { lines, log: createLog('info', out) };
}

async function serve(listener: Parameters<typeof createServer>[1]): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  atEnd.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function observedApp(parts: ReturnType<typeof listen>, metrics: Metrics): Express {
  const app = express();
  app.use(requestContext(() => 'request-1'));
  app.use(observeRequests(parts.log, metrics));
  app.get('/uw-brief/:code', async (_request, response) => {
    await traced('transaction', () => Promise.resolve());
    response.send('letter');
  });
  return app;
}

describe('a request', () => {
  test('is a line and a count with its route and its number, and nobody’s letter code', async () => {
    const heard = listen();
    const metrics = new Metrics();
    const origin = await serve(observedApp(heard, metrics));
    await fetch(`${origin}/uw-brief/GEHEIM?code=GEHEIM`);
    await fetch(`${origin}/GEHEIM`);
    // Answers that have been sent are written up just after.
    await vi.waitFor(() => expect(heard.lines).toHaveLength(2));
    expect(heard.lines).toMatchObject([
      { level: 'info', requestId: 'request-1', method: 'GET', route: '/uw-brief/:code', status: 200 },
      { route: 'none', status: 404 },
    ]);
    const counts = await metrics.text();
    expect(counts).toContain(
      'http_request_duration_seconds_count{method="GET",route="/uw-brief/:code",status="200"} 1',
    );
    expect(JSON.stringify(heard.lines) + counts).not.toContain('GEHEIM');
  });

  test('is a trace under the caller’s own, where there is a collector', async () => {
    const sent: string[] = [];
    const collector = await serve((request: IncomingMessage, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString('utf8')));
      request.on('end', () => {
        sent.push(body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector;
    atEnd.push(() => delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT']);
    const stop = startTracing('openbrief-test');
    const heard = listen();
    const origin = await serve(observedApp(heard, new Metrics()));
    const trace = '0af7651916cd43dd8448eb211c80319c';
    await fetch(`${origin}/uw-brief/GEHEIM`, { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } });
    // The span of a request ends where its line is written.
    await vi.waitFor(() => expect(heard.lines).toHaveLength(1));
    await stop();
    const spans = sent.join('');
    expect(spans).toContain('GET /uw-brief/:code');
    expect(spans).toContain('"name":"transaction"');
    expect(spans).toContain('openbrief-test');
    expect(spans.split(trace).length - 1).toBe(2);
    expect(spans).not.toContain('GEHEIM');
  });
});

test('jobs are counted by queue and outcome, on a port of their own', async () => {
  const metrics = new Metrics();
  metrics.job({ queue: 'print-batch', outcome: 'failed', seconds: 2 });
  const port = 40_000 + (process.pid % 20_000);
  atEnd.push(await serveMetrics(metrics, { port, host: '127.0.0.1' }));
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const text = await answer.text();
  expect(text).toContain('job_duration_seconds_count{queue="print-batch",outcome="failed"} 1');
  expect(text).toContain('process_cpu_user_seconds_total');
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
});

test.each<[string, (log: NestLog) => void, object]>([
  ['words', (log) => log.warn('slow', 'Jobs'), { level: 'warn', msg: 'slow', by: 'Jobs' }],
  ['fields', (log) => log.log({ trial: 't-1' }, 'Erasure'), { level: 'info', trial: 't-1', by: 'Erasure' }],
  ['a failure', (log) => log.error(new Error('no'), 'Errors'), { level: 'error', err: { message: 'no' } }],
  ['a stack', (log) => log.error('no', 'at x', 'Errors'), { msg: 'no', stack: 'at x', by: 'Errors' }],
])('what Nest and our services log keeps its %s', (_what, write, line) => {
  const { lines, log } = listen();
  write(new NestLog(log));
  expect(lines).toMatchObject([line]);
});
