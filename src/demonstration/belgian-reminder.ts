/**
 * The published counts of the income tax reminder of FPS Finance (Belgium), 2015: annual report, section 3.1.2. Debts by
 * letter, and the percentage paid off, to two decimals. The numbers of payers were not published; they are computed
 * back from these.
 */
const published: readonly (readonly [arm: string, debts: number, percentPaidOff: number])[] = [
  ['oude-brief', 27_567, 43.72],
  ['vereenvoudigd', 27_500, 50.78],
  ['sociale-norm', 27_464, 50.96],
  ['voorzieningen-negatief', 25_048, 50.42],
  ['voorzieningen-positief', 24_648, 49.86],
  ['norm-en-voorzieningen', 27_282, 50.12],
  ['boete', 27_073, 52.88],
  ['actieve-keuze', 27_514, 51.09],
  ['keuze-en-boete', 27_384, 52.01],
];

export interface ReplayedArm {
  readonly arm: string;
  readonly recipients: number;
  readonly responders: number;
  readonly publishedPercent: number;
}

/** Whole numbers of payers that round to the published percentages. */
export const belgianReminder: readonly ReplayedArm[] = published.map(
  ([arm, recipients, publishedPercent]) => ({
    arm,
    recipients,
    responders: Math.round((recipients * publishedPercent) / 100),
    publishedPercent,
  }),
);

/** Rows of text at a time. */
const ROWS = 5_000;

function* rows(
  header: string,
  line: (arm: ReplayedArm, index: number) => string | undefined,
): Generator<string> {
  let text = header;
  let count = 0;
  for (const arm of belgianReminder) {
    for (let index = 0; index < arm.recipients; index += 1) {
      text += line(arm, index) ?? '';
      count += 1;
      if (count % ROWS !== 0) continue;
      yield text;
      text = '';
    }
  }
  yield text;
}

const reference = ({ arm }: ReplayedArm, index: number): string => `${arm}-${index + 1}`;

/** recipients.csv of the replay: a line a debt, with the arm that it was in. */
export const belgianRecipients = (): Generator<string> =>
  rows('kenmerk;groep\n', (arm, index) => `${reference(arm, index)};${arm.arm}\n`);

/** responses.csv of the replay. No days were published, so all have one day within the window. */
export const belgianResponses = (): Generator<string> =>
  rows('kenmerk;datum;soort\n', (arm, index) =>
    index < arm.responders ? `${reference(arm, index)};2015-03-01;afbetaald\n` : undefined,
  );
