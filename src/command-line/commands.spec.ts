import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { createTranslator } from '../platform/i18n/translate.js';
import { projectRoot } from '../platform/process/project-root.js';
import { addCommands } from './commands.js';

const program = new Command('openbrief');
addCommands(program, createTranslator(join(projectRoot, 'templates', 'locales')), 'en');
const commands = program.commands.map((command) => command.name());

const read = (name: string): string => readFileSync(join(projectRoot, name), 'utf8');
const docs = readdirSync(join(projectRoot, 'docs')).filter((name) => name.endsWith('.md'));

test('every command says what it does, once', () => {
  expect(new Set(commands).size).toBe(commands.length);
  expect(program.commands.filter((command) => command.description() === '')).toEqual([]);
});

test('the README lists the commands that there are', () => {
  const [, table = ''] = read('README.md').split('| for                      | commands');
  const listed = [
    ...table
      .split('\n\n', 1)
      .join('')
      .matchAll(/`([a-z-]+)`/g),
  ].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(commands.toSorted());
});

test.each(['README.md', ...docs.map((name) => `docs/${name}`)])('%s names no other command', (name) => {
  const named = [...read(name).matchAll(/npx openbrief ([a-z][a-z-]*)/g)].map(([, command]) => command);
  expect(named.filter((command) => !commands.includes(command ?? ''))).toEqual([]);
});

test('a letterhead of nothing is refused before anything is opened', async () => {
  const given = program.parseAsync(['node', 'openbrief', 'letterhead', '--organisation', 'dienst-een']);
  await expect(given).rejects.toMatchObject({ code: 'command-line:letterhead-missing' });
});
