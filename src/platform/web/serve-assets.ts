import type { NextFunction, Request, Response } from 'express';
import type { AssetStore } from './asset-store.js';

/**
 * Answers /assets/… from memory. An address holds the hash of its content, so a browser may keep it for ever; one
 * that is unknown falls through to the ordinary "not found".
 */
export function serveAssets(assets: AssetStore) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const asset = request.method === 'GET' || request.method === 'HEAD' ? assets.at(request.path) : undefined;
    if (!asset) return next();
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('Content-Type', asset.type);
    response.setHeader('Vary', 'Accept-Encoding');
    const encoding = asset.brotli ? request.acceptsEncodings(['br', 'gzip']) : false;
    const body = encoding === 'br' ? asset.brotli : encoding === 'gzip' ? asset.gzip : asset.bytes;
    if (encoding) response.setHeader('Content-Encoding', encoding);
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}
