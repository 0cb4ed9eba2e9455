import type { Response } from 'supertest';
import type { DraftRecord } from '../../src/drafts/draft-record.js';
import { DraftsService } from '../../src/drafts/drafts.service.js';
import { ReviewDrafts } from '../../src/drafts/review-drafts.js';
import { startTestService, type TestService } from './test-service.js';
import { workbenchClient, type Fields, type WorkbenchClient } from './workbench-client.js';

const answers: readonly (readonly [step: string, fields: Fields])[] = [
  [
    'question',
    { question: 'Helpt een extra zin?', 'question.en': 'Does a line help?', targetGroup: 'Iedereen.' },
  ],
  ['letter', { 'letter.subject': 'Uw formulier', do: 'add-element' }],
  [
    'letter',
    {
      'elements.0.name': 'Datum',
      'elements.0.technique': 'deadline',
      'elements.0.slot': 'midden',
      'elements.0.text': 'Doe het voor 1 april.',
    },
  ],
  ['arms', { 'arms.1.elements': ['', 'element-1'], strata: 'regio, leeftijd' }],
  ['outcome', { 'outcome.description': 'Het formulier is terug.', 'costs.letter': '0,96' }],
  [
    'size',
    {
      'power.expectedResponse': '40',
      'analysis.smallestWorthwhileUplift': '2,5',
      'power.recipients': '16.000',
    },
  ],
  [
    'planning',
    { 'planning.mailing': '2026-03-02', 'planning.close': '2026-04-06', 'planning.disclosure': '2026-05-01' },
  ],
  [
    'care',
    {
      'data.purpose': 'Leren.',
      'data.retainUntil': '2026-12-31',
      'data.dpia': 'DPIA-1',
      ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((place) => [`ethics.${place}.answer`, 'Nee.'])),
    },
  ],
];
export const draftIdIn = (response: Response): string =>
  /drafts\/([0-9a-f-]{36})/.exec(response.headers['location'] ?? '')?.[1] ?? '';

function requireTaken(what: string, { status, text }: Response): void {
  if (status !== 303) throw new Error(`${what} was not taken: ${status} ${text}`);
}

/** Colleagues who write and review drafts in one service, and two people whose business that is not. */
export class DraftRoom {
  private constructor(
    readonly service: TestService,
    readonly designer: WorkbenchClient,
    readonly second: WorkbenchClient,
    readonly reviewer: WorkbenchClient,
    readonly both: WorkbenchClient,
    readonly elsewhere: WorkbenchClient,
    readonly printer: WorkbenchClient,
  ) {}

  static async open(): Promise<DraftRoom> {
    const service = await startTestService('2026-02-10');
    return new DraftRoom(
      service,
      await workbenchClient(service, 'dienst-een', 'D. Ontwerper', ['designer']),
      await workbenchClient(service, 'dienst-een', 'T. Tweede', ['designer']),
      await workbenchClient(service, 'dienst-een', 'R. Beoordelaar', ['reviewer']),
      await workbenchClient(service, 'dienst-een', 'B. Beide', ['designer', 'reviewer']),
      await workbenchClient(service, 'dienst-twee', 'E. Elders', ['designer', 'reviewer']),
      await workbenchClient(service, 'dienst-een', 'P. Drukker', ['print-shop']),
    );
  }

  readonly draftOf = (id: string): Promise<DraftRecord> =>
    this.service.app.get(DraftsService).get(this.designer.account.organisationId, id);

  readonly begin = async (who: WorkbenchClient, fields: Fields): Promise<string> => {
    const answer = await who.send('/workbench/new-trial', fields);
    requireTaken('new-trial', answer);
    return draftIdIn(answer);
  };

  /** Sends a step's form for the revision that is saved now. */
  readonly save = async (
    who: WorkbenchClient,
    id: string,
    step: string,
    fields: Fields,
  ): Promise<Response> => {
    const { revision } = await this.draftOf(id);
    return who.send(`/workbench/drafts/${id}/${step}`, { revision: String(revision), ...fields });
  };

  readonly writeWhole = async (who: WorkbenchClient, title: string): Promise<string> => {
    const id = await this.begin(who, { title });
    for (const [step, fields] of answers) {
      requireTaken(step, await this.save(who, id, step, fields));
    }
    return id;
  };

  readonly issuesOf = async (id: string): Promise<string[]> =>
    (await this.service.app.get(ReviewDrafts).check(await this.draftOf(id))).issues.map(
      ({ path, code }) => `${path} ${code}`,
    );
}
