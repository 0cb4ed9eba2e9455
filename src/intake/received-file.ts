import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { diskStorage, MulterError } from 'multer';
import { DomainError } from '../core/domain-error.js';
import { MAX_FILE_BYTES } from '../platform/delimited/inspect-file.js';

export interface ReceivedFile {
  readonly path: string;
  readonly fileName: string;
  /** The other fields of a form, as text; empty when the file was the body itself. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Name of the field of a form that holds the file. */
const FIELD = 'file';

/** How large a file may be, and what its sender is told when it is larger. */
export interface LargestFile {
  readonly bytes: number;
  readonly error: () => DomainError;
}

const largestOfLines: LargestFile = {
  bytes: MAX_FILE_BYTES,
  error: () => new DomainError('too-large', 'delimited:too-large', { maximum: MAX_FILE_BYTES }),
};

/**
 * Takes a file as the body itself (text/csv) or as a field of a form, by way of the disk: it never is in memory as a
 * whole. It stands in a folder that nobody else can read, and is gone when the work is done or has failed.
 * @param largest what a file of lines may be, unless the file is another
 * @throws DomainError `delimited:too-large` or that of `largest`, `platform:file-missing`
 */
export async function withReceivedFile<T>(
  request: Request,
  response: Response,
  work: (file: ReceivedFile) => Promise<T>,
  largest: LargestFile = largestOfLines,
): Promise<T> {
  return withFolder(async (folder) => {
    if (request.is('text/csv') !== false) return work(await fromBody(request, folder, largest));
    if (request.is('multipart/form-data') !== false)
      return work(await fromForm(request, response, folder, largest));
    throw new UnsupportedMediaTypeException();
  });
}

/** A folder that only this process's user can enter, removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'openbrief-received-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fromBody(request: Request, folder: string, largest: LargestFile): Promise<ReceivedFile> {
  const path = join(folder, 'body.csv');
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > largest.bytes) done(largest.error());
      else done(null, chunk);
    },
  });
  try {
    await pipeline(request, limit, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    // Whoever broke off does not read the answer; nothing went wrong on our side.
    if (request.readableAborted) throw new BadRequestException();
    throw error;
  }
  const { fileName } = request.query;
  return {
    path,
    fileName: typeof fileName === 'string' && fileName !== '' ? fileName.slice(0, 200) : 'body.csv',
    fields: {},
  };
}

function fromForm(
  request: Request,
  response: Response,
  folder: string,
  largest: LargestFile,
): Promise<ReceivedFile> {
  const receive = multer({
    storage: diskStorage({
      destination: folder,
      filename: (_request, _file, done) => done(null, 'form.csv'),
    }),
    limits: { files: 1, fields: 10, fileSize: largest.bytes },
  }).single(FIELD);
  return new Promise((resolve, reject) => {
    receive(request, response, (error: unknown) => {
      if (error !== undefined && error !== null) reject(formError(error, largest));
      else if (request.file === undefined) reject(new DomainError('invalid', 'platform:file-missing'));
      else {
        resolve({
          path: request.file.path,
          fileName: request.file.originalname.slice(0, 200),
          fields: textFields(request.body),
        });
      }
    });
  });
}

function textFields(body: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Object(body) as object).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

function formError(error: unknown, largest: LargestFile): Error {
  // A disk that is full is our trouble; a form that can't be read is the sender's.
  if (error instanceof Error && 'syscall' in error) return error;
  if (!(error instanceof MulterError)) return new BadRequestException();
  return error.code === 'LIMIT_FILE_SIZE' ? largest.error() : new BadRequestException();
}
