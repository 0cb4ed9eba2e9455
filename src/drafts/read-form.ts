import type { AuthoredText } from '../platform/i18n/shown-text.js';
import {
  isObject,
  listAt,
  textAt,
  valueAt,
  withValue,
  type DraftContent,
  type DraftValue,
} from './draft-content.js';
import { dutchMoment } from './dutch-moment.js';
import { fieldsOfStep, patternOf, type DraftStep, type FieldKind } from './draft-fields.js';

/** A form as it was sent: a name comes once, or several times. */
export type SentForm = Readonly<Record<string, string | readonly string[]>>;

/** The other language of a text for the public page is a field of its own. */
const ENGLISH = '.en';

const all = (sent: string | readonly string[]): readonly string[] =>
  typeof sent === 'string' ? [sent] : sent;

const last = (sent: string | readonly string[]): string => all(sent).at(-1) ?? '';

const tidy = (text: string): string => text.replaceAll(/\r\n?/g, '\n').trim();

/** What is no number stays as it was typed, so that its writer can mend it. */
function decimal(text: string, scale: number): DraftValue | undefined {
  const written = text.replaceAll(/[\s%€]/g, '');
  if (written === '') return undefined;
  const plain = written.includes(',') ? written.replaceAll('.', '').replace(',', '.') : written;
  // Twelve digits: 1.4 / 100 is 0.014 and not 0.013999999999999999.
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number((Number(plain) / scale).toPrecision(12)) : text;
}

function whole(text: string): DraftValue | undefined {
  const plain = text.replaceAll(/[\s.]/g, '');
  if (plain === '') return undefined;
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) : text;
}

/** A field as it was typed, as the draft keeps it; undefined for nothing. */
function fieldValue(kind: FieldKind, sent: string | readonly string[]): DraftValue | undefined {
  const text = tidy(last(sent));
  switch (kind) {
    case 'whole':
      return whole(text);
    case 'percent':
      return decimal(text, 100);
    case 'euro':
    case 'decimal':
      return decimal(text, 1);
    case 'yes':
      return text === 'true';
    case 'elements':
      return all(sent).filter((id) => id !== '');
    case 'arms':
      return listed(all(sent).filter((id) => id !== ''));
    case 'columns':
      return columns(text);
    case 'days':
      return listed(text.split(/[;,\s]+/).flatMap((part) => whole(part) ?? []));
    case 'moments':
      return listed(text.split(/[;\s]+|,(?=\s|$)/).flatMap((part) => lookTime(part) ?? []));
    case 'pulse':
      return dutchMoment(text) ?? whole(text);
    default:
      return text === '' ? undefined : text;
  }
}

const listed = (items: readonly DraftValue[]): DraftValue | undefined =>
  items.length === 0 ? undefined : items;

/** A day, or a share of the recipients as a percentage. */
const lookTime = (text: string): DraftValue | undefined => (/^\d{4}-/.test(text) ? text : decimal(text, 100));

/** Names with something between them; no list at all where there is none. */
function columns(text: string): DraftValue | undefined {
  const named = text
    .split(/[,;\n]/)
    .map((column) => column.trim())
    .filter((column) => column !== '');
  return named.length === 0 ? undefined : named;
}

/** A text for the public page in one language or two. */
function publicText(nl: string, en: string): DraftValue | undefined {
  if (en === '') return nl === '' ? undefined : nl;
  return { nl, en };
}

/** The two languages of what a draft holds for the public page. */
export function bothLanguages(value: DraftValue | undefined): { readonly nl: string; readonly en: string } {
  if (isObject(value)) {
    const { nl, en } = value;
    return { nl: typeof nl === 'string' ? nl : '', en: typeof en === 'string' ? en : '' };
  }
  return { nl: typeof value === 'string' || typeof value === 'number' ? String(value) : '', en: '' };
}

/** A text of a draft for who reads it; empty where there is none. */
export function authored(value: DraftValue | undefined): AuthoredText {
  const { nl, en } = bothLanguages(value);
  return en === '' ? nl : { nl, en };
}

/** Longest list that a form may reach into: a number in a name is somebody's word for it. */
const MOST_ITEMS = 64;

/**
 * The draft with what a step's form says. What the form has no field for stays as it is, and a name that is no field
 * of the step, or points past the end of a list, does nothing.
 */
export function applyForm(content: DraftContent, step: DraftStep, form: SentForm): DraftContent {
  const kinds = new Map(fieldsOfStep(step).map(({ pattern, kind }) => [pattern, kind]));
  let changed = content;
  for (const [name, sent] of Object.entries(form)) {
    const english = name.endsWith(ENGLISH) && !kinds.has(patternOf(name));
    const path = english ? name.slice(0, -ENGLISH.length) : name;
    const kind = kinds.get(patternOf(path));
    if (kind === undefined || !reaches(changed, path)) continue;
    if (kind === 'public-line' || kind === 'public-text') {
      const present = bothLanguages(valueAt(changed, path));
      const typed = tidy(last(sent));
      const value = english ? publicText(present.nl, typed) : publicText(typed, present.en);
      changed = withValue(changed, path, value);
    } else {
      changed = withValue(changed, path, fieldValue(kind, sent));
    }
  }
  return tidied(changed);
}

/** Whether every list on the way has the item that is named. */
function reaches(content: DraftContent, path: string): boolean {
  const keys = path.split('.');
  return keys.every((key, place) => {
    if (!/^\d+$/.test(key)) return true;
    if (Number(key) >= MOST_ITEMS) return false;
    return valueAt(content, keys.slice(0, place + 1).join('.')) !== undefined;
  });
}

/** Parts that are left out as a whole when nothing is in them. */
const optionalParts = [
  'costs',
  'randomness',
  'strata',
  'covariates',
  'reminders',
  'looks',
  'letter.disclosure',
  'letter.heldBack',
] as const;

const isEmpty = (value: DraftValue | undefined): boolean =>
  (isObject(value) && Object.keys(value).length === 0) || (Array.isArray(value) && value.length === 0);

/** Nor has a reminder a letter of its own when nothing of it is other, or a category a step to round to. */
function withoutEmptyItems(content: DraftContent): DraftContent {
  const letters = listAt(content, 'reminders').flatMap((_, place) => [
    `reminders.${place}.letter.elements`,
    `reminders.${place}.letter`,
  ]);
  const kept = letters.reduce<DraftContent>(
    (tidy, path) => (isEmpty(valueAt(tidy, path)) ? withValue(tidy, path, undefined) : tidy),
    content,
  );
  return listAt(kept, 'covariates').reduce<DraftContent>(
    (tidy, covariate, place) =>
      textAt(covariate, 'kind') === 'category'
        ? withValue(tidy, `covariates.${place}.step`, undefined)
        : tidy,
    kept,
  );
}

/** Nor is a trial that a claim would cite, and of which nothing was filled in. */
function withoutEmptyCitations(content: DraftContent): DraftContent {
  const paths = listAt(content, 'elements').flatMap((element, place) =>
    listAt(element, 'claims').map((_, index) => `elements.${place}.claims.${index}.fromTrial`),
  );
  return paths.reduce<DraftContent>((kept, path) => {
    const cited = valueAt(kept, path);
    return isObject(cited) && Object.keys(cited).length === 0 ? withValue(kept, path, undefined) : kept;
  }, content);
}

function tidied(written: DraftContent): DraftContent {
  const content = withoutEmptyItems(withoutEmptyCitations(written));
  return optionalParts.reduce<DraftContent>(
    (kept, path) => (isEmpty(valueAt(kept, path)) ? withValue(kept, path, undefined) : kept),
    content,
  );
}
