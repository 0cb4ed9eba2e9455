import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { NextFunction, Request, Response } from 'express';
import { asSystem } from '../database/scope.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import type { Clock } from '../process/time-and-chance.js';
import { keepWith, languageOf, routeOf, type KeepPage } from './request-context.js';

/** Some 150 kB each with both compressions: what is read much stays, and memory is bounded. */
const KEPT_PAGES = 300;

/** What is asked by systems, time and again, and is no page. */
const FOR_SYSTEMS = /^\/(v1|health)\//;

/** What a code on a letter opens is one reader's, and kept in pieces of its own: nobody is to wait here for its like. */
const OF_ONE_READER = /\/uw-brief\/./;

/** Better compression than this takes longer than a page takes to be rendered. */
const BROTLI_QUALITY = 6;

/** Readers that come while a page is being rendered wait for it, and not longer than a page may take. */
const LONGEST_WAIT_MS = 5_000;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

interface KeptPage {
  readonly stamp: string;
  readonly route: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly bodies: Readonly<Record<'br' | 'gzip' | 'identity', Buffer>>;
}

/**
 * A value that is read anew for whoever asks, but once for all who ask while an earlier read is on its way: nobody gets
 * one that was read before they asked.
 */
export class SharedRead<T> {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<T> | undefined;

  constructor(private readonly read: () => Promise<T>) {}

  value(): Promise<T> {
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        const now = this.read();
        this.running = now;
        return now;
      });
    return this.next;
  }
}

/** Whether the answer can be the next reader's too. A cookie may say who somebody is, and a question is asked by few. */
export const mayBeKept = ({ method, url, headers }: Pick<Request, 'method' | 'url' | 'headers'>): boolean =>
  method === 'GET' &&
  headers.cookie === undefined &&
  !url.includes('?') &&
  !FOR_SYSTEMS.test(url) &&
  !OF_ONE_READER.test(url);

/**
 * Open pages as they were sent, compressed, for the next reader. A page is sent again only while nothing has changed in
 * the database that any open page shows, and for the minute of the clock in which it was rendered: days are counted on
 * pages, and a reader between the write and its commit may have had the page of before.
 */
export class KeptPages {
  private readonly pages = new Map<string, KeptPage>();
  private readonly rendering = new Map<string, Promise<void>>();
  private readonly stamp: SharedRead<string>;

  constructor(
    unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {
    this.stamp = new SharedRead(async () => {
      const row = await asSystem(() =>
        // The first value of a sequence is there before it was given out.
        unitOfWork.row<{ changes: string }>(
          'select concat(last_value, is_called) as changes from open_page_changes',
        ),
      );
      return row?.changes ?? '';
    });
  }

  /** Middleware: answers with a kept page, or lets the page that is rendered be kept. */
  readonly serve = (request: Request, response: Response, next: NextFunction): void => {
    if (!mayBeKept(request)) return next();
    const key = `${languageOf(request)} ${request.url}`;
    this.answer(key, request, response).then(
      (answered) => {
        if (!answered) next();
      },
      // Without a database the page itself says what is wrong, or needs none.
      () => next(),
    );
  };

  private async answer(key: string, request: Request, response: Response): Promise<boolean> {
    const stamp = await this.now();
    const page = this.pages.get(key);
    if (page?.stamp === stamp) return send(page, request, response);
    const rendering = this.rendering.get(key);
    if (rendering !== undefined) {
      await rendering;
      const rendered = this.pages.get(key);
      if (rendered !== undefined && rendered.stamp === (await this.now()))
        return send(rendered, request, response);
    }
    this.keepNext(key, stamp, request, response);
    return false;
  }

  private async now(): Promise<string> {
    const minute = Math.floor(this.clock.now().getTime() / 60_000);
    return `${await this.stamp.value()} ${minute}`;
  }

  /** @param stamp read before the page is: what changes while it is rendered makes it one of before */
  private keepNext(key: string, stamp: string, request: Request, response: Response): void {
    if (this.rendering.has(key)) return;
    let done: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (done = resolve));
    const timer = setTimeout(done, LONGEST_WAIT_MS).unref();
    this.rendering.set(key, finished);
    const end = (): void => {
      clearTimeout(timer);
      if (this.rendering.get(key) === finished) this.rendering.delete(key);
      done();
    };
    let isKept = false;
    keepWith(request, async (html, headers) => {
      isKept = true;
      try {
        this.keep(key, await pageOf(stamp, routeOf(request), html, headers));
      } finally {
        end();
      }
    });
    response.once('close', () => {
      if (!isKept) end();
    });
  }

  private keep(key: string, page: KeptPage): void {
    this.pages.delete(key);
    this.pages.set(key, page);
    const [oldest] = this.pages.keys();
    if (this.pages.size > KEPT_PAGES && oldest !== undefined) this.pages.delete(oldest);
  }
}

async function pageOf(
  stamp: string,
  route: string,
  html: string,
  headers: Parameters<KeepPage>[1],
): Promise<KeptPage> {
  const identity = Buffer.from(html);
  const [br, gz] = await Promise.all([
    brotli(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
    gzipped(identity),
  ]);
  const etag = `W/"${createHash('sha256').update(identity).digest('base64url').slice(0, 27)}"`;
  return { stamp, route, headers, etag, bodies: { br, gzip: gz, identity } };
}

function send({ route, headers, etag, bodies }: KeptPage, request: Request, response: Response): true {
  // For the log and the metrics, which count by route.
  request.route = { path: route };
  response.set({ ...headers, ETag: etag, Vary: 'Accept-Encoding' });
  if (request.headers['if-none-match'] === etag) {
    response.status(304).end();
    return true;
  }
  const accepted = request.acceptsEncodings(['br', 'gzip']);
  const encoding = accepted === 'br' || accepted === 'gzip' ? accepted : 'identity';
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  response.setHeader('Content-Length', bodies[encoding].length);
  response.end(bodies[encoding]);
  return true;
}
