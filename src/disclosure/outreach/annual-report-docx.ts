import {
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { createFormatter, type Formatter } from '../../platform/i18n/format.js';
import type { Language } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import type { AnnualReportView, ReportedResult } from './annual-report-view.js';
import { toldSentences } from './told-sentences.js';

/** Says a text of outreach.json. */
type Say = (key: string, params?: Record<string, string | number>) => string;

interface Writing {
  readonly say: Say;
  readonly format: Formatter;
  readonly language: Language;
  readonly translator: Translator;
}

const locales: Readonly<Record<Language, string>> = { nl: 'nl-NL', en: 'en-GB' };
/** Colours of the pages: brand and quiet ink. */
const BRAND = '0A5B74';
const QUIET = '55626E';
/** Sizes in half points, distances in twentieths of a point, as the format has them. */
const BODY = 22;
const GAP = 120;

const line = { style: BorderStyle.SINGLE, size: 4, color: 'D9D6CD' };
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const rules = {
  top: line,
  bottom: line,
  insideHorizontal: line,
  left: none,
  right: none,
  insideVertical: none,
};

const plain = (text: string): Paragraph => new Paragraph({ text, spacing: { after: GAP } });
const quiet = (text: string): Paragraph =>
  new Paragraph({ spacing: { after: GAP }, children: [new TextRun({ text, color: QUIET })] });
const levels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2 } as const;
const heading = (text: string, level: 1 | 2): Paragraph =>
  new Paragraph({ text, heading: levels[level], keepNext: true });

/** Text whose numbers stand between `<strong>` and `</strong>`. */
const marked = (text: string): TextRun[] =>
  text.split(/<\/?strong>/).map((part, place) => new TextRun({ text: part, bold: place % 2 === 1 }));
const point = (text: string): Paragraph => new Paragraph({ bullet: { level: 0 }, children: marked(text) });

function table(rows: readonly (readonly [string, string])[]): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders: rules,
    rows: rows.map(
      ([name, value]) =>
        new TableRow({
          cantSplit: true,
          children: [
            new TableCell({
              width: { size: 42, type: WidthType.PERCENTAGE },
              children: [new Paragraph({ children: [new TextRun({ text: name, color: QUIET })] })],
            }),
            new TableCell({
              width: { size: 58, type: WidthType.PERCENTAGE },
              children: [new Paragraph({ children: [new TextRun({ text: value, bold: true })] })],
            }),
          ],
        }),
    ),
  });
}

function figuresOf({ figures }: AnnualReportView, { say, format }: Writing): [string, string][] {
  const names = [
    'registered',
    'closed',
    'stopped',
    'disclosed',
    'nullResults',
    'letters',
    'late',
    'corrections',
    'answered',
  ] as const;
  return names.map((name) => [
    say(`figures.${name}`, { count: figures[name] }),
    format.number(figures[name]),
  ]);
}

/** What a result cost or saved, a line for each arm; the same amounts as on the trial's page. */
function savingsOf(trial: ReportedResult, { say, format }: Writing): [string, string][] {
  const whole = trial.result?.costs?.groups.find(({ kind }) => kind === 'everybody');
  return (whole?.arms ?? []).flatMap(({ name, saving }): [string, string][] => {
    if (saving.kind === 'undefined') return [];
    const { estimate, interval } = saving;
    const text =
      interval === undefined
        ? format.euro(estimate)
        : say('saving-between', {
            amount: format.euro(estimate),
            lower: format.euro(interval.lower),
            upper: format.euro(interval.upper),
          });
    return [[say('saving-of', { name: name.text }), text]];
  });
}

function factsOf(trial: ReportedResult, writing: Writing): [string, string][] {
  const { say, format } = writing;
  return [
    [say('organisation'), trial.organisation],
    ...(trial.letters === undefined
      ? []
      : [[say('letters'), format.number(trial.letters)] as [string, string]]),
    [say('promised'), format.date(trial.promisedOn)],
    [
      say('published'),
      trial.daysLate === undefined
        ? say('on-time', { date: format.date(trial.disclosedOn) })
        : say('days-late', { date: format.date(trial.disclosedOn), count: trial.daysLate }),
    ],
    [say('talk'), say('talk-value', { ...trial.talk })],
    ...savingsOf(trial, writing),
  ];
}

/** What kind of trial it is, at the trial itself: a part that is copied into another report takes it along. */
function labelsOf({ kind, external }: ReportedResult, { language, translator }: Writing): Paragraph[] {
  const labels = [...(kind === 'trial' ? [] : [kind]), ...(external ? ['external'] : [])];
  const text = labels.map((label) => translator.translate(language, `register:label.${label}`)).join(' · ');
  return text === '' ? [] : [quiet(text)];
}

