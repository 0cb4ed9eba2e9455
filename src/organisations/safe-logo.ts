import { svgWeight } from './svg-weight.js';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A small file can hold a picture that fills the memory once it is drawn; a logo at 1,200 dots an inch fits in this. */
const MOST_PIXELS_ASIDE = 8_000;
/** Drawn, a pixel is four bytes: 64 MB. */
const MOST_PIXELS = 16_000_000;

/** Whether these are the bytes of a PNG that can be drawn: its size stands at a fixed place in its head. */
function isPngOfSize(bytes: Buffer): boolean {
  if (bytes.length < 24 || !bytes.subarray(0, PNG.length).equals(PNG)) return false;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return (
    [width, height].every((pixels) => pixels > 0 && pixels <= MOST_PIXELS_ASIDE) &&
    width * height <= MOST_PIXELS
  );
}

/** Elements, with the repeated ones counted each time: a coat of arms has some thousands. */
const HEAVIEST = 20_000;

/** A character written in another way than as itself can hide what a value says. */
const DISGUISED = /\\|&(?!(amp|lt|gt|quot|apos);)/;

/** Elements that draw, and nothing else. */
const DRAWING =
  /^(svg|g|path|rect|circle|ellipse|line|polyline|polygon|defs|title|desc|linearGradient|radialGradient|stop|clipPath|mask|use|symbol)$/;
/** Attributes that begin something, or may lead outside: only a reference within the picture is let through. */
const ACTS = /^on/i;
const LEADS = /^(xlink:)?href$|^src$/i;

/**
 * Whether a drawing has nothing that runs, and nothing that leads outside of it. It is judged and not mended: what an
 * organisation sees is what it gave.
 */
export function isSafeSvg(svg: string): boolean {
  const text = svg.replace(/^\uFEFF?\s*(<\?xml[^>]*\?>)?\s*/, '').replace(/<!--[\s\S]*?-->/g, '');
  if (/<!|<\?/.test(text) || /\burl\(\s*["']?(?!#)/i.test(text) || /@import/i.test(text)) return false;
  const elements = [...text.matchAll(/<\/?([A-Za-z][\w:-]*)([^<>]*)>/g)];
  // Every "<" is one of an element that was understood.
  if (elements.length === 0 || elements.length !== (text.match(/</g)?.length ?? 0)) return false;
  if (!/^<svg[\s>]/.test(text) || svgWeight(text) > HEAVIEST) return false;
  return elements.every(([, name = '', attributes = '']) => {
    if (!DRAWING.test(name)) return false;
    const unread = attributes.replace(
      /([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g,
      (_all, key: string, value: string) =>
        ACTS.test(key) || DISGUISED.test(value) || (LEADS.test(key) && !/^["']#/.test(value)) ? '!' : '',
    );
    return /^[\s/]*$/.test(unread);
  });
}

/** Whether a data URL is a logo that a letter may carry: a PNG, or a drawing that is safe. */
export function isSafeLogo(url: string): boolean {
  const [, kind, data = ''] = /^data:image\/(png|svg\+xml);base64,([A-Za-z0-9+/]+=*)$/.exec(url) ?? [];
  const bytes = Buffer.from(data, 'base64');
  if (kind === 'png') return isPngOfSize(bytes);
  return kind === 'svg+xml' && isSafeSvg(bytes.toString('utf8'));
}
