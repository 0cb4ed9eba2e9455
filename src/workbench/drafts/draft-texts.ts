import type { CheckedDraft, DraftIssue } from '../../drafts/check-draft.js';
import { textAt, valueAt, type DraftContent } from '../../drafts/draft-content.js';
import {
  fieldName,
  fieldsOfStep,
  idOf,
  kindOfClaim,
  patternOf,
  draftSteps,
  type DraftStep,
} from '../../drafts/draft-fields.js';
import { issueText } from '../../drafts/issue-text.js';
import { authored } from '../../drafts/read-form.js';
import type { Language } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { TextParams, Translator } from '../../platform/i18n/translate.js';

/** Parts of a draft that have a heading of their own on its page, by pattern, with the name of their text. */
const groups: Readonly<Record<string, string>> = {
  'elements.*': 'element',
  'elements.*.claims.*': 'claim',
  'arms.*': 'arm',
  'factors.*': 'factor',
  'ethics.*': 'ethics',
  'reminders.*': 'reminder',
  'reminders.*.letter.elements.*': 'reminder-arm',
  'covariates.*': 'covariate',
};

const patterns: ReadonlySet<string> = new Set(
  draftSteps.flatMap((step) => fieldsOfStep(step).map(({ pattern }) => pattern)),
);

/** The fields that make up a part that has no field of its own, as the days make up the planning. */
const fieldsWithin = (path: string): string[] =>
  [...patterns].filter((pattern) => pattern.startsWith(`${patternOf(path)}.`) && !pattern.includes('*'));

/** The part of the page that is nearest to a place: the field itself, what it is in, or the first field in it. */
export function nearestPart(path: string): string | undefined {
  const keys = path.split('.');
  for (let length = keys.length; length > 0; length -= 1) {
    const part = keys.slice(0, length).join('.');
    const pattern = patternOf(part);
    if (patterns.has(pattern) || pattern in groups) return part;
  }
  return fieldsWithin(path)[0];
}

/** Says what the pages of drafts say, in one language. */
export class DraftTexts {
  constructor(
    private readonly translator: Translator,
    readonly language: Language,
  ) {}

  say(key: string, params: TextParams = {}): string {
    return this.translator.translate(this.language, `drafts:${key}`, params);
  }

  /** A text that not every part has. */
  sayIfThere(key: string, params: TextParams = {}): string | undefined {
    return this.translator.has(this.language, `drafts:${key}`) ? this.say(key, params) : undefined;
  }

  label(pattern: string): string {
    return this.say(`fields.${fieldName(pattern)}.label`);
  }

  hint(pattern: string): string | undefined {
    // What a letter may have in it can't be written in a text itself: there two braces name a value.
    return this.sayIfThere(`fields.${fieldName(pattern)}.hint`, {
      slot: '{{slot "naam"}}',
      field: '{{kenmerk}}',
    });
  }

  /** How sure science is of a technique. */
  evidence(status: string): string {
    return this.translator.translate(this.language, `register:evidence.${status}`);
  }

  step(step: DraftStep): string {
    return this.say(`steps.${step}`);
  }

  /** How an item of a list is called: by its own name, or else by its place. */
  group(content: DraftContent, path: string): string {
    const pattern = patternOf(path);
    const name = groups[pattern] ?? 'part';
    const number = Number(path.split('.').at(-1)) + 1;
    if (name === 'claim') {
      return this.say(`groups.claim-${kindOfClaim(valueAt(content, path))}`, { number });
    }
    const own = shownText(authored(valueAt(content, `${path}.name`)), this.language).text;
    return this.say(`groups.${name}`, { number }) + (own === '' ? '' : `: ${own}`);
  }

  /** The place as somebody sees it on the page: "Element 2: Sociale norm – Tekst in de brief". */
  place(content: DraftContent, path: string): string {
    const part = nearestPart(path);
    if (part === undefined) return path;
    if (part.startsWith(`${path}.`))
      return fieldsWithin(path)
        .map((pattern) => this.label(pattern))
        .join(', ');
    const keys = part.split('.');
    const parts = keys.flatMap((_key, index) => {
      const at = keys.slice(0, index + 1).join('.');
      if (patternOf(at) in groups) return [this.group(content, at)];
      return patterns.has(patternOf(at)) ? [this.label(patternOf(at))] : [];
    });
    return parts.join(' – ');
  }

  /** What is the matter, at the field itself. */
  message(issue: DraftIssue): string {
    return issueText(issue, this.translator, this.language);
  }
}

/** A thing to do, as a list beside the form names it. */
export interface TodoView {
  readonly place: string;
  readonly message: string;
  /** Where it is mended; absent for what has no form. */
  readonly path?: string;
}

export interface StepStateView {
  readonly name: DraftStep;
  readonly title: string;
  readonly path: string;
  readonly current: boolean;
  /** How many things are missing or wrong. */
  readonly open: number;
}

export function stepStates(
  { issues }: CheckedDraft,
  base: string,
  current: DraftStep | undefined,
  texts: DraftTexts,
): StepStateView[] {
  return draftSteps.map((name) => ({
    name,
    title: texts.step(name),
    path: `${base}/${name}`,
    current: name === current,
    open: issues.filter(({ step }) => step === name).length,
  }));
}

/** Has a step tell what is missing at its fields too. */
export const SHOW_MISSING = '?missing';

/** What is still to be done, each with the way there. */
export function todos(
  issues: readonly DraftIssue[],
  content: DraftContent,
  base: string,
  texts: DraftTexts,
  query = '',
): TodoView[] {
  return issues.map((issue) => {
    const part = nearestPart(issue.path);
    return {
      place: texts.place(content, issue.path),
      message: texts.message(issue),
      ...(issue.step !== undefined && {
        path: `${base}/${issue.step}${query}${part === undefined ? '' : `#${idOf(part)}`}`,
      }),
    };
  });
}

/** The title of a draft, or what it is called as long as it has none. */
export const titleOf = (content: DraftContent, texts: DraftTexts): string =>
  shownText(authored(content['title']), texts.language).text ||
  textAt(content, 'trial') ||
  texts.say('untitled');
