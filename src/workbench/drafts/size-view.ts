import type { CheckedDraft } from '../../drafts/check-draft.js';
import {
  powerCurveOverRecipients,
  powerOfDesign,
  recipientsNeeded,
  smallestDetectableUplift,
  type PowerDesign,
} from '../../core/statistics/design-power.js';
import { powerChart } from '../../platform/charts/line-chart.js';
import { renderChart } from '../../platform/charts/render-svg.js';
import { createFormatter } from '../../platform/i18n/format.js';
import { LEAST_POWER, powerDesign } from '../../trials/protocol/protocol-power.js';
import type { DraftTexts } from './draft-texts.js';
import type { SizeView } from './step-view.js';

/** Points of the curve: enough for a smooth line. */
const CURVE_POINTS = 41;

/** Of the rows of the table beside it: quarters of what is planned, and beyond. */
const TABLE_SHARES = [0.25, 0.5, 0.75, 1, 1.5, 2, 3] as const;

/** From this chance on "9 of 10" would say too little. */
const NEARLY_ALWAYS = 0.97;

/** "8" of ten; under one in ten there is no whole number to say, and near all ten it is said so. */
const timesOf = (power: number, texts: DraftTexts): string => {
  if (power >= NEARLY_ALWAYS) return texts.say('size.nearly-ten');
  const times = Math.floor(power * 10 + 1e-9);
  return times === 0 ? texts.say('size.under-one') : String(times);
};

/**
 * What the planned number of recipients can show. Where so much more response does not exist, as much less is taken,
 * as at registration.
 */
export async function sizeView(
  { filled, invented }: CheckedDraft,
  texts: DraftTexts,
): Promise<SizeView | { readonly unknown: string }> {
  if (invented.has('power') || invented.has('analysis')) return { unknown: texts.say('size.unknown') };
  const design = powerDesign(filled);
  const { recipients } = filled.power;
  const wished = filled.analysis.smallestWorthwhileUplift;
  const uplift = powerOfDesign(design, recipients, wished).kind === 'value' ? wished : -wished;
  const reached = powerOfDesign(design, recipients, uplift);
  if (reached.kind === 'undefined') return { unknown: texts.say('size.no-answer') };
  const wanted = Math.max(LEAST_POWER, filled.power.power);
  return {
    sentences: sentences(design, { recipients, uplift, reached: reached.power, wanted }, texts),
    enough: reached.power >= wanted,
    chart: await renderChart(curve(design, recipients, uplift, wanted, texts)),
    rows: TABLE_SHARES.flatMap((share) => {
      const at = Math.round(recipients * share);
      const power = powerOfDesign(design, at, uplift);
      return power.kind === 'value'
        ? [{ recipients: at, times: timesOf(power.power, texts), planned: share === 1 }]
        : [];
    }),
  };
}

interface Planned {
  readonly recipients: number;
  readonly uplift: number;
  readonly reached: number;
  readonly wanted: number;
}

function sentences(design: PowerDesign, planned: Planned, texts: DraftTexts): string[] {
  const { recipients, uplift, reached, wanted } = planned;
  const { number } = createFormatter(texts.language);
  const points = (proportion: number): string => number(Math.abs(proportion) * 100, 1);
  const smallest = smallestDetectableUplift(design, recipients, LEAST_POWER);
  const needed = recipientsNeeded(design, uplift, wanted);
  return [
    ...(smallest.kind === 'value'
      ? [texts.say('size.smallest', { recipients: number(recipients), points: points(smallest.uplift) })]
      : []),
    texts.say(uplift < 0 ? 'size.wished-less' : 'size.wished', {
      points: points(uplift),
      times: timesOf(reached, texts),
    }),
    ...(reached < wanted && needed.kind === 'value'
      ? [texts.say('size.needed', { recipients: number(needed.recipients), points: points(uplift) })]
      : []),
  ];
}

function curve(design: PowerDesign, recipients: number, uplift: number, wanted: number, texts: DraftTexts) {
  const needed = recipientsNeeded(design, uplift, wanted);
  const end =
    Math.max(recipients, needed.kind === 'value' ? Math.min(needed.recipients, recipients * 8) : 0) * 1.4;
  const places = Array.from({ length: CURVE_POINTS }, (_, place) =>
    Math.max(2, Math.round((end * (place + 1)) / CURVE_POINTS)),
  );
  return powerChart({
    title: texts.say('size.chart'),
    description: texts.say('size.table-beside'),
    recipientsTitle: texts.say('size.recipients'),
    powerTitle: texts.say('size.chance'),
    language: texts.language,
    points: powerCurveOverRecipients(design, places, uplift).map(({ at, power }) => ({
      recipients: at,
      power,
    })),
    planned: { recipients, power: wanted },
  });
}
