import {
  drawFlow,
  type FlowBranch,
  type FlowLine,
  type FlowStage,
} from '../../platform/charts/flow-diagram.js';
import type { RenderedChart } from '../../platform/charts/render-svg.js';
import { createFormatter } from '../../platform/i18n/format.js';
import type { Language } from '../../platform/i18n/language.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import type { PublishedFlow } from '../publishable-flow.js';
import type { CountView, ResultView } from './result-view.js';

/** What became of one arm, as far as it may be told. */
export interface FlowArmView {
  readonly name: ShownText;
  readonly allocated: CountView;
  /** Absent where the letters were made elsewhere, the arm gets none, or the number would tell of a few people. */
  readonly mailed?: number;
  /** Absent where no letter is known to have come back. */
  readonly returned?: number;
  readonly responded: CountView;
}

/** The CONSORT diagram, with the same counts as a table. */
export interface FlowDiagramView {
  readonly chart: RenderedChart;
  /** Where it can be downloaded; absent in a page that is kept as a file, and as long as the trial runs. */
  readonly chartsPath?: string;
  /** Empty before the close. */
  readonly arms: readonly FlowArmView[];
  readonly hasMailed: boolean;
  readonly hasReturned: boolean;
}

/** What the arms of a result tell about the flow; nothing where there is no result to be seen yet. */
export function flowArms(
  result: Pick<ResultView, 'arms' | 'ratio'> | undefined,
  returned: ReadonlyMap<string, number> = new Map(),
): FlowArmView[] {
  return (result?.arms ?? []).map(({ name, recipients, responses }) => {
    const mailed = result?.ratio.arms.find((arm) => arm.name.text === name.text)?.mailed;
    const back = returned.get(name.text);
    return {
      name,
      allocated: recipients,
      ...(mailed !== undefined && { mailed }),
      ...(back !== undefined && { returned: back }),
      responded: responses,
    };
  });
}

/** Draws the flow of a trial: totals as long as it runs, and by arm once that may be seen. */
export function flowDiagramView(
  flow: PublishedFlow,
  arms: readonly FlowArmView[],
  external: boolean,
  language: Language,
  translator: Translator,
): FlowDiagramView {
  const format = createFormatter(language);
  const say = (key: string, params = {}): string =>
    translator.translate(language, `figures:flow.${key}`, params);
  const line = (key: string, count: number | undefined): FlowLine => ({
    text: say(key),
    count: count === undefined ? say('withheld') : format.number(count),
  });
  const told = (count: CountView): string =>
    count.kind === 'value' ? format.number(count.count) : say('below', { below: count.below });
  const branch = ({ name, allocated, mailed, returned, responded }: FlowArmView): FlowBranch => ({
    name: name.text,
    lines: [
      { text: say('arm-allocated'), count: told(allocated) },
      ...(mailed === undefined ? [] : [line('mailed', mailed)]),
      ...(returned === undefined ? [] : [line('returned', returned)]),
      { text: say('analysed'), count: told(allocated) },
      { text: say('responded'), count: told(responded) },
    ],
  });
  const totals: FlowStage[] =
    arms.length > 0
      ? []
      : [
          ...(flow.mailed === null ? [] : [line('mailed', flow.mailed)]),
          {
            ...line('responses', flow.responses),
            ...(flow.unmatched !== 0 && { left: [line('unmatched', flow.unmatched)] }),
          },
        ];
  const chart = drawFlow({
    title: say('title'),
    description: say('description'),
    stages: [
      line('lines', flow.lines),
      {
        ...line(external ? 'not-drawn' : 'allocated', flow.allocated),
        left: [line('refused', flow.refused), line('opted-out', flow.optedOut)],
      },
      ...(flow.allocated > 0 ? totals : []),
    ],
    branches: arms.map(branch),
  });
  return {
    chart,
    arms,
    hasMailed: arms.some(({ mailed }) => mailed !== undefined),
    hasReturned: arms.some(({ returned }) => returned !== undefined),
  };
}
