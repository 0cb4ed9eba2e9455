import Handlebars from 'handlebars';
import type { Block, Run } from './compose.js';
import { writtenAmount, writtenDate, writtenNumber } from './written-values.js';

export { writtenAmount, writtenDate } from './written-values.js';

/** The values of one recipient's merge fields. */
export type FieldValues = Readonly<Record<string, string>>;

const engine = Handlebars.create();
for (const name of Object.keys(engine.helpers))
  if (name !== 'if' && name !== 'unless') engine.unregisterHelper(name);
engine.registerHelper('datum', (value: unknown) => writtenDate(String(value)));
engine.registerHelper('bedrag', (value: unknown) => writtenAmount(String(value)));
engine.registerHelper('getal', (value: unknown) => writtenNumber(String(value)));

const compileOptions = {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { datum: true, bedrag: true, getal: true, if: true, unless: true },
  // What comes out is text, which `htmlOf` and the pages escape as a whole: the author's words with the values.
  noEscape: true,
} as const;

const runOptions = {
  allowProtoMethodsByDefault: false,
  allowProtoPropertiesByDefault: false,
  allowedProtoMethods: {},
  allowedProtoProperties: {},
} as const;

/** Around the number of a run; from the private use area, where no letter of any language is. */
const RUN_MARK = /\uE000(\d+)\uE001/;
const MARK_SIGNS = /[\uE000\uE001]/g;

/** Where a condition turns or ends: what follows belongs to the run that it stands in, also if the condition fails. */
const CONDITION_TURNS = /\{\{~?\s*(?:\/|\^|else\b)[^}]*\}\}/g;

function markedText({ text }: Run, place: number): string {
  const mark = `\uE000${place}\uE001`;
  return mark + text.replace(MARK_SIGNS, '').replace(CONDITION_TURNS, (turn) => turn + mark);
}

/** Makes the function that fills the runs in, all together, because a condition may begin in one and end in another. */
function filler(blocks: readonly Block[]): (values: FieldValues) => Block[] {
  const marked = blocks.flatMap(({ runs }) => runs).map(markedText);
  const template = engine.compile(marked.join(''), compileOptions);
  return (values) => {
    const own = Object.create(null) as Record<string, string>;
    for (const [name, value] of Object.entries(values)) own[name] = value.replace(MARK_SIGNS, '');
    const [, ...parts] = template(own, runOptions).split(RUN_MARK);
    const filled = new Map<number, string>();
    for (let at = 0; at < parts.length; at += 2) {
      const place = Number(parts[at]);
      filled.set(place, (filled.get(place) ?? '') + (parts[at + 1] ?? ''));
    }
    let place = 0;
    return blocks.map((block) => ({
      ...block,
      runs: block.runs.map((run) => ({ ...run, text: filled.get(place++) ?? '' })),
    }));
  };
}

/** Whether a composed letter mentions a field or has a condition, so that its text may differ between recipients. */
export function hasFields(blocks: readonly Block[]): boolean {
  return blocks.some(({ runs }) => runs.some(({ text }) => text.includes('{{')));
}

/**
 * A composed letter with a recipient's values, as text and not as HTML: for pages that escape by themselves.
 * @returns the same blocks; a run that a condition left out is empty
 */
export function fillBlocks(blocks: readonly Block[], values: FieldValues): Block[] {
  return filler(blocks)(values);
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);

function runHtml({ text, bold, element }: Run): string {
  const safe = escapeHtml(text);
  const shown = bold ? `<strong>${safe}</strong>` : safe;
  return element === null ? shown : `<span data-element="${escapeHtml(element)}">${shown}</span>`;
}

function htmlOf(blocks: readonly Block[]): string {
  let html = '';
  let inList = false;
  for (const { kind, runs: all } of blocks) {
    const runs = all.filter(({ text }) => text !== '');
    // A paragraph that its condition left out leaves no white line behind.
    if (runs.every(({ text }) => text.trim() === '')) continue;
    if ((kind === 'item') !== inList) {
      html += inList ? '</ul>' : '<ul>';
      inList = !inList;
    }
    const heading = runs.every(({ text, bold }) => bold || text.trim() === '');
    const content = runs.map(runHtml).join('');
    html += kind === 'item' ? `<li>${content}</li>` : `<p${heading ? ' class="heading"' : ''}>${content}</p>`;
  }
  return inList ? `${html}</ul>` : html;
}

/**
 * Makes the function that fills a composed letter in for one recipient. It is given that recipient's values and
 * nothing else, so nobody else's can come out; a value is text, never markup. The HTML is made around the filled-in
 * text, so that whatever conditions leave out, every element that is opened is closed: in a document of fifty letters
 * an open one would reach the next.
 * @returns HTML of the letter's body
 * @throws Error when a field has no value: the import has made sure that it has
 */
export function letterFiller(blocks: readonly Block[]): (values: FieldValues) => string {
  const fill = filler(blocks);
  return (values) => htmlOf(fill(values));
}