function resultParts(trial: ReportedResult, writing: Writing): (Paragraph | Table)[] {
  const { say, format, language, translator } = writing;
  const told =
    trial.result === undefined ? undefined : toldSentences(trial.result, language, translator, true);
  return [
    heading(trial.title.text, 2),
    ...labelsOf(trial, writing),
    plain(trial.question.text),
    ...(told === undefined
      ? [plain(say('no-figures'))]
      : [
          new Paragraph({
            spacing: { after: GAP },
            children: [new TextRun({ text: told.verdict, bold: true, color: BRAND })],
          }),
          ...(told.base === undefined ? [] : [new Paragraph({ children: marked(told.base) })]),
          ...told.others.map(point),
        ]),
    ...(trial.result === undefined
      ? []
      : [quiet(`${translator.translate(language, 'register:result.outcome')} ${trial.result.outcome.text}`)]),
    ...(trial.stopped === undefined
      ? []
      : [
          plain(`${say('stopped-on', { date: format.date(trial.stopped.on) })} ${trial.stopped.reason.text}`),
        ]),
    new Paragraph({ text: '' }),
    table(factsOf(trial, writing)),
    ...trial.corrections.map(({ on, version, text }) =>
      plain(say('correction', { date: format.date(on), version, text: text.text })),
    ),
    new Paragraph({
      spacing: { before: GAP, after: 3 * GAP },
      children: [
        new ExternalHyperlink({
          link: trial.address,
          children: [new TextRun({ text: trial.address, style: 'Hyperlink' })],
        }),
      ],
    }),
  ];
}

function listed(
  title: string,
  intro: string,
  rows: readonly (readonly [string, string])[],
): (Paragraph | Table)[] {
  return rows.length === 0 ? [] : [heading(title, 1), plain(intro), table(rows)];
}

function bodyOf(view: AnnualReportView, writing: Writing): (Paragraph | Table)[] {
  const { say, format } = writing;
  const late = (days: number | undefined): string =>
    days === undefined
      ? ''
      : ` · ${writing.translator.translate(writing.language, 'register:late', { count: days })}`;
  return [
    heading(titleOf(view, say), 1),
    plain(say('lead')),
    quiet(say(view.complete ? 'as-of' : 'as-of-running', { date: format.date(view.asOf), year: view.year })),
    table(figuresOf(view, writing)),
    quiet(say('counted')),
    heading(say('results'), 1),
    ...(view.results.length === 0 ? [plain(say('no-results'))] : []),
    ...view.results.flatMap((trial) => resultParts(trial, writing)),
    ...listed(
      say('stops'),
      say('stops-intro'),
      view.stops.map(({ title, on, reason }) => [title.text, `${format.date(on)}. ${reason.text}`]),
    ),
    ...listed(
      say('waiting'),
      say('waiting-intro'),
      view.waiting.map(({ title, promisedOn, daysLate }) => [
        title.text,
        `${say('promised-for', { date: format.date(promisedOn) })}${late(daysLate)}`,
      ]),
    ),
    ...listed(
      say('corrected'),
      say('corrected-intro'),
      view.corrected.flatMap(({ title, corrections }) =>
        corrections.map(({ on, version, text }): [string, string] => [
          title.text,
          say('correction', { date: format.date(on), version, text: text.text }),
        ]),
      ),
    ),
    ...(view.marked.length === 0 ? [] : [heading(say('marked'), 1), plain(say('marked-intro'))]),
    ...view.marked.flatMap((trial) => resultParts(trial, writing)),
  ];
}

const titleOf = ({ year, organisation }: AnnualReportView, say: Say): string =>
  organisation === undefined ? say('title-all', { year }) : say('title', { year, name: organisation });

/** The chapter as a document for a word processor, to be put into the report of an organisation and edited there. */
export async function annualReportDocx(
  view: AnnualReportView,
  language: Language,
  translator: Translator,
): Promise<Buffer> {
  const say: Say = (key, params = {}) => translator.translate(language, `outreach:report.${key}`, params);
  const writing: Writing = { say, format: createFormatter(language), language, translator };
  const head = { font: 'Georgia', color: BRAND, bold: true };
  const document = new Document({
    title: titleOf(view, say),
    creator: 'Openbrief',
    description: say('lead'),
    styles: {
      default: {
        document: { run: { font: 'Calibri', size: BODY, language: { value: locales[language] } } },
        heading1: { run: { ...head, size: 36 }, paragraph: { spacing: { before: 360, after: 160 } } },
        heading2: { run: { ...head, size: 26 }, paragraph: { spacing: { before: 280, after: GAP } } },
      },
    },
    sections: [
      {
        footers: {
          default: new Footer({
            children: [
              new Paragraph({ children: [new TextRun({ children: [PageNumber.CURRENT], color: QUIET })] }),
            ],
          }),
        },
        children: bodyOf(view, writing),
      },
    ],
  });
  return Packer.toBuffer(document);
}
