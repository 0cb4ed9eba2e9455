import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Handlebars from 'handlebars';
import type { Translator } from '../i18n/translate.js';
import type { AssetStore } from './asset-store.js';
import type { Page } from './page.js';
import type { PageContext } from './page-context.js';
import { createViewHelpers } from './view-helpers.js';

/** Turns a page and its view model into HTML. It knows no request, so that files are written with it too. */
export interface ViewEngine {
  render<Model extends object>(page: Page<Model>, model: Model, context: PageContext): string;
}

interface ViewEngineParts {
  /** The folder that holds pages/ and partials/. */
  readonly folder: string;
  readonly translator: Translator;
  readonly assets: AssetStore;
}

/**
 * A Handlebars instance of our own, all templates compiled once: strict, so that a misspelt field is an error and not
 * an empty place, and with our helpers alone, so that a misspelt helper is one too. A partial is named by its path in
 * partials/ (`layout/open`).
 *
 * @throws Error when a page is rendered that has no template, or a template names what its model lacks.
 */
export function createViewEngine({ folder, translator, assets }: ViewEngineParts): ViewEngine {
  const handlebars = Handlebars.create();
  const helpers = createViewHelpers(translator, assets);
  handlebars.registerHelper(helpers);
  const options: CompileOptions = {
    strict: true,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
  };
  for (const [name, source] of templatesIn(join(folder, 'partials'))) {
    // Compiled here, because Handlebars would compile a partial with the options of whoever includes it first.
    handlebars.registerPartial(name, handlebars.compile(source, options));
  }
  const pages = new Map(
    templatesIn(join(folder, 'pages')).map(([name, source]) => [name, handlebars.compile(source, options)]),
  );
  return {
    render(page, model, context) {
      const template = pages.get(page.template);
      if (!template) throw new Error(`There is no template pages/${page.template}.hbs`);
      return template(model, { data: { page: context } });
    },
  };
}

function templatesIn(folder: string): [name: string, source: string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => {
      const path = join(folder, file);
      const name = relative(folder, path).slice(0, -'.hbs'.length).split(sep).join('/');
      return [name, readFileSync(path, 'utf8')];
    });
}
