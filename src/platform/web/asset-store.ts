import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** A file that pages refer to, ready to be sent. Its address holds its hash, so it never changes at that address. */
export interface Asset {
  readonly url: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** Compressed once; absent for what is compressed by itself. */
  readonly brotli?: Buffer;
  readonly gzip?: Buffer;
}

/** All static files, read once into memory: some hundred kilobytes. */
export interface AssetStore {
  /** The address of an asset by its name in templates/assets (`openbrief.css`). @throws when there is none. */
  url(name: string): string;
  /** Its text, for a page that is kept as a file. */
  text(name: string): string;
  at(url: string): Asset | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Typefaces come from their packages (SIL Open Font License) and are served by ourselves: no third party sees a reader. */
const fonts: Readonly<Record<string, string>> = {
  'source-sans-3.woff2': '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2',
  'source-serif-4.woff2': '@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2',
};

const textual = new Set(['.css', '.js', '.svg']);

/** Reads the files of a folder (not its subfolders, which hold sources) and the typefaces. */
export function createAssetStore(folder: string): AssetStore {
  const byName = new Map<string, Asset>();
  const require = createRequire(import.meta.url);
  for (const [name, path] of Object.entries(fonts))
    byName.set(name, asset(name, readFileSync(require.resolve(path))));
  for (const name of readdirSync(folder).sort()) {
    if (!(extname(name) in types)) continue;
    const bytes = readFileSync(join(folder, name));
    byName.set(name, asset(name, extname(name) === '.css' ? withFontUrls(bytes, byName) : bytes));
  }
  const byUrl = new Map([...byName.values()].map((each) => [each.url, each]));
  const get = (name: string): Asset => {
    const found = byName.get(name);
    if (!found) throw new Error(`There is no asset ${name}`);
    return found;
  };
  return {
    url: (name) => get(name).url,
    text: (name) => get(name).bytes.toString('utf8'),
    at: (url) => byUrl.get(url),
  };
}

function asset(name: string, bytes: Buffer): Asset {
  const extension = extname(name);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const url = `/assets/${name.slice(0, -extension.length)}.${hash}${extension}`;
  const type = types[extension] ?? 'application/octet-stream';
  if (!textual.has(extension)) return { url, type, bytes };
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return { url, type, bytes, brotli, gzip: gzipSync(bytes, { level: 9 }) };
}

/** The stylesheet names a typeface by its file; readers get the address that holds its hash. */
function withFontUrls(css: Buffer, byName: ReadonlyMap<string, Asset>): Buffer {
  const text = css.toString('utf8').replaceAll(/url\(["']?([\w-]+\.woff2)["']?\)/g, (whole, name: string) => {
    const font = byName.get(name);
    return font ? `url(${font.url})` : whole;
  });
  return Buffer.from(text);
}
