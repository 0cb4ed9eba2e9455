import { quarterOf } from '../../src/home/quarter.js';
import { quarterView } from '../../src/workbench/views/home-view.js';
import { shownText, type AuthoredText, type ShownText } from '../../src/platform/i18n/shown-text.js';

import type { PageContext } from '../../src/platform/web/page-context.js';
import type { ViewEngine } from '../../src/platform/web/view-engine.js';
import { signInPage } from '../../src/workbench/views/sign-in-view.js';
import { welcomePage } from '../../src/workbench/views/welcome-view.js';
import { buildSteps } from '../../src/workbench/views/steps.js';
import { workbenchTrialPage } from '../../src/workbench/views/trial-view.js';
import { workbenchTrialsPage } from '../../src/workbench/views/trials-view.js';

import { title } from './sample-register.js';

import type { SampleTrial } from './sample-trial-parts.js';

export const sampleWorkbenchPaths = [
  '/workbench/sign-in',
  '/workbench/sign-in-refused',
  '/workbench/welcome',
  '/workbench',
  '/workbench/trials/formulier',
  '/workbench/trials/lopend',
] as const;
type SampleWorkbenchPath = (typeof sampleWorkbenchPaths)[number];

export const isWorkbenchPath = (path: string): path is SampleWorkbenchPath =>
  sampleWorkbenchPaths.some((one) => one === path);

/** The workbench with trials of a realistic size; workbench-axe.spec.ts has its other pages, from the service itself. */
export async function sampleWorkbenchPage(
  path: SampleWorkbenchPath,
  { open, work, flowDiagram }: SampleTrial,
  engine: ViewEngine,
  context: PageContext,
): Promise<string> {
  const shown = (text: AuthoredText): ShownText => shownText(text, context.language);
  switch (path) {
    case '/workbench':
      return engine.render(
        workbenchTrialsPage,
        {
          organisation: 'Belastingdienst',
          trials: [
            {
              path: '/workbench/trials/formulier',
              title: shown(title),
              state: 'analysed',
              kind: 'example',
              external: false,
              stopped: false,
              arms: 8,
              recipients: 16_000,
              registeredAt: '2026-05-02T10:00:00Z',
            },
            {
              path: '/workbench/trials/lopend',
              title: shown('Aanmaning toeslagen'),
              state: 'draft',
              kind: 'trial',
              external: false,
              stopped: false,
              arms: 2,
              recipients: 0,
              registeredAt: '2026-05-02T10:00:00Z',
            },
          ],
          rehearsals: [],
          drafts: { mayWrite: true, waiting: [], open: [] },
          quarter: quarterView(
            {
              quarter: quarterOf('2026-05-02'),
              trials: 3,
              letters: 48_120,
              pagesDue: 4,
              pagesOnTime: 3,
              questions: 0,
              answered: 0,
            },
            { trials: 4, letters: 40_000, pagesOnTime: 100, answered: 90 },
            '/workbench/targets',
          ),
        },
        context,
      );
    case '/workbench/welcome':
      return engine.render(
        welcomePage,
        {
          path: '/workbench/welcome/x',
          name: 'Anna',
          email: 'anna@dienst.example',
          minimum: 15,
          refusal: { message: 'Dit wachtwoord is te kort.', remedy: 'Gebruik ten minste 15 tekens.' },
        },
        context,
      );
    case '/workbench/sign-in':
    case '/workbench/sign-in-refused':
      return engine.render(
        signInPage,
        { next: '/workbench', email: '', refused: path.endsWith('refused') },
        context,
      );
    case '/workbench/trials/formulier':
      return engine.render(workbenchTrialPage, await work(), context);
    case '/workbench/trials/lopend': {
      const { result: _result, openPath: _openPath, ...rest } = await work();
      const running = flowDiagram();
      return engine.render(
        workbenchTrialPage,
        {
          ...rest,
          kind: 'trial',
          state: 'draft',
          steps: buildSteps('draft'),
          flow: (await open()).flow.slice(0, 5),
          flowDiagram: running,
          imports: [],
          batches: [],
        },
        context,
      );
    }
  }
}
