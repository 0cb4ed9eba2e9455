import { expect, test } from 'vitest';
import { DomainError } from '../../core/domain-error.js';
import { explainFailure } from './explain-failure.js';

const system = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });

const startFailed = (reason: string): DomainError =>
  new DomainError('unavailable', 'platform:postgres-start-failed', { reason, log: '/x' });

test.each<[string, unknown, string]>([
  ['a full disk', system('ENOSPC', 'write'), 'platform:disk-full'],
  ['a used-up quota', system('EDQUOT', 'write'), 'platform:disk-full'],
  ['a folder of somebody else', system('EACCES', 'open'), 'platform:folder-refused'],
  ['a read-only disk', system('ENOENT', 'mkdir'), 'platform:folder-refused'],
  [
    'a full disk, in the words of initdb',
    new DomainError('unavailable', 'platform:postgres-initialisation-failed', {
      reason: 'initdb: error: could not write to file: No space left on device',
    }),
    'platform:disk-full',
  ],
  ['a full disk, in the words of the server', startFailed('No space left on device'), 'platform:disk-full'],
])('%s is told as what it is', (_, error, code) => {
  expect(explainFailure(error, '/data')).toMatchObject({ code, params: { folder: '/data' } });
});

test.each([
  ['another failure of the server', startFailed('database files are incompatible with server')],
  ['a failure of ours', new TypeError('x is undefined')],
  ['what is no error', 'nothing'],
])('%s stays what it is', (_, error) => {
  expect(explainFailure(error, '/data')).toBe(error);
});
