import { expect, test } from 'vitest';
import { passingTrouble } from './passing-trouble.js';

const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code !== undefined && { code });

test.each([
  ['a server that is not there', failure('connect', 'ECONNREFUSED'), 'errors:http-503'],
  ['a server that stops', failure('terminating connection', '57P01'), 'errors:http-503'],
  ['a server that starts', failure('the database system is starting up', '57P03'), 'errors:http-503'],
  ['a connection that broke', failure('Connection terminated unexpectedly'), 'errors:http-503'],
  ['a full disk of the database', failure('could not extend file', '53100'), 'platform:no-room-to-keep'],
  ['a full disk of ours', failure('write', 'ENOSPC'), 'platform:no-room-to-keep'],
  ['a mistake of ours', failure('syntax error', '42601'), undefined],
  ['a file that is not there', failure('open', 'ENOENT'), undefined],
  ['no error at all', 'oops', undefined],
])('%s', (_what, error, code) => {
  expect(passingTrouble(error)?.code).toBe(code);
});
