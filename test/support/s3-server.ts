import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { S3Settings } from '../../src/platform/storage/s3-settings.js';
import { isSigned } from './s3-signature.js';

interface StoredObject {
  readonly bytes: Buffer;
  readonly writtenAt: Date;
}

export interface S3Server {
  readonly settings: S3Settings;
  readonly objects: Map<string, StoredObject>;
  /** What was asked, as `PUT name`, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page of a list; small, so that lists have more than one. */
const KEYS_A_PAGE = 3;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const etag = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
const fault = (status: number, code: string): Answer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

/**
 * A store that speaks what Openbrief asks of S3, over HTTP: put, multipart, get, head, copy, delete one or many, and
 * list by pages. Every request has to carry a signature that is right.
 */
export async function startS3Server(): Promise<S3Server> {
  const bucket = 'brieven';
  const keys = { accessKeyId: 'openbrief', secretAccessKey: 'geheim/van+de=winkel' };
  const objects = new Map<string, StoredObject>();
  const parts = new Map<string, Map<number, Buffer>>();
  const asked: string[] = [];

  const put = (key: string, bytes: Buffer): Answer => {
    objects.set(key, { bytes, writtenAt: new Date() });
    return { status: 200, headers: { ETag: etag(bytes) } };
  };

  function listed(query: URLSearchParams): Answer {
    const all = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
    const rest = all.filter((key) => key > (query.get('continuation-token') ?? ''));
    const page = rest.slice(0, KEYS_A_PAGE);
    const isCut = rest.length > page.length;
    const contents = page.map((key) => {
      const at = objects.get(key)?.writtenAt.toISOString() ?? '';
      return `<Contents><Key>${escaped(key)}</Key><LastModified>${at}</LastModified></Contents>`;
    });
    const next = isCut ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
    return {
      status: 200,
      body: `<ListBucketResult><IsTruncated>${isCut}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    };
  }

  function multipart(method: string, key: string, query: URLSearchParams, body: Buffer): Answer | undefined {
    if (method === 'POST' && query.has('uploads')) {
      const id = randomUUID();
      parts.set(id, new Map());
      return {
        status: 200,
        body: `<InitiateMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${escaped(key)}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      };
    }
    const upload = parts.get(query.get('uploadId') ?? '');
    if (upload === undefined) return query.has('uploadId') ? fault(404, 'NoSuchUpload') : undefined;
    if (method === 'PUT') {
      upload.set(Number(query.get('partNumber')), body);
      return { status: 200, headers: { ETag: etag(body) } };
    }
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, n]) => Number(n));
    put(key, Buffer.concat(named.map((number) => upload.get(number) ?? Buffer.alloc(0))));
    parts.delete(query.get('uploadId') ?? '');
    return {
      status: 200,
      body: `<CompleteMultipartUploadResult><Key>${escaped(key)}</Key></CompleteMultipartUploadResult>`,
    };
  }

  function answer(request: IncomingMessage, body: Buffer): Answer {
    const { method = '', url = '', headers } = request;
    const { pathname, searchParams: query } = new URL(url, 'http://store');
    const [, own, ...names] = pathname.split('/').map(decodeURIComponent);
    const key = names.join('/');
    asked.push(`${method} ${key}`);
    if (!isSigned(request, body, keys)) return fault(403, 'SignatureDoesNotMatch');
    if (own !== bucket) return fault(404, 'NoSuchBucket');
    const inParts = multipart(method, key, query, body);
    if (inParts !== undefined) return inParts;
    if (method === 'POST' && query.has('delete')) {
      for (const [, name = ''] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) objects.delete(name);
      return { status: 200, body: '<DeleteResult></DeleteResult>' };
    }
    if (method === 'GET' && key === '') return listed(query);
    const source = headers['x-amz-copy-source'];
    if (method === 'PUT' && typeof source === 'string') {
      const [, ...from] = decodeURIComponent(source).split('/');
      const copied = objects.get(from.join('/'));
      if (copied === undefined) return fault(404, 'NoSuchKey');
      put(key, copied.bytes);
      return { status: 200, body: `<CopyObjectResult><ETag>${etag(copied.bytes)}</ETag></CopyObjectResult>` };
    }
    if (method === 'PUT') return put(key, body);
    if (method === 'DELETE') {
      objects.delete(key);
      return { status: 204 };
    }
    const found = objects.get(key);
    if (found === undefined) return fault(404, method === 'HEAD' ? 'NotFound' : 'NoSuchKey');
    return { status: 200, body: found.bytes, headers: { 'Content-Length': String(found.bytes.length) } };
  }

  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { status, headers = {}, body: sent = '' } = answer(request, body);
      response.writeHead(status, { 'Content-Type': 'application/xml', ...headers });
      response.end(request.method === 'HEAD' ? undefined : sent);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    settings: { endpoint: `http://127.0.0.1:${address.port}`, region: 'nl-1', bucket, ...keys },
    objects,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
