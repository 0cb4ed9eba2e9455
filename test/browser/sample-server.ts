import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import compression from 'compression';
import { createTranslator } from '../../src/platform/i18n/translate.js';
import { createAssetStore } from '../../src/platform/web/asset-store.js';
import { languageOf, requestContext } from '../../src/platform/web/request-context.js';
import { securityHeaders } from '../../src/platform/web/security-headers.js';
import { serveAssets } from '../../src/platform/web/serve-assets.js';
import { createViewEngine } from '../../src/platform/web/view-engine.js';
import { sendToFrame } from '../../src/workbench/letter-frame.js';
import { createSamplePages, samplePaths } from './sample-pages.js';

/** Serves the sample pages as the application does its own: same templates, assets, headers and languages. */
export async function startSampleServer(port = 0): Promise<{ server: Server; origin: string }> {
  const templates = join(import.meta.dirname, '../../templates');
  const translator = createTranslator(join(templates, 'locales'));
  const assets = createAssetStore(join(templates, 'assets'));
  const pages = createSamplePages(createViewEngine({ folder: templates, translator, assets }), translator);
  const app = express();
  app.use(securityHeaders({ https: false }));
  app.use(requestContext(() => 'sample'));
  app.use(serveAssets(assets));
  app.use(compression());
  for (const path of samplePaths) {
    app.get(path, async (request, response) => {
      response.type('html').send(await pages(path, languageOf(request)));
    });
  }
  // What the page of the letterhead shows in its frame.
  app.get('/workbench/letterhead/preview', (_request, response) =>
    sendToFrame(
      response,
      '<!doctype html><html lang="nl"><head><title>Brief</title></head><body><p>Brief</p></body></html>',
    ),
  );
  const server = createServer(app);
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  const { port: chosen } = server.address() as AddressInfo;
  return { server, origin: `http://127.0.0.1:${chosen}` };
}
