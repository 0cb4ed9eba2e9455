import { listAt, textAt, valueAt, type DraftContent } from '../../drafts/draft-content.js';
import {
  armFields,
  claimFields,
  claimKinds,
  covariateFields,
  elementFields,
  ethicsFields,
  factorFields,
  idOf,
  kindOfClaim,
  plainFields,
  reminderArmFields,
  reminderFields,
  type DraftStep,
  type FieldRule,
} from '../../drafts/draft-fields.js';
import type { EvidenceStatus } from '../../disclosure/views/letter-view.js';
import type { RenderedChart } from '../../platform/charts/render-svg.js';
import { shownText, type ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { Technique } from '../../techniques/technique-schema.js';
import type { DraftTexts, StepStateView, TodoView } from './draft-texts.js';
import type { FieldView, FieldViews } from './field-view.js';

/** An item of a list with its fields; what takes it away is a button of the same form. */
export interface GroupView {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly FieldView[];
  /** What the button says to the server. */
  readonly remove: string;
  readonly messages: readonly string[];
}

/** What the catalogue says of the technique that was chosen. */
export interface TechniqueNote {
  readonly name: ShownText;
  readonly howItWorks: ShownText;
  readonly status: EvidenceStatus;
  readonly fairUse: ShownText;
  readonly misleadingUse: ShownText;
  readonly example: string;
}

export interface ElementGroupView extends GroupView {
  readonly technique?: TechniqueNote;
  readonly claims: readonly GroupView[];
  readonly claimKinds: readonly { readonly value: string; readonly label: string }[];
}

/** A reminder, with the arms that get other elements in it. */
export interface ReminderGroupView extends GroupView {
  readonly arms: readonly GroupView[];
  readonly addArm: string;
}

/** What the size of the trial means, in words, a drawing and a table. */
export interface SizeView {
  readonly sentences: readonly string[];
  readonly enough: boolean;
  readonly chart: RenderedChart;
  readonly rows: readonly {
    readonly recipients: number;
    readonly times: string;
    readonly planned: boolean;
  }[];
}

/** A field that two people changed at the same time. */
export interface ConflictRow {
  readonly place: string;
  readonly theirs: string;
  readonly yours: string;
}

export interface DraftStepView {
  readonly title: string;
  readonly base: string;
  readonly step: DraftStep;
  readonly stepTitle: string;
  readonly intro: string;
  readonly steps: readonly StepStateView[];
  readonly todo: readonly TodoView[];
  readonly revision: number;
  readonly saved: { readonly at: string; readonly by: string };
  readonly editable: boolean;
  /** Why it can't be changed; empty where it can. */
  readonly locked: string;
  readonly amendment: boolean;
  readonly sentBack?: { readonly by: string; readonly reason: string };
  readonly conflict?: { readonly by: string; readonly rows: readonly ConflictRow[] };
  /** Whether what is missing is told at the fields too: after a save, or on the way from the review. */
  readonly attempted: boolean;
  readonly fields: readonly FieldView[];
  /** Fields of a part with a heading of its own, after the lists of the step. */
  readonly later: readonly FieldView[];
  readonly further: readonly FieldView[];
  /** Something is the matter in what is folded away. */
  readonly furtherOpen: boolean;
  readonly next?: string;
  readonly elements?: readonly ElementGroupView[];
  readonly letters?: {
    readonly path: string;
    readonly choices: readonly { readonly id: string; readonly name: ShownText; readonly pdfPath: string }[];
  };
  readonly design?: {
    readonly factors: boolean;
    readonly arms: readonly GroupView[];
    readonly messages: readonly string[];
    /** Every combination of the factors, as they would be drawn. */
    readonly combinations: readonly ShownText[];
  };
  readonly size?: SizeView | { readonly unknown: string };
  readonly ethics?: readonly GroupView[];
  readonly reminders?: readonly ReminderGroupView[];
  readonly covariates?: readonly GroupView[];
}

/** Every field on the page of a step. */
export function allFields({
  fields,
  later,
  further,
  elements = [],
  design,
  ethics = [],
  reminders = [],
  covariates = [],
}: DraftStepView): FieldView[] {
  const groups = [
    ...elements,
    ...elements.flatMap(({ claims }) => claims),
    ...(design?.arms ?? []),
    ...ethics,
    ...reminders,
    ...reminders.flatMap(({ arms }) => arms),
    ...covariates,
  ];
  return [...fields, ...later, ...further, ...groups.flatMap((group) => group.fields)];
}

/** What stands by itself on the page, in its three places. */
export function placedFields(
  fields: readonly FieldView[],
): Pick<DraftStepView, 'fields' | 'later' | 'further' | 'furtherOpen'> {
  const open = fields.filter(({ further }) => !further);
  const further = fields.filter((field) => field.further);
  const first = open.findIndex(({ section }) => section !== undefined);
  const until = first === -1 ? open.length : first;
  return {
    fields: open.slice(0, until),
    later: open.slice(until),
    further,
    furtherOpen: further.some(({ messages }) => messages.length > 0),
  };
}

export const draftStepPage = definePage<DraftStepView>('workbench/draft-step');

/** The size alone, for a page on which somebody types. */
export const draftSizePage = definePage<NonNullable<DraftStepView['size']>>('workbench/draft-size');

/** The list of what is missing alone, for a page that saves by itself. */
export interface DraftTodoView {
  readonly todo: readonly TodoView[];
  readonly steps: readonly StepStateView[];
  readonly base: string;
}

export const draftTodoPage = definePage<DraftTodoView>('workbench/draft-todo');

const every = (views: FieldViews, rules: readonly FieldRule[], ...place: number[]): FieldView[] =>
  rules.map((rule) => views.field(rule, ...place));

function techniqueNote(technique: Technique, texts: DraftTexts): TechniqueNote {
  const shown = (text: { readonly nl: string; readonly en: string }): ShownText =>
    shownText(text, texts.language);
  return {
    name: shown(technique.name),
    howItWorks: shown(technique.howItWorks),
    status: technique.status,
    fairUse: shown(technique.fairUse),
    misleadingUse: shown(technique.misleadingUse),
    example: technique.example.nl,
  };
}

export function elementGroups(
  content: DraftContent,
  views: FieldViews,
  techniques: readonly Technique[],
  texts: DraftTexts,
): ElementGroupView[] {
  return listAt(content, 'elements').map((element, place) => {
    const path = `elements.${place}`;
    const technique = techniques.find(({ id }) => id === textAt(element, 'technique'));
    return {
      ...group(path, every(views, elementFields, place), content, views, texts),
      ...(technique !== undefined && { technique: techniqueNote(technique, texts) }),
      claims: listAt(element, 'claims').map((claim, index) =>
        group(
          `${path}.claims.${index}`,
          every(views, claimFields[kindOfClaim(claim)], place, index),
          content,
          views,
          texts,
        ),
      ),
      claimKinds: claimKinds.map((kind) => ({
        value: `add-claim:${place}.${kind}`,
        label: texts.say(`add-claim.${kind}`),
      })),
    };
  });
}

const group = (
  path: string,
  fields: readonly FieldView[],
  content: DraftContent,
  views: FieldViews,
  texts: DraftTexts,
): GroupView => ({
  id: idOf(path),
  title: texts.group(content, path),
  fields,
  remove: `remove:${path}`,
  messages: views.messagesAt(path),
});

function listGroups(
  list: 'arms' | 'factors' | 'ethics',
  rules: readonly FieldRule[],
  content: DraftContent,
  views: FieldViews,
  texts: DraftTexts,
): GroupView[] {
  return listAt(content, list).map((_item, place) =>
    group(`${list}.${place}`, every(views, rules, place), content, views, texts),
  );
}

/** The groups of the draw: arms one by one, or factors. */
export function designGroups(content: DraftContent, views: FieldViews, texts: DraftTexts) {
  const factors = valueAt(content, 'factors') !== undefined;
  return {
    factors,
    arms: factors
      ? listGroups('factors', factorFields, content, views, texts)
      : listGroups('arms', armFields, content, views, texts),
    messages: [...views.messagesAt('arms'), ...views.messagesAt('factors')],
  };
}

export const ethicsGroups = (content: DraftContent, views: FieldViews, texts: DraftTexts): GroupView[] =>
  listGroups('ethics', ethicsFields, content, views, texts);

export function reminderGroups(
  content: DraftContent,
  views: FieldViews,
  texts: DraftTexts,
): ReminderGroupView[] {
  return listAt(content, 'reminders').map((reminder, place) => {
    const path = `reminders.${place}`;
    return {
      ...group(path, every(views, reminderFields, place), content, views, texts),
      arms: listAt(reminder, 'letter.elements').map((_, index) =>
        group(
          `${path}.letter.elements.${index}`,
          every(views, reminderArmFields, place, index),
          content,
          views,
          texts,
        ),
      ),
      addArm: `add-reminder-arm:${place}`,
    };
  });
}

/** Covariates; only numbers are rounded. */
export const covariateGroups = (content: DraftContent, views: FieldViews, texts: DraftTexts): GroupView[] =>
  listAt(content, 'covariates').map((covariate, place) => {
    const rules = covariateFields.filter(
      ({ pattern }) => !(pattern.endsWith('.step') && textAt(covariate, 'kind') === 'category'),
    );
    return group(`covariates.${place}`, every(views, rules, place), content, views, texts);
  });

/** Fields of a step that stand by themselves; the reference arm is asked only where arms are written. */
export function plainViews(step: DraftStep, content: DraftContent, views: FieldViews): FieldView[] {
  const factors = valueAt(content, 'factors') !== undefined;
  return every(
    views,
    plainFields[step].filter(({ pattern }) => !(factors && pattern === 'reference')),
  );
}
