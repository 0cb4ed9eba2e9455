import Handlebars from 'handlebars';
import type { Block, Run } from './compose.js';

/** The values of one recipient's merge fields. */
export type FieldValues = Readonly<Record<string, string>>;

const MONTHS =
  'januari februari maart april mei juni juli augustus september oktober november december'.split(' ');

/** 2026-03-09 as a letter says it: 9 maart 2026. What is no date stays as it was. */
export function writtenDate(iso: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso) ?? [];
  return year === undefined ? iso : `${Number(day)} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

/** 1234.5 as a letter says it: € 1.234,50. What is no number stays as it was. */
export function writtenAmount(amount: string): string {
  const number = Number(amount.replace(',', '.'));
  if (amount.trim() === '' || !Number.isFinite(number)) return amount;
  return `€ ${number.toLocaleString('nl-NL', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

const engine = Handlebars.create();
for (const name of Object.keys(engine.helpers))
  if (name !== 'if' && name !== 'unless') engine.unregisterHelper(name);
engine.registerHelper('datum', (value: unknown) => writtenDate(String(value)));
engine.registerHelper('bedrag', (value: unknown) => writtenAmount(String(value)));

const compileOptions = {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { datum: true, bedrag: true, if: true, unless: true },
} as const;

const runOptions = {
  allowProtoMethodsByDefault: false,
  allowProtoPropertiesByDefault: false,
  allowedProtoMethods: {},
  allowedProtoProperties: {},
} as const;

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);

/** Escapes the author's own words and leaves the merge fields, which Handlebars escapes when it fills them in. */
function templateOf({ text, bold, element }: Run): string {
  const safe = text
    .split(/(\{\{[^}]*\}\})/)
    .map((part, place) => (place % 2 === 1 ? part : escapeHtml(part)))
    .join('');
  const shown = bold ? `<strong>${safe}</strong>` : safe;
  return element === null ? shown : `<span data-element="${escapeHtml(element)}">${shown}</span>`;
}

function htmlTemplate(blocks: readonly Block[]): string {
  let html = '';
  let inList = false;
  for (const { kind, runs } of blocks) {
    if ((kind === 'item') !== inList) {
      html += inList ? '</ul>' : '<ul>';
      inList = !inList;
    }
    const content = runs.map(templateOf).join('');
    const heading = runs.every(({ text, bold }) => bold || text.trim() === '');
    html += kind === 'item' ? `<li>${content}</li>` : `<p${heading ? ' class="heading"' : ''}>${content}</p>`;
  }
  return inList ? `${html}</ul>` : html;
}

/**
 * Makes the function that fills a composed letter in for one recipient. It is given that recipient's values and
 * nothing else, so nobody else's can come out; a value is text, never markup.
 * @returns HTML of the letter's body
 * @throws Error when a field has no value: the import has made sure that it has
 */
export function letterFiller(blocks: readonly Block[]): (values: FieldValues) => string {
  const template = engine.compile(htmlTemplate(blocks), compileOptions);
  return (values) => template(Object.assign(Object.create(null), values), runOptions);
}

/** Around the number of a run; from the private use area, where no letter of any language is. */
const RUN_MARK = /\uE000(\d+)\uE001/;

/**
 * A composed letter with a recipient's values, as text and not as HTML: for pages that escape by themselves. The runs
 * are filled in together, because a condition may begin in one and end in another.
 * @returns the same blocks; a run that a condition left out is empty
 */
export function fillBlocks(blocks: readonly Block[], values: FieldValues): Block[] {
  const runs = blocks.flatMap((block) => block.runs);
  const marked = runs.map(({ text }, place) => `\uE000${place}\uE001${text}`).join('');
  const template = engine.compile(marked, { ...compileOptions, noEscape: true });
  const [, ...parts] = template(Object.assign(Object.create(null), values), runOptions).split(RUN_MARK);
  const filled = new Map<number, string>();
  for (let at = 0; at < parts.length; at += 2) filled.set(Number(parts[at]), parts[at + 1] ?? '');
  let place = 0;
  return blocks.map((block) => ({
    ...block,
    runs: block.runs.map((run) => ({ ...run, text: filled.get(place++) ?? '' })),
  }));
}
