import type { DraftIssue } from '../../drafts/check-draft.js';
import { listAt, textAt, valueAt, type DraftContent, type DraftValue } from '../../drafts/draft-content.js';
import { armsOf } from '../../drafts/draft-lists.js';
import { typedMoment } from '../../drafts/dutch-moment.js';
import { idOf, slotsOf, type FieldKind, type FieldRule } from '../../drafts/draft-fields.js';
import { authored, bothLanguages } from '../../drafts/read-form.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Technique } from '../../techniques/technique-schema.js';
import type { DraftTexts } from './draft-texts.js';

export type FieldControl = 'input' | 'area' | 'select' | 'radios' | 'checks' | 'check';

export interface OptionView {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

/** A field of a form, with what is in it and what is the matter with it. */
export interface FieldView {
  readonly id: string;
  readonly name: string;
  readonly control: FieldControl;
  readonly type: 'text' | 'date';
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly rows: number;
  readonly decimal: boolean;
  /** A letter is written in one width of type, as its fields and slots have to be seen. */
  readonly isLetter: boolean;
  readonly optional: boolean;
  readonly further: boolean;
  readonly unit?: string;
  /** The same text in English, for what becomes public. */
  readonly english?: { readonly id: string; readonly name: string; readonly value: string };
  readonly options: readonly OptionView[];
  readonly messages: readonly string[];
  /** What colleagues say of this field, and where it is answered. */
  readonly comments: readonly { readonly author: string; readonly text: string; readonly path: string }[];
  /** What to say where nothing was filled in yet; empty for what is there, or may be left out. */
  readonly missing: string;
  /** The part of the page that begins with this field. */
  readonly section?: { readonly title: string; readonly intro: string };
}

const controls: Readonly<Record<FieldKind, FieldControl>> = {
  line: 'input',
  text: 'area',
  letter: 'area',
  'public-line': 'input',
  'public-text': 'area',
  whole: 'input',
  percent: 'input',
  euro: 'input',
  decimal: 'input',
  date: 'input',
  choice: 'radios',
  technique: 'select',
  slot: 'select',
  element: 'select',
  elements: 'checks',
  arm: 'select',
  arms: 'checks',
  columns: 'input',
  days: 'input',
  moments: 'input',
  pulse: 'input',
  yes: 'check',
};

const rowsOf: Readonly<Partial<Record<string, number>>> = {
  'letter.base': 18,
  'elements.*.text': 4,
  'reminders.*.letter.base': 10,
};

/** A value as it is typed: with a decimal comma in Dutch. What is no number stands as it was typed. */
function written(kind: FieldKind, value: DraftValue | undefined, language: 'nl' | 'en'): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') {
    const scaled = kind === 'percent' ? Number((value * 100).toPrecision(12)) : value;
    return language === 'nl' ? String(scaled).replace('.', ',') : String(scaled);
  }
  if (Array.isArray(value))
    return value.map((item: DraftValue) => writtenItem(kind, item, language)).join(', ');
  if (typeof value !== 'string') return '';
  return kind === 'pulse' ? typedMoment(value) : value;
}

/** One of a list: a look by a share of the recipients is a percentage. */
function writtenItem(kind: FieldKind, item: DraftValue, language: 'nl' | 'en'): string {
  if (kind !== 'moments' || typeof item !== 'number') return String(item);
  return `${written('percent', item, language)}%`;
}

const units: Readonly<Partial<Record<FieldKind, string>>> = { percent: '%', euro: '€' };

/** Makes the fields of one page: the draft's own words, or those that were typed and not kept. */
export class FieldViews {
  constructor(
    private readonly content: DraftContent,
    private readonly issues: readonly DraftIssue[],
    private readonly techniques: readonly Technique[],
    private readonly texts: DraftTexts,
    /** Whether somebody said that they are done: only then is an empty field a fault. */
    private readonly attempted = false,
    private readonly comments: ReadonlyMap<string, FieldView['comments']> = new Map(),
  ) {}

