import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Application, NextFunction, Request, Response } from 'express';
import { stringify } from 'yaml';
import type { Configuration } from '../platform/configuration/configuration.js';
import { SECURITY_TEXT_PATH, securityText } from '../platform/web/security-text.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { apiVersionHeader } from '../platform/api/api-version.js';
import { MAX_PROTOCOL_BYTES } from '../trials/protocol/read-protocol.js';
import { openApiDocument } from './openapi-document.js';

/** A thousand responses with long references are some 300 kB; the framework's own 100 kB would refuse them. */
const MAX_JSON_BYTES = 1_000_000;

/** A protocol is taken as text, so that what is wrong with it can be told with its line. */
function isProtocol(request: IncomingMessage): boolean {
  const path = (request.url ?? '').split('?', 1)[0];
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return request.method === 'POST' && path === '/v1/trials' && protocolTypes.includes(type);
}

const protocolTypes: readonly string[] = ['application/json', 'application/yaml'];

/** What an agency's system is told is kept nowhere between; the public register says otherwise by itself. */
function keepOutOfCaches(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}

/**
 * What the API needs around its controllers: the version on every answer, the sizes of bodies, and its description.
 * Called by the door after `useWeb`, and by tests that want a whole application.
 */
export function useApi(app: NestExpressApplication): void {
  const { publicUrl, securityContact } = app.get<Configuration>(CONFIGURATION);
  app.use(apiVersionHeader);
  app.use('/v1', keepOutOfCaches);
  app.useBodyParser('text', { type: isProtocol, limit: MAX_PROTOCOL_BYTES });
  app.useBodyParser('json', { limit: MAX_JSON_BYTES });
  const server: Application = app.getHttpAdapter().getInstance();
  const document = openApiDocument(app, publicUrl);
  const json = JSON.stringify(document);
  const yaml = stringify(document, { aliasDuplicateObjects: false });
  const send = (type: string, text: string) => (_request: Request, response: Response) => {
    // Whoever reads the description from a page of their own may do so (transport/cors).
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Cache-Control', 'public, max-age=60');
    response.type(type).send(text);
  };
  server.get(SECURITY_TEXT_PATH, securityText(securityContact, publicUrl, app.get(Clock)));
  server.get('/v1/openapi.json', send('application/json', json));
  server.get('/v1/openapi.yaml', send('application/yaml', yaml));
}
