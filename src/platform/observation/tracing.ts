import { context, propagation, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const tracer = () => trace.getTracer('openbrief');

/**
 * Sends traces to an OpenTelemetry collector (OTLP over HTTP, by the standard's own variables, such as
 * OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS). Spans are made by ourselves, for a request, a transaction
 * and a job: what libraries would add by themselves has values of queries in it, which are people's.
 * @param service the name of the process in the traces
 * @returns how to stop, once the last spans are sent
 */
export function startTracing(service: string): () => Promise<void> {
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown();
}

/** Does work within a span; without a collector it is the work alone. A failure is noted by its kind, not its words. */
export async function traced<T>(name: string, work: () => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'Error' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Begins the span of a request, under the caller's own where its headers name one, and goes on within it. */
export function traceRequest(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  method: string,
  next: () => void,
): Span {
  const parent = propagation.extract(context.active(), headers);
  const span = tracer().startSpan(method, { attributes: { 'http.request.method': method } }, parent);
  context.with(trace.setSpan(parent, span), next);
  return span;
}
