import { Inject, Injectable } from '@nestjs/common';
import type { SignedIn } from '../../accounts/accounts.service.js';
import { mayDo } from '../../core/access.js';
import { buildLettersView } from '../../disclosure/views/build-letters-view.js';
import type { CheckedDraft } from '../../drafts/check-draft.js';
import type { DraftContent } from '../../drafts/draft-content.js';
import { DraftCommentsService, type CommentThread } from '../../drafts/draft-comments.service.js';
import { draftSteps, keysOfStep, type DraftStep, plainFields } from '../../drafts/draft-fields.js';
import { ALL_ELEMENTS, DraftLetters } from '../../drafts/draft-letters.js';
import { isAuthor, isOpen, type DraftRecord } from '../../drafts/draft-record.js';
import { DraftSources } from '../../drafts/draft-sources.js';
import { DraftsService } from '../../drafts/drafts.service.js';
import { compareDrafts, flattenDraft } from '../../drafts/flatten-draft.js';
import { ReviewDrafts } from '../../drafts/review-drafts.js';
import { draftPath } from '../../drafts/waiting.service.js';
import { confoundWarnings } from '../../letters/confound-text.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import type { Language } from '../../platform/i18n/language.js';
import { listOf } from '../../platform/i18n/list-of.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { TechniquesService } from '../../techniques/techniques.service.js';
import { TrialsService } from '../../trials/trials.service.js';
import { DraftTexts, SHOW_MISSING, stepStates, titleOf, todos } from './draft-texts.js';
import { FieldViews, type FieldView } from './field-view.js';
import { reviewRow, type ReviewRow } from './part-text.js';
import type { DraftReviewView, ThreadView } from './review-view.js';
import { sizeView } from './size-view.js';
import {
  covariateGroups,
  designGroups,
  elementGroups,
  ethicsGroups,
  placedFields,
  plainViews,
  reminderGroups,
  type ConflictRow,
  type DraftStepView,
  type DraftTodoView,
} from './step-view.js';