  /** @param place the numbers that stand for the `*` of the pattern */
  field({ pattern, kind, options, optional, further, section }: FieldRule, ...place: number[]): FieldView {
    const numbers = [...place];
    const path = pattern.replaceAll('*', () => String(numbers.shift() ?? 0));
    const value = valueAt(this.content, path);
    const isPublic = kind === 'public-line' || kind === 'public-text';
    const both = bothLanguages(value);
    const hint = this.texts.hint(pattern);
    const own = this.issues.filter((issue) => issue.path === path || issue.path.startsWith(`${path}.`));
    const wrong = own.filter((issue) => !issue.missing).map((issue) => this.texts.message(issue));
    const missing = own.some((issue) => issue.missing) ? this.texts.say('issues.missing-here') : '';
    const unit = pattern === 'analysis.smallestWorthwhileUplift' ? this.texts.say('points') : units[kind];
    return {
      id: idOf(path),
      name: path,
      control: controls[kind],
      type: kind === 'date' ? 'date' : 'text',
      label: this.texts.label(pattern),
      ...(hint !== undefined && { hint }),
      value: isPublic ? both.nl : written(kind, value, this.texts.language),
      rows: rowsOf[pattern] ?? 3,
      decimal: ['whole', 'percent', 'euro', 'decimal'].includes(kind),
      isLetter: kind === 'letter',
      optional: optional === true,
      further: further === true,
      ...(unit !== undefined && { unit }),
      ...(isPublic && { english: { id: `${idOf(path)}-en`, name: `${path}.en`, value: both.en } }),
      options: this.options(kind, path, value, pattern, options ?? []),
      messages: this.attempted && missing !== '' ? [...wrong, missing] : wrong,
      missing,
      comments: this.comments.get(path) ?? [],
      ...(section !== undefined && {
        section: {
          title: this.texts.say(`sections.${section}.title`),
          intro: this.texts.say(`sections.${section}.intro`),
        },
      }),
    };
  }

  /** What is the matter with a part as a whole. */
  messagesAt(path: string): string[] {
    return this.issues.filter((issue) => issue.path === path).map((issue) => this.texts.message(issue));
  }

  private options(
    kind: FieldKind,
    path: string,
    value: DraftValue | undefined,
    pattern: string,
    fixed: readonly string[],
  ): OptionView[] {
    const option = (of: string, label: string, chosen: boolean): OptionView => ({
      id: `${idOf(path)}-${of || 'none'}`,
      value: of,
      label,
      chosen,
    });
    const choose = (label = this.texts.say('choose')): OptionView => option('', label, false);
    const nameOf = (item: DraftValue): string =>
      shownText(authored(valueAt(item, 'name')), this.texts.language).text || textAt(item, 'id');
    const items = (list: 'elements' | 'arms'): OptionView[] =>
      (list === 'arms' ? armsOf(this.content) : listAt(this.content, list)).map((item) => {
        const id = textAt(item, 'id');
        const chosen = Array.isArray(value) ? value.includes(id) : value === id;
        return option(id, nameOf(item), chosen);
      });
    switch (kind) {
      case 'choice': {
        const chosen = typeof value === 'string' ? value : fixed[0];
        return fixed.map((one) =>
          option(one, this.texts.say(`options.${fieldKey(pattern)}.${one || 'none'}`), one === chosen),
        );
      }
      case 'technique':
        return [
          choose(),
          ...this.techniques.map(({ id, name, status }) =>
            option(
              id,
              `${shownText(name, this.texts.language).text} (${this.texts.evidence(status)})`,
              value === id,
            ),
          ),
        ];
      case 'slot': {
        const known = slotsOf(this.content);
        const held = typeof value === 'string' && value !== '' && !known.includes(value) ? [value] : [];
        return [choose(), ...[...known, ...held].map((slot) => option(slot, slot, value === slot))];
      }
      case 'element':
        return [choose(), ...items('elements')];
      case 'elements':
        return items('elements');
      case 'arm':
        return [choose(pattern === 'reference' ? this.texts.say('first-arm') : undefined), ...items('arms')];
      case 'arms':
        return items('arms');
      case 'yes':
        return [option('true', this.texts.label(pattern), value !== false)];
      default:
        return [];
    }
  }
}

const fieldKey = (pattern: string): string => pattern.split('.').at(-1) ?? pattern;
