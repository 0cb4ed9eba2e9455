import { countColumns } from '../../src/disclosure/open-data/counts-dictionary.js';
import { sentMessagePage, talkBackFormPage } from '../../src/disclosure/talk-back/talk-back-view.js';
import { openDataPage } from '../../src/disclosure/views/open-data-view.js';
import { verifyPage } from '../../src/disclosure/views/verify-view.js';
import type { TrialView } from '../../src/disclosure/views/trial-view.js';
import type { Language } from '../../src/platform/i18n/language.js';
import { shownText } from '../../src/platform/i18n/shown-text.js';
import type { PageContext } from '../../src/platform/web/page-context.js';
import type { ViewEngine } from '../../src/platform/web/view-engine.js';
import { disclosurePage } from '../../src/workbench/views/disclosure-view.js';
import { messagesPage } from '../../src/workbench/views/messages-view.js';
import { title } from './sample-register.js';
import { personFilePage } from '../../src/workbench/views/person-file-view.js';
import { samplePersonFile } from './sample-person-file.js';
import { unblindingPage, type UnblindingPageView } from '../../src/workbench/views/unblinding-page.js';

export const sampleOpenPaths = [
  '/open-data',
  '/verify',
  '/talk-back',
  '/talk-back/sent',
  '/workbench/messages',
  '/workbench/trials/formulier/disclosure',
  '/workbench/trials/formulier/unblinding',
  '/workbench/trials/formulier/person',
] as const;

const trialPath = '/trials/belastingdienst/formulier';
const correction =
  'Eén bron had een verkeerd jaartal: 2019 moest 2015 zijn. De aantallen zijn niet veranderd.';

const versions = (language: Language): TrialView['versions'] => [
  {
    version: 2,
    publishedAt: '2026-05-28T11:30:00Z',
    sha256: '80fa'.repeat(16),
    correction: shownText(correction, language),
    publishedBy: 'R. Beoordelaar',
    proposedBy: 'A. Analist',
    path: `${trialPath}/versions/2`,
    current: true,
  },
  {
    version: 1,
    publishedAt: '2026-05-20T08:00:00Z',
    sha256: '77de'.repeat(16),
    publishedBy: 'R. Beoordelaar',
    path: `${trialPath}/versions/1`,
    current: false,
  },
];

/** What a disclosed trial's page has beside its result. */
export const sampleOpenParts = (
  language: Language,
): Pick<
  TrialView,
  'versions' | 'talkBack' | 'citation' | 'correctedOn' | 'share' | 'deviations' | 'hasDeviations'
> => ({
  versions: versions(language),
  correctedOn: '2026-05-28',
  hasDeviations: true,
  deviations: [
    { kind: 'amended', on: '2026-02-20', reason: shownText('De drukker kon pas later.', language) },
    { kind: 'posted-late', on: '2026-03-04', promisedOn: '2026-03-02', days: 2 },
    { kind: 'corrected', on: '2026-05-28', reason: shownText(correction, language) },
    { kind: 'fewer-recipients', promised: 18_000, actual: 16_000 },
    { kind: 'ratio-mailed' },
  ],
  share: {
    address: `https://openbrief.example${trialPath}`,
    image: `https://openbrief.example${trialPath}/social-card.png?v=2`,
    imageAlt: shownText(title, language).text,
    description: 'De proef vond een verschil dat groter is dan toeval.',
    text: `Belastingdienst: ${shownText(title, language).text} https://openbrief.example${trialPath}`,
    locale: language,
  },
  citation: {
    title: shownText(title, language).text,
    year: '2026',
    date: '2026-05-28',
    version: 2,
    publisher: 'Openbrief',
    address: `https://openbrief.example${trialPath}/versions/2`,
    bibtexPath: `${trialPath}/versions/2/citation.bib`,
    cslPath: `${trialPath}/versions/2/citation.json`,
  },
  talkBack: {
    path: `/talk-back?page=${trialPath}`,
    figures: { received: 14, open: 1, medianDays: 2, longestOpenDays: 4 },
    faults: { received: 1, open: 0, medianDays: 1 },
    messages: [
      {
        id: '019a0000-0000-7000-8000-000000000001',
        kind: 'question',
        body: 'Waarom stond er dat de staatssecretaris erom vroeg?\nIs dat echt zo?',
        answer: 'Ja. De staatssecretaris heeft ermee ingestemd op 12 januari.',
        done: 'De brief met haar akkoord staat nu bij de bewering.',
        receivedAt: '2026-05-21T08:00:00Z',
        answeredAt: '2026-05-23T08:00:00Z',
      },
    ],
  },
});

