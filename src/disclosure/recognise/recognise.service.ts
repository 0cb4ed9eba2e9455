import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Language } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { TechniquesService } from '../../techniques/techniques.service.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import { openPath } from '../addresses.js';
import { buildLettersView } from '../views/build-letters-view.js';
import type { ElementView, LettersView, LetterView } from '../views/letter-view.js';
import type { TrialKind } from '../views/register-view.js';
import {
  chooseQuestions,
  readAnswers,
  techniqueChoices,
  writeAnswers,
  type Answer,
  type ChosenQuestion,
  type Passage,
} from './choose-questions.js';
import type { ChoiceView, LetterSource, QuestionView, RecogniseView } from './recognise-view.js';
import { FEWEST_ANSWERS, TechniqueFindings, type Finding } from './technique-findings.service.js';

/** Letters of the newest results: more than are asked about, and few enough to be read at once. */
const LETTERS_FROM = 40;

/** Protocols in force of trials with a public result whose letters are known; $1 how many. */
const disclosedLetters = `
  select t.slug, t.kind, o.slug as organisation_slug, o.name as organisation, p.document
  from trials t
  join organisations o on o.id = t.organisation_id
  join lateral (
    select v.document from protocol_versions v where v.trial_id = t.id order by v.version desc limit 1
  ) p on true
  join disclosures d on d.trial_id = t.id and d.version = 1
  where t.state = 'disclosed' and p.document -> 'letter' ? 'base'
  order by d.published_at desc, t.id limit $1`;

interface LetterRow {
  readonly slug: string;
  readonly kind: TrialKind;
  readonly organisation_slug: string;
  readonly organisation: string;
  readonly document: Protocol;
}

/** A passage with the letters that it is from. */
interface KnownPassage extends Passage {
  readonly source: LetterSource;
  readonly letters: LettersView;
  readonly mark: number;
  /** Place in the protocol's arms of the letter with the fewest, and of the one with the most elements beside it. */
  readonly plainest: LetterView;
  readonly fullest: LetterView;
}

type Question = ChosenQuestion<KnownPassage>;

