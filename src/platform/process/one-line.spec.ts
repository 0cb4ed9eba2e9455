import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DomainError } from '../../core/domain-error.js';
import { createTranslator } from '../i18n/translate.js';
import { oneLine } from './one-line.js';
import { projectRoot } from './project-root.js';

const translator = createTranslator(join(projectRoot, 'templates', 'locales'));

test.each<[string, unknown, string]>([
  [
    'a refusal of ours',
    new DomainError('unavailable', 'platform:port-in-use', { port: 3000 }),
    'Port 3000 is in use already. Stop the other program, or choose another port: PORT=3001 npm start',
  ],
  [
    'a full disk, as the system says it',
    new Error('ENOSPC: no space left on device, write'),
    'The disk is full. Free some space and start again; what was half done is done again.',
  ],
  [
    'a full disk, as PostgreSQL says it',
    Object.assign(new Error('could not extend file "base/5/1"'), { code: '53100' }),
    'The disk is full. Free some space and start again; what was half done is done again.',
  ],
  [
    'what nobody foresaw, without its second line',
    new Error('The sky fell.\n  at cloud nine'),
    'Something went wrong: The sky fell. Start again; if it comes back, report it with this line.',
  ],
  [
    'what is no error at all',
    'nothing',
    'Something went wrong: nothing. Start again; if it comes back, report it with this line.',
  ],
])('one line tells %s', (_, error, line) => {
  expect(oneLine(error, 'en', translator)).toBe(line);
});
