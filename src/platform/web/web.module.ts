import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Global, Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { Logger } from 'pino';
import { asPublic } from '../database/scope.js';
import { createTranslator, type Translator } from '../i18n/translate.js';
import type { Metrics } from '../observation/metrics.js';
import { observeRequests } from '../observation/observe-requests.js';
import { createAssetStore, type AssetStore } from './asset-store.js';
import { ErrorFilter } from './error-filter.js';
import { ownFormsOnly } from './own-forms.js';
import type { KeptPages } from './kept-pages.js';
import { PageRenderer } from './page-renderer.js';
import { requestContext } from './request-context.js';
import { securityHeaders } from './security-headers.js';
import { serveAssets } from './serve-assets.js';
import { createViewEngine, type ViewEngine } from './view-engine.js';

/** Tokens by which the one translator, view engine and asset store of the process are injected. */
export const TRANSLATOR = Symbol('Translator');
export const VIEW_ENGINE = Symbol('ViewEngine');
const ASSET_STORE = Symbol('AssetStore');

interface WebOptions {
  /** The folder templates/, with pages, partials, assets and locales in it. */
  readonly templates: string;
}

/** What every feature with a page uses: texts, templates, assets, and the filter that words errors. */
@Global()
@Module({})
export class WebModule {
  static forRoot({ templates }: WebOptions): DynamicModule {
    const providers: FactoryProvider[] = [
      { provide: TRANSLATOR, useFactory: () => createTranslator(join(templates, 'locales')) },
      { provide: ASSET_STORE, useFactory: () => createAssetStore(join(templates, 'assets')) },
      {
        provide: VIEW_ENGINE,
        inject: [TRANSLATOR, ASSET_STORE],
        useFactory: (translator: Translator, assets: AssetStore) =>
          createViewEngine({ folder: templates, translator, assets }),
      },
      {
        provide: PageRenderer,
        inject: [VIEW_ENGINE],
        useFactory: (engine: ViewEngine) => new PageRenderer(engine),
      },
      {
        provide: APP_FILTER,
        inject: [PageRenderer, TRANSLATOR],
        useFactory: (pages: PageRenderer, translator: Translator) => new ErrorFilter(pages, translator),
      },
    ];
    return { module: WebModule, providers, exports: [TRANSLATOR, ASSET_STORE, VIEW_ENGINE, PageRenderer] };
  }
}

/** As much as a protocol may have, which can be typed in as one text. */
const MAX_FORM_BYTES = 1_000_000;
const MAX_FORM_FIELDS = 2_000;

interface WebUse {
  readonly https: boolean;
  /** What sends open pages again; without it each is rendered for each reader. */
  readonly kept?: KeptPages;
  readonly proxies?: number;
  /** Where requests are logged and counted. */
  readonly observed?: { readonly log: Logger; readonly metrics: Metrics };
}

/**
 * Our middleware, in the order that it needs: the language is taken off the path before any route is looked up, which
 * is why this is not left to a module's own middleware. Called by the door and by tests that want a whole application.
 */
export function useWeb(app: NestExpressApplication, { https, kept, proxies = 0, observed }: WebUse): void {
  const assets = app.get<AssetStore>(ASSET_STORE);
  app.disable('x-powered-by');
  // How many proxies may say where a request came from: anybody else's word on it is not taken.
  app.set('trust proxy', proxies);
  app.use(securityHeaders({ https }));
  app.use(requestContext(randomUUID));
  if (observed !== undefined) app.use(observeRequests(observed.log, observed.metrics));
  // Nobody has shown who they are yet; a guard that finds out says so.
  app.use((_request: unknown, _response: unknown, next: () => void) => asPublic(next));
  if (kept !== undefined) app.use(kept.serve);
  app.use(ownFormsOnly);
  app.use(serveAssets(assets));
  app.use(compression());
  // A step of a draft holds a letter with its elements; the framework's own 100 kB would refuse a long one.
  app.useBodyParser('urlencoded', { extended: true, limit: MAX_FORM_BYTES, parameterLimit: MAX_FORM_FIELDS });
}