/** "Herken de techniek": citizens find the techniques in letters that were really sent, or are marked as examples. */
@Injectable()
export class RecogniseService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly techniques: TechniquesService,
    private readonly findings: TechniqueFindings,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  /** Before the first question. */
  async start(): Promise<RecogniseView> {
    return { total: (await this.questions('nl')).length, answers: '', isAgain: false };
  }

  /**
   * A question, its explanation once it is answered, or how it went once all are. All that it knows of somebody is in
   * the address: nothing is kept.
   * @param isAgain the round is not the first of this player, and is not counted
   */
  async step(
    answered: string,
    now: Partial<Answer>,
    isAgain: boolean,
    language: Language,
  ): Promise<RecogniseView> {
    const questions = await this.questions(language);
    const answers = readAnswers(answered).filter(({ key }) => questions.some((one) => one.key === key));
    const asked = questions.find(({ key }) => key === now.key);
    const choice =
      asked === undefined
        ? undefined
        : this.choices(asked, undefined, language).find(({ value }) => value === now.choice);
    if (asked !== undefined && choice !== undefined)
      return { ...this.explained(questions, answers, asked, choice, isAgain, language), isAgain };
    const open = asked ?? questions.find(({ key }) => !answers.some((one) => one.key === key));
    const common = { total: questions.length, answers: writeAnswers(answers), isAgain };
    return open === undefined
      ? { ...common, end: await this.end(questions, answers, language) }
      : { ...common, place: questions.indexOf(open) + 1, question: this.view(open, undefined, language) };
  }

  /**
   * Counts a round that was played to its end; one with an answer missing, or with one that can't be given, is none.
   * @param address IP address, for the limit on rounds alone
   */
  async finish(answered: string, address: string): Promise<void> {
    const questions = await this.questions('nl');
    const answers = readAnswers(answered);
    const findings = questions.flatMap((question): Finding[] => {
      const choice = this.chosen(question, answers, 'nl');
      return choice === undefined ? [] : [{ technique: question.passage.technique, right: choice.right }];
    });
    if (questions.length > 0 && findings.length === questions.length)
      await this.findings.count(findings, address);
  }

  private explained(
    questions: readonly Question[],
    before: readonly Answer[],
    asked: Question,
    choice: ChoiceView,
    isAgain: boolean,
    language: Language,
  ): Omit<RecogniseView, 'isAgain'> {
    const answers = [
      ...before.filter(({ key }) => key !== asked.key),
      { key: asked.key, choice: choice.value },
    ];
    const technique = this.techniques.find(asked.passage.technique);
    const said = (text: Parameters<typeof shownText>[0] | undefined) => shownText(text ?? '', language);
    return {
      total: questions.length,
      place: questions.indexOf(asked) + 1,
      answers: writeAnswers(answers),
      question: this.view(asked, choice.value, language),
      explanation: {
        right: choice.right,
        element: elementOf(asked.passage),
        definition: said(technique?.definition),
        fairUse: said(technique?.fairUse),
        misleadingUse: said(technique?.misleadingUse),
      },
      next: `/herken-de-techniek/vraag?a=${writeAnswers(answers)}${isAgain ? '&o=1' : ''}`,
      isLast: questions.every(({ key }) => answers.some((one) => one.key === key)),
    };
  }

  /** What was chosen of what there was to choose from. */
  private chosen(question: Question, answers: readonly Answer[], language: Language): ChoiceView | undefined {
    const answer = answers.find(({ key }) => key === question.key);
    return this.choices(question, undefined, language).find(({ value }) => value === answer?.choice);
  }

  private async end(
    questions: readonly Question[],
    answers: readonly Answer[],
    language: Language,
  ): Promise<NonNullable<RecogniseView['end']>> {
    const told = await this.findings.told();
    const rows = questions.flatMap((question) => {
      if (!answers.some(({ key }) => key === question.key)) return [];
      const { text, technique } = elementOf(question.passage);
      const right = this.chosen(question, answers, language)?.right === true;
      return [{ passage: text, technique, right, source: question.passage.source }];
    });
    const asked = [...new Set(questions.map(({ passage }) => passage.technique))];
    const others = asked.flatMap((id) => {
      const before = told.get(id);
      const name = shownText(this.techniques.find(id)?.name ?? id, language);
      return before === undefined ? [] : [{ technique: name, ...before }];
    });
    return {
      right: rows.filter(({ right }) => right).length,
      answered: rows.length,
      rows,
      others,
      fewest: FEWEST_ANSWERS,
    };
  }

  private view(question: Question, chosen: string | undefined, language: Language): QuestionView {
    const { passage, kind, key } = question;
    return {
      key,
      kind,
      technique: elementOf(passage).technique,
      source: passage.source,
      // One passage is marked when its technique is asked for; all of them when the passage is.
      letter: kind === 'technique' ? onlyMarked(passage.plainest, passage.mark) : passage.fullest,
      choices: this.choices(question, chosen, language),
    };
  }

  private choices(
    { kind, key, passage }: Question,
    chosen: string | undefined,
    language: Language,
  ): ChoiceView[] {
    if (kind === 'passage') {
      return passage.fullest.elements.map(({ mark }) => ({
        value: String(mark),
        label: {
          text: passage.letters.elements.find((element) => element.mark === mark)?.text ?? '',
          lang: 'nl',
        },
        mark,
        chosen: String(mark) === chosen,
        right: passage.letters.elements[mark - 1]?.technique.text === elementOf(passage).technique.text,
      }));
    }
    const all = this.techniques.all().map(({ id }) => id);
    return techniqueChoices(passage.technique, all, key).map((id) => ({
      value: id,
      label: shownText(this.techniques.find(id)?.name ?? id, language),
      chosen: id === chosen,
      right: id === passage.technique,
    }));
  }

  private async questions(language: Language): Promise<Question[]> {
    const rows = await this.unitOfWork.rows<LetterRow>(disclosedLetters, [LETTERS_FROM]);
    return chooseQuestions(rows.flatMap((row) => this.passages(row, language)));
  }

  private passages(row: LetterRow, language: Language): KnownPassage[] {
    const { document } = row;
    const letters = buildLettersView(document, (id) => this.techniques.find(id), language, this.translator);
    const source: LetterSource = {
      kind: row.kind,
      external: document.allocation === 'external',
      title: shownText(document.title, language),
      organisation: row.organisation,
      path: openPath(row.organisation_slug, row.slug),
    };
    return document.elements.flatMap((element, place): KnownPassage[] => {
      if (element.text === undefined || this.techniques.find(element.technique) === undefined) return [];
      const mark = place + 1;
      const own = letters.letters
        .filter((letter) => letter.letter && marksOf(letter).has(mark))
        .sort((a, b) => a.elements.length - b.elements.length);
      const [plainest] = own;
      const fullest = own.at(-1);
      if (plainest === undefined || fullest === undefined) return [];
      return [
        {
          trial: `${row.organisation_slug}/${row.slug}`,
          element: element.id,
          technique: element.technique,
          beside: fullest.elements.length,
          source,
          letters,
          mark,
          plainest,
          fullest,
        },
      ];
    });
  }
}

const marksOf = ({ paragraphs }: LetterView): Set<number | undefined> =>
  new Set(paragraphs.flatMap(({ runs }) => runs.map(({ mark }) => mark)));

function elementOf({ letters, mark }: KnownPassage): ElementView {
  const element = letters.elements[mark - 1];
  if (element === undefined) throw new RangeError('A passage is of an element');
  return element;
}

/** The letter with one passage marked, as number 1. */
const onlyMarked = (letter: LetterView, marked: number): LetterView => ({
  ...letter,
  paragraphs: letter.paragraphs.map((paragraph) => ({
    ...paragraph,
    runs: paragraph.runs.map(({ mark, ...run }) => ({ ...run, ...(mark === marked && { mark: 1 }) })),
  })),
});
