import type { Response } from 'express';

/** On a screen a letter is a sheet in a frame: its own width, made smaller until it fits. */
const onScreen = `@media screen{html{background:#fff}body{width:166mm;margin:12mm 22mm;zoom:.36}
@media (min-width:24rem){body{zoom:.48}}@media (min-width:30rem){body{zoom:.6}}@media (min-width:37rem){body{zoom:.72}}@media (min-width:48rem){body{zoom:.95}}}`;

/** A letter as it is printed, made to fit a frame. */
export const letterInFrame = (html: string): string =>
  html.replace('</head>', `<style>${onScreen}</style></head>`);

/** Sends a letter to a frame of our own page. It has a style and a logo of its own, and may do nothing else. */
export function sendToFrame(response: Response, html: string): void {
  response
    .status(200)
    .setHeader(
      'Content-Security-Policy',
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    )
    .setHeader('X-Frame-Options', 'SAMEORIGIN')
    .setHeader('Cache-Control', 'no-store')
    .type('html')
    .send(html);
}