const message = {
  kind: 'question',
  page: trialPath,
  body: 'Waarom kreeg ik een andere brief dan mijn buurman?',
  receivedAt: '2026-05-21T08:00:00Z',
  erased: false,
} as const;
const answer = { text: 'Het lot bepaalde dat.', done: 'Niets.', at: '2026-05-23T08:00:00Z' } as const;

/** Pages about the register itself, what people say back, and publishing. */
export function sampleOpenPage(
  path: (typeof sampleOpenPaths)[number],
  engine: ViewEngine,
  context: PageContext,
): string {
  switch (path) {
    case '/open-data':
      return engine.render(openDataPage, { columns: countColumns }, context);
    case '/verify':
      return engine.render(
        verifyPage,
        {
          title: shownText(title, context.language),
          trialPath,
          external: false,
          pack: {
            path: '/pack.jsonl.gz',
            commitment: '9c1e'.repeat(16),
            pulse: '',
            list: '',
            arms: [{ id: 'oud', name: { text: 'Oude brief' } }],
          },
        },
        context,
      );
    case '/talk-back':
      return engine.render(
        talkBackFormPage,
        {
          page: trialPath,
          trial: { title: shownText(title, context.language), path: trialPath },
          kinds: (['question', 'idea', 'objection', 'fault'] as const).map((kind, place) => ({
            kind,
            chosen: place === 2,
          })),
          body: 'Te kort',
          contact: '',
          code: '',
          mayBePublic: true,
          refusal: { message: 'Uw bericht is te kort.', remedy: 'Schrijf ten minste 10 tekens.' },
        },
        context,
      );
    case '/talk-back/sent':
      return engine.render(
        sentMessagePage,
        {
          ...message,
          tookEffect: true,
          hasContact: true,
          address: `https://openbrief.example/talk-back/sent/${'9c1e'.repeat(8)}`,
          erasePath: '/x',
          answer,
        },
        context,
      );
    case '/workbench/messages': {
      const one = { ...message, id: 'a1', mayBePublic: true, days: 3, answerPath: '/x', erasePath: '/y' };
      return engine.render(
        messagesPage,
        {
          open: [
            { ...one, contact: 'vraag@burger.example' },
            { ...one, id: 'a2', kind: 'fault', mayBePublic: false },
          ],
          answered: [{ ...one, id: 'a3', answer: { ...answer, by: 'F. Balie', isPublic: true } }],
        },
        context,
      );
    }
    case '/workbench/trials/formulier/disclosure': {
      const proposal = { sha256: '80fa'.repeat(16), by: 'A. Analist', at: '2026-05-28T10:00:00Z' };
      return engine.render(
        disclosurePage,
        {
          title: shownText(title, context.language),
          path: '/workbench/trials/formulier/disclosure',
          trialPath: '/workbench/trials/formulier',
          ready: true,
          isFirst: false,
          open: { ...proposal, correction, isOwn: false },
          mayPropose: false,
          mayPublish: true,
          history: [
            {
              ...proposal,
              decision: {
                kind: 'sent-back',
                by: 'R. Beoordelaar',
                at: '2026-05-28T10:30:00Z',
                reason: 'De bron ontbreekt nog.',
              },
            },
          ],
          versions: versions(context.language),
        },
        context,
      );
    }
    case '/workbench/trials/formulier/unblinding':
      return engine.render(unblindingPage, sampleUnblinding(context.language), context);
    case '/workbench/trials/formulier/person':
      return engine.render(personFilePage, samplePersonFile(context.language), context);
  }
}

/** That two people let results be seen early. */
export const sampleUnblinded: NonNullable<TrialView['unblinded']> = {
  at: '2026-03-20T09:30:00Z',
  reason: 'Drie mensen belden dat de nieuwe brief hen bang maakte.',
  askedBy: ['analyst'],
  agreedBy: ['administrator', 'reviewer'],
};

const sampleUnblinding = (language: Language): UnblindingPageView => ({
  title: shownText(title, language),
  path: '/workbench/trials/formulier/unblinding',
  trialPath: '/workbench/trials/formulier',
  blind: true,
  open: { reason: sampleUnblinded.reason, by: 'A. Analist', at: sampleUnblinded.at, isOwn: false },
  mayAsk: true,
  history: [
    {
      reason: 'Wij zijn benieuwd.',
      by: 'A. Analist',
      at: '2026-03-10T09:30:00Z',
      decision: { kind: 'refused', by: 'R. Beoordelaar', at: '2026-03-10T10:30:00Z' },
    },
  ],
});
