import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const templates = join(import.meta.dirname, '../../../templates');

/** All texts of a file as `a.b.c` → text. */
function textsOf(language: string, namespace: string): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'string') texts.set(path.join('.'), value);
    else for (const [name, inner] of Object.entries(Object(value))) walk(inner, [...path, name]);
  };
  walk(JSON.parse(readFileSync(join(templates, 'locales', language, `${namespace}.json`), 'utf8')), []);
  return texts;
}

const namespacesOf = (language: string): string[] =>
  readdirSync(join(templates, 'locales', language)).map((file) => file.replace('.json', ''));

const parametersOf = (text: string): string[] =>
  [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name ?? '').sort();

test('both languages have the same files', () => {
  expect(namespacesOf('en').sort()).toEqual(namespacesOf('nl').sort());
});

describe.each(namespacesOf('nl'))('%s', (namespace) => {
  const nl = textsOf('nl', namespace);
  const en = textsOf('en', namespace);

  test('has the same texts in both languages, none empty', () => {
    expect([...en.keys()].sort()).toEqual([...nl.keys()].sort());
    expect([...nl, ...en].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('names the same values in both languages', () => {
    const differing = [...nl].filter(
      ([key, text]) => parametersOf(text).join() !== parametersOf(en.get(key) ?? '').join(),
    );
    // A singular may say "one" where the other language says the number.
    expect(differing.map(([key]) => key).filter((key) => !key.endsWith('_one'))).toEqual([]);
  });

  test('each refusal says what to do', () => {
    const messages = [...nl.keys()].filter((key) => /^errors\..+\.message$/.test(key));
    expect(messages.filter((key) => !nl.has(key.replace(/message$/, 'remedy')))).toEqual([]);
  });
});

test('each text that a template names is there', () => {
  const missing: string[] = [];
  for (const folder of ['pages', 'partials']) {
    for (const file of readdirSync(join(templates, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.hbs')) continue;
      const source = readFileSync(join(templates, folder, file), 'utf8');
      for (const [, namespace = '', key = ''] of source.matchAll(/[({](?:t|markup) "([\w-]+):([\w.-]+)"/g)) {
        const texts = textsOf('nl', namespace);
        if (!texts.has(key) && !texts.has(`${key}_other`)) missing.push(`${file}: ${namespace}:${key}`);
      }
    }
  }
  expect(missing).toEqual([]);
});
