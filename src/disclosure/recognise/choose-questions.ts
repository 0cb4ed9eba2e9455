import { createHash } from 'node:crypto';

/** A passage of a published letter that uses a technique. */
export interface Passage {
  /** Address of the trial: organisation/trial. */
  readonly trial: string;
  readonly element: string;
  readonly technique: string;
  /** How many passages with a technique there are in the fullest letter of the trial. */
  readonly beside: number;
}

/** Either: which technique does this passage use? Or: which passage uses this technique? */
export type QuestionKind = 'technique' | 'passage';

export interface ChosenQuestion<P extends Passage = Passage> {
  /** What an answer in an address is about: the same as long as the passage is there. */
  readonly key: string;
  readonly kind: QuestionKind;
  readonly passage: P;
}

/** Long enough to be done in five minutes, and more than there are in one letter. */
export const MOST_QUESTIONS = 8;

const KEY_CHARACTERS = 8;
/** Choices of a question about a technique, the right one among them. */
const CHOICES = 4;

const order = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex');

/** The name of a passage in an address. */
const questionKey = ({ trial, element }: Pick<Passage, 'trial' | 'element'>): string =>
  order(trial, element).slice(0, KEY_CHARACTERS);

/**
 * The questions, the same for everybody: as many techniques as there are, each once before one comes again, from as many
 * letters. A passage is asked after in one way; the ways take turns where the letter has two passages or more.
 */
export function chooseQuestions<P extends Passage>(passages: readonly P[]): ChosenQuestion<P>[] {
  const rest = [...passages].sort((a, b) => (questionKey(a) < questionKey(b) ? -1 : 1));
  const chosen: ChosenQuestion<P>[] = [];
  const times = (of: (one: P) => string, value: string): number =>
    chosen.filter(({ passage }) => of(passage) === value).length;
  while (chosen.length < MOST_QUESTIONS && rest.length > 0) {
    const wear = (one: P): number =>
      100 * times(({ technique }) => technique, one.technique) + times(({ trial }) => trial, one.trial);
    const next = rest.reduce((best, one) => (wear(one) < wear(best) ? one : best));
    rest.splice(rest.indexOf(next), 1);
    const asksPassage = chosen.length % 2 === 1 && next.beside > 1;
    chosen.push({ key: questionKey(next), kind: asksPassage ? 'passage' : 'technique', passage: next });
  }
  return chosen;
}

/** Techniques to choose from: the right one and others, in an order that says nothing. */
export function techniqueChoices(right: string, all: readonly string[], key: string): string[] {
  const others = all
    .filter((id) => id !== right)
    .sort((a, b) => (order(key, a) < order(key, b) ? -1 : 1))
    .slice(0, CHOICES - 1);
  return [right, ...others].sort((a, b) => (order(key, 'place', a) < order(key, 'place', b) ? -1 : 1));
}

/** What was answered: the question and the choice. */
export interface Answer {
  readonly key: string;
  readonly choice: string;
}

const ANSWER = /^([0-9a-f]{8})\.([a-z0-9-]{1,60})$/;

/** Reads the answers out of an address; what is none is left out, since nothing hangs on it. */
export function readAnswers(text: string): Answer[] {
  const answers = new Map<string, Answer>();
  for (const part of text.split('~').slice(0, 4 * MOST_QUESTIONS)) {
    const [, key, choice] = ANSWER.exec(part) ?? [];
    if (key !== undefined && choice !== undefined && !answers.has(key)) answers.set(key, { key, choice });
  }
  return [...answers.values()];
}

export const writeAnswers = (answers: readonly Answer[]): string =>
  answers.map(({ key, choice }) => `${key}.${choice}`).join('~');
