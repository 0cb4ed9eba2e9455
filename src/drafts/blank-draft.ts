import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Translator } from '../platform/i18n/translate.js';
import { projectRoot } from '../platform/process/project-root.js';
import type { DraftContent } from './draft-content.js';
import { slugOf } from './draft-lists.js';

/** Letters are Dutch, whatever the language of the screen. */
const blankLetter = readFileSync(join(projectRoot, 'templates/letters/blank-letter.hbs'), 'utf8').trimEnd();

/** Questions that every agency has to answer about a trial with letters, by the names of their texts. */
const ethicsQuestions = ['harm', 'truth', 'worse-off', 'found-out', 'vulnerable', 'stop'] as const;

/** Most of our readers answer within four weeks; after that a response says little about the letter. */
const USUAL_WINDOW_DAYS = 28;

/** A name for addresses that is still free: `herinnering`, or else `herinnering-2`. */
export function freeSlug(title: string, taken: ReadonlySet<string>): string {
  const stem = slugOf(title) || 'proef';
  if (!taken.has(stem)) return stem;
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/**
 * A draft from nothing: a plain letter with three places for elements, two arms with the same chance, and the
 * questions of the checklist without their answers.
 */
export function blankDraft(title: string, taken: ReadonlySet<string>, translator: Translator): DraftContent {
  const nl = (key: string): string => translator.translate('nl', `drafts:blank.${key}`);
  const en = (key: string): string => translator.translate('en', `drafts:blank.${key}`);
  return {
    trial: freeSlug(title, taken),
    kind: 'trial',
    title,
    // One page, until somebody needs more: a second one is read less and costs more.
    letter: { base: blankLetter, pages: 1 },
    elements: [],
    unit: 'recipient',
    arms: [
      { id: 'oud', name: { nl: nl('old-arm'), en: en('old-arm') }, elements: [] },
      { id: 'nieuw', name: { nl: nl('new-arm'), en: en('new-arm') }, elements: [] },
    ],
    reference: 'oud',
    outcome: { windowDays: USUAL_WINDOW_DAYS },
    analysis: { interval: 'newcombe', multiplicity: 'holm' },
    data: { legalGround: { nl: nl('legal-ground'), en: en('legal-ground') } },
    ethics: ethicsQuestions.map((name) => ({
      question: { nl: nl(`ethics.${name}`), en: en(`ethics.${name}`) },
    })),
  };
}