/** What the pages of a draft show. */
@Injectable()
export class DraftPagesService {
  constructor(
    private readonly drafts: DraftsService,
    private readonly sources: DraftSources,
    private readonly reviews: ReviewDrafts,
    private readonly comments: DraftCommentsService,
    private readonly letters: DraftLetters,
    private readonly trials: TrialsService,
    private readonly techniques: TechniquesService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  texts(language: Language): DraftTexts {
    return new DraftTexts(this.translator, language);
  }

  /**
   * A step with its form.
   * @param attempted whether what is missing is told at the fields too
   * @param typed what somebody typed that could not be saved, because somebody else had been there
   */
  async step(
    draft: DraftRecord,
    step: DraftStep,
    account: SignedIn,
    language: Language,
    attempted = false,
    typed?: DraftContent,
  ): Promise<DraftStepView> {
    const texts = this.texts(language);
    const content = typed ?? draft.content;
    const checked = await this.reviews.check({ ...draft, content });
    const all = this.techniques.all();
    const base = draftPath(draft);
    const comments = commentsByPath(await this.comments.threads(draft.id), content, base);
    const views = new FieldViews(content, checked.issues, all, texts, attempted, comments);
    const own = checked.issues.filter((issue) => issue.step === step);
    const next = draftSteps[draftSteps.indexOf(step) + 1];
    const editable = isOpen(draft) && mayDo(account.roles, 'drafts.write');
    return {
      title: titleOf(content, texts),
      base,
      step,
      stepTitle: texts.step(step),
      intro: texts.say(`intro.${step}`),
      steps: stepStates(checked, base, step, texts),
      todo: todos(own, content, base, texts, attempted ? SHOW_MISSING : ''),
      revision: draft.revision,
      saved: { at: draft.updatedAt.toISOString(), by: draft.updatedBy },
      editable,
      locked: editable ? '' : texts.say(isOpen(draft) ? 'locked.role' : `locked.${draft.state}`),
      amendment: draft.purpose === 'amendment',
      ...(draft.state === 'sent-back' && {
        sentBack: { by: draft.decidedBy ?? '', reason: draft.decisionReason ?? '' },
      }),
      ...(typed !== undefined && {
        conflict: { by: draft.updatedBy, rows: this.conflictRows(draft.content, typed, step, texts) },
      }),
      attempted,
      ...placedFields(plainViews(step, content, views)),
      ...(next !== undefined && { next: texts.step(next) }),
      ...(step === 'letter' && {
        elements: elementGroups(content, views, all, texts),
        letters: await this.letterChoices(draft, base, language),
      }),
      ...(step === 'arms' && {
        design: {
          ...designGroups(content, views, texts),
          combinations:
            content['factors'] === undefined || checked.invented.has('factors')
              ? []
              : checked.filled.arms.map(({ name }) => shownText(name, language)),
        },
      }),
      ...(step === 'size' && { size: await sizeView(checked, texts) }),
      ...(step === 'care' && { ethics: ethicsGroups(content, views, texts) }),
      ...(step === 'arms' && { covariates: covariateGroups(content, views, texts) }),
      ...(step === 'planning' && { reminders: reminderGroups(content, views, texts) }),
    };
  }

  /** What a page that saved by itself shows anew. */
  async todo(
    draft: DraftRecord,
    step: DraftStep,
    language: Language,
    attempted: boolean,
  ): Promise<DraftTodoView> {
    const texts = this.texts(language);
    const checked = await this.reviews.check(draft);
    const base = draftPath(draft);
    const own = checked.issues.filter((issue) => issue.step === step);
    return {
      base,
      todo: todos(own, draft.content, base, texts, attempted ? SHOW_MISSING : ''),
      steps: stepStates(checked, base, step, texts),
    };
  }

  /** Everything on one page, compared with what was there before. */
  async review(
    draft: DraftRecord,
    account: SignedIn,
    language: Language,
    refusal?: DraftReviewView['refusal'],
  ): Promise<DraftReviewView> {
    const texts = this.texts(language);
    const [checked, threads, compared] = await Promise.all([
      this.reviews.check(draft),
      this.comments.threads(draft.id),
      this.comparedWith(draft),
    ]);
    const contents = { before: compared.content ?? {}, now: draft.content };
    const techniques = this.techniques.all();
    const rows = compareDrafts(contents.before, contents.now).map((part) => ({
      step: (part.now ?? part.before)?.step,
      row: reviewRow(part, contents, compared.content !== undefined, techniques, texts),
    }));
    const base = draftPath(draft);
    const rowsOf = (step: DraftStep | undefined) =>
      rows.filter((row) => row.step === step).map(({ row }) => row);
    const changes = rows.filter(({ row }) => row.change !== 'none').length;
    return {
      title: titleOf(draft.content, texts),
      base,
      state: draft.state,
      amendment: draft.purpose === 'amendment',
      revision: draft.revision,
      steps: stepStates(checked, base, undefined, texts),
      todo: todos(checked.issues, draft.content, base, texts, SHOW_MISSING),
      authors: listOf(
        draft.editors.map(({ name }) => name),
        language,
      ),
      saved: { at: draft.updatedAt.toISOString(), by: draft.updatedBy },
      ...(draft.sentAt !== null && { sent: { at: draft.sentAt.toISOString(), by: draft.sentBy ?? '' } }),
      ...(draft.state === 'sent-back' &&
        draft.decidedAt !== null && {
          sentBack: {
            at: draft.decidedAt.toISOString(),
            by: draft.decidedBy ?? '',
            reason: draft.decisionReason ?? '',
          },
        }),
      reason: draft.reason ?? '',
      comparedWith: compared.with,
      changes,
      sections: draftSteps.map((step) => ({
        step,
        title: texts.step(step),
        editPath: `${base}/${step}`,
        rows: rowsOf(step),
        emptyFields: plainFields[step]
          .filter(({ pattern }) => !rowsOf(step).some(({ identity }) => identity === pattern))
          .map(({ pattern }) => ({
            anchor: pattern,
            text: texts.say('comments.empty', { field: texts.label(pattern) }),
          })),
        changes: rowsOf(step).filter(({ change }) => change !== 'none').length,
        threads: threads
          .filter((thread) => thread.step === step)
          .map((thread) => threadView(thread, rowsOf(step), texts)),
      })),
      others: rowsOf(undefined),
      ...this.lettersOf(checked, language),
      may: mayNow(draft, account, checked),
      ...(mayDo(account.roles, 'rehearsals.hold') && { rehearseFrom: `draft:${draft.id}` }),
      ...(refusal !== undefined && { refusal }),
    };
  }

  private lettersOf({ filled, invented }: CheckedDraft, language: Language) {
    if (['letter', 'elements', 'arms', 'factors'].some((key) => invented.has(key))) return { warnings: [] };
    return {
      letters: buildLettersView(filled, (id) => this.techniques.find(id), language, this.translator, {
        publicUrl: this.configuration.publicUrl,
      }),
      warnings: confoundWarnings(filled, this.translator).map(({ text }) => text[language]),
    };
  }

  private async comparedWith(
    draft: DraftRecord,
  ): Promise<{ readonly with: DraftReviewView['comparedWith']; readonly content: DraftContent | undefined }> {
    const sent = await this.drafts.lastSent(draft);
    if (sent !== undefined) return { with: 'sent', content: sent };
    if (draft.purpose === 'registration' || draft.trialId === null)
      return { with: 'nothing', content: undefined };
    const { protocol } = await this.trials.get(draft.trialId);
    return { with: 'registered', content: this.sources.forAmendment(protocol) };
  }

  private async letterChoices(draft: DraftRecord, base: string, language: Language) {
    const choices = await this.letters.choices(draft);
    return {
      path: `${base}/preview`,
      choices: [{ id: ALL_ELEMENTS, name: this.texts(language).say('preview.all') }, ...choices].map(
        ({ id, name }) => ({
          id,
          name: typeof name === 'string' && id === ALL_ELEMENTS ? { text: name } : shownText(name, language),
          pdfPath: `${base}/proofs/${id}.pdf`,
        }),
      ),
    };
  }

  private conflictRows(
    theirs: DraftContent,
    yours: DraftContent,
    step: DraftStep,
    texts: DraftTexts,
  ): ConflictRow[] {
    const techniques = this.techniques.all();
    const only = (content: DraftContent): DraftContent =>
      Object.fromEntries(Object.entries(content).filter(([key]) => keysOfStep[step].includes(key)));
    return compareDrafts(only(theirs), only(yours)).flatMap((part) => {
      const row = reviewRow(part, { before: theirs, now: yours }, true, techniques, texts);
      if (row.change === 'none') return [];
      const of = (kind: 'added' | 'removed'): string =>
        row.parts
          .flatMap((piece) => (piece.kind === kind || piece.kind === 'same' ? [piece.text] : []))
          .join('');
      return [{ place: row.place, theirs: of('removed'), yours: of('added') }];
    });
  }
}

function mayNow(draft: DraftRecord, { accountId, roles }: SignedIn, { issues }: CheckedDraft) {
  const write = mayDo(roles, 'drafts.write');
  const review = mayDo(roles, 'drafts.review');
  const own = isAuthor(draft, accountId);
  const inReview = draft.state === 'in-review';
  return {
    write: write && isOpen(draft),
    send: write && isOpen(draft) && issues.length === 0,
    withdraw: write && inReview,
    decide: review && !own && (inReview || draft.state === 'approved'),
    comment: mayDo(roles, 'drafts.comment'),
    ownDraft: review && own && inReview,
  };
}

/** Open comments about one thing, by its place in the draft as it is now. */
function commentsByPath(
  threads: readonly CommentThread[],
  content: DraftContent,
  base: string,
): ReadonlyMap<string, FieldView['comments']> {
  const open = threads.filter(({ anchor, resolvedAt }) => anchor !== null && resolvedAt === null);
  const paths = new Map(flattenDraft(content).map(({ identity, path }) => [identity, path]));
  return Map.groupBy(
    open.map(({ id, author, text, anchor }) => ({
      author,
      text,
      path: `${base}/review#comment-${id}`,
      anchor,
    })),
    // A field that is still empty is no part of the draft, and has its comment beside it all the same.
    ({ anchor }) => paths.get(anchor ?? '') ?? anchor ?? '',
  );
}

const threadView = (
  { id, author, writtenAt, text, answers, resolvedAt, resolvedBy, anchor }: CommentThread,
  rows: readonly ReviewRow[],
  texts: DraftTexts,
): ThreadView => ({
  ...(anchor !== null && { about: aboutOf(anchor, rows, texts) }),
  id,
  author,
  at: writtenAt.toISOString(),
  text,
  answers: answers.map((answer) => ({
    author: answer.author,
    at: answer.writtenAt.toISOString(),
    text: answer.text,
  })),
  ...(resolvedAt !== null && { resolved: { by: resolvedBy ?? '', at: resolvedAt.toISOString() } }),
});

function aboutOf(
  anchor: string,
  rows: readonly ReviewRow[],
  texts: DraftTexts,
): NonNullable<ThreadView['about']> {
  const row = rows.find(({ identity }) => identity === anchor);
  if (row !== undefined) return { text: row.place, row: row.id };
  const isField = draftSteps.some((step) => plainFields[step].some(({ pattern }) => pattern === anchor));
  return {
    text: isField ? texts.say('comments.empty', { field: texts.label(anchor) }) : texts.say('comments.gone'),
  };
}
