import type { Request, Response } from 'express';
import type { Page } from './page.js';
import type { PiecedPage } from './pieced-page.js';
import { keepOpenPage, languageOf, pageContextOf, searchOf } from './request-context.js';
import type { ViewEngine } from './view-engine.js';

export interface SendOptions {
  readonly status?: number;
  /**
   * `public`: the same for every reader, so that caches between may keep it for a minute. Everything else, and
   * whatever shows who is signed in, is `private`.
   */
  readonly cache?: 'public' | 'never' | 'private';
}

/** How a controller answers with a page. */
export class PageRenderer {
  constructor(private readonly engine: ViewEngine) {}

  /** Renders the page in the request's language and sends it, with an ETag (Express answers 304 to it by itself). */
  send<Model extends object>(
    request: Request,
    response: Response,
    page: Page<Model>,
    model: Model,
    { status = 200, cache = 'private' }: SendOptions = {},
  ): void {
    const context = {
      ...pageContextOf(request),
      // Only where what is asked is nobody's secret: elsewhere an address may hold a code to sign in with.
      ...(cache === 'public' && { search: searchOf(request) }),
    };
    const html = this.engine.render(page, model, context);
    const open = cache === 'public' && context.account === undefined;
    const headers = {
      'Cache-Control':
        // What somebody sees who is signed in stays in no cache, so that nothing is left to clear when they go.
        cache === 'never' || context.account !== undefined
          ? 'no-store'
          : open
            ? 'public, max-age=60, stale-while-revalidate=600'
            : 'private, no-cache',
      'Content-Language': context.language,
    };
    response.status(status).set(headers).type('html').send(html);
    const ownHeaders = response.getHeader('X-Robots-Tag');
    if (open && status === 200 && ownHeaders === undefined)
      keepOpenPage(request, html, { ...headers, 'Content-Type': 'text/html; charset=utf-8' });
  }

  /** A page in the request's language that is not sent yet. @param path its address, where that is another one */
  html<Model extends object>(request: Request, page: Page<Model>, model: Model, path: string): string {
    return this.engine.render(page, model, { ...pageContextOf(request), path });
  }

  /** Sends a page that is somebody's by a few words; nobody keeps it. */
  sendPieced(request: Request, response: Response, page: PiecedPage, words: readonly string[]): void {
    response.set({ 'Cache-Control': 'no-store', 'Content-Language': languageOf(request) }).type('html');
    response.vary('Accept-Encoding');
    const zipped = request.acceptsEncodings(['gzip']) === 'gzip';
    if (zipped) response.setHeader('Content-Encoding', 'gzip');
    const body = zipped ? page.gzip(words) : page.plain(words);
    response.setHeader('Content-Length', body.length);
    response.end(body);
  }
}
