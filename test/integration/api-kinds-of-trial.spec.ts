import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { batchSchema, manifestSchema, proofSchema } from '../../src/api/mailing-schemas.js';
import { MailingsService } from '../../src/mailings/mailings.service.js';
import { RenderBatch } from '../../src/mailings/render-batch.js';
import { findChromium } from '../../src/platform/chromium/find-chromium.js';
import { anybody, apiClient, people, problem, problemIn, type ApiClient } from '../support/api-client.js';
import { discloseByTwo } from '../support/person-client.js';
import { drawnProtocol, exampleProtocol } from '../support/sample-trial.js';
import { readPages, textOf } from './rendering-letters.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;
let belgian: ApiClient;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
  belgian = await apiClient(service, 'fod-financien');
});

afterAll(() => service.close());

const chromium = await findChromium(undefined).catch(() => undefined);

describe('a trial whose letters Openbrief makes', () => {
  let trial = '';

  const handOver = (batch: number, postedOn: string): ReturnType<typeof own.call> =>
    own.call('post', `${trial}/batches/${batch}/hand-over`).send({ postedOn });

  /** Looks at the proof of each arm, and approves what was seen. */
  async function approveProofs(): Promise<void> {
    const listed = schemaList(await own.call('get', `${trial}/proofs`));
    expect(listed.map(({ arm, approval }) => [arm, approval])).toEqual([
      ['oud', null],
      ['nieuw', null],
    ]);
    const proofs = listed.map(({ arm, sha256 }) => ({ arm, sha256 }));
    const approve = (approvedBy: string, seen = proofs): ReturnType<typeof own.call> =>
      own.call('post', `${trial}/proof-approvals`).send({ approvedBy, proofs: seen });
    expect(problemIn(await approve('d. ontwerper '))).toEqual(
      problem(403, 'mailings:proof-approved-by-author'),
    );
    const other = proofs.map(({ arm }) => ({ arm, sha256: '0'.repeat(64) }));
    expect(problemIn(await approve('R. Beoordelaar', other))).toEqual(problem(409, 'mailings:proof-changed'));
    const nowhere = [{ arm: 'nergens', sha256: '0'.repeat(64) }];
    expect(problemIn(await approve('R. Beoordelaar', nowhere))).toEqual(problem(404, 'mailings:no-proof'));
    const pdf = await own.call('get', `${trial}/proofs/nieuw/pdf`).buffer(true).parse(bytesOf);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    const pages = await readPages(new Uint8Array(pdf.body));
    expect(pages.map((page) => textOf(page).includes('Stuur het terug.'))).toEqual([true, true, true]);
    expect(pages.map(textOf).join()).toContain('Wolkenkrabberbouwmaatschappij');
    const approved = await approve('R. Beoordelaar');
    expect(approved.status).toBe(201);
    expect(schemaList(approved).map(({ approval }) => approval)).toMatchObject(
      proofs.map(() => ({ approvedBy: 'R. Beoordelaar', basis: 'proofs', pages: 1 })),
    );
  }

  test.runIf(chromium !== undefined)(
    'has its letters divided over batches; asked again, they are only queued again',
    async () => {
      service.clock.set('2026-02-20');
      const made = await own.register(
        drawnProtocol({
          trial: 'op-papier',
          strata: [],
          letter: { subject: 'Uw formulier', base: 'Wij wachten op uw formulier.\n\n{{slot "kern"}}' },
          elements: [
            {
              id: 'eenvoudig',
              name: 'Eenvoudig',
              technique: 'simplification',
              slot: 'kern',
              text: 'Stuur het terug.',
            },
          ],
        }),
      );
      trial = made.headers['location'] ?? '';
      const lines = Array.from(
        { length: 5 },
        (_, index) => `P-${index},De Vries,Kade,${index + 1},1234 AB,Utrecht`,
      );
      const file = ['kenmerk,achternaam,straat,huisnummer,postcode,plaats', ...lines, ''].join('\n');
      expect((await own.sendCsv(`${trial}/recipient-files`, file)).body).toMatchObject({
        accepted: 5,
        refused: 0,
      });
      expect((await own.call('post', `${trial}/allocations`)).body).toMatchObject({ allocated: 5 });
      for (const lettersABatch of [0, 1_001]) {
        const wrong = await own.call('post', `${trial}/waves`).send({ lettersABatch });
        expect(problemIn(wrong)).toEqual(problem(422, 'platform:invalid-body'));
      }
      const early = await own.call('post', `${trial}/waves`).send({});
      expect(problemIn(early)).toEqual(problem(409, 'mailings:proofs-not-approved'));
      await approveProofs();
      for (const _time of ['first', 'again']) {
        const wave = await own.call('post', `${trial}/waves`).send({ lettersABatch: 3 });
        expect({ status: wave.status, body: wave.body }).toEqual({
          status: 202,
          body: { wave: 1, letters: 5, batches: 2, queued: 2 },
        });
      }
      const batches = await own.call('get', `${trial}/batches`);
      expect(
        z
          .array(batchSchema)
          .parse(batches.body)
          .map(({ letters }) => letters),
      ).toEqual([3, 2]);
    },
  );

  test.runIf(chromium !== undefined)(
    'gives no manifest and no hand-over before its batches are made',
    async () => {
      for (const path of ['manifest', 'pdf']) {
        const early = await own.call('get', `${trial}/batches/1/${path}`);
        expect(problemIn(early)).toEqual(problem(409, 'mailings:batch-not-rendered'));
      }
      const early = await own.call('post', `${trial}/hand-overs`).send({ postedOn: '2026-03-02' });
      expect(problemIn(early)).toEqual(problem(409, 'mailings:not-all-rendered'));
      expect(problemIn(await handOver(1, '2026-03-02'))).toEqual(problem(409, 'mailings:batch-not-rendered'));
      const dateless = await own.call('post', `${trial}/hand-overs`).send({});
      expect(problemIn(dateless)).toEqual(problem(422, 'api:posted-on-missing'));
    },
  );

  test.runIf(chromium !== undefined)(
    'gives PDF and manifest, and is handed over (skipped without Chromium)',
    async () => {
      const { id = '' } = (await own.call('get', trial)).body;
      for (const batch of await service.app.get(MailingsService).batches(id)) {
        // Two workers with the same job: one books, and the file stays the one that was booked.
        const made = [0, 1].map(() => service.app.get(RenderBatch).render(batch.id));
        expect((await Promise.all(made)).sort()).toEqual([false, true]);
      }
      const manifest = await own.call('get', `${trial}/batches/2/manifest`).set('Accept', 'application/json');
      expect(manifestSchema.parse(manifest.body).lines).toHaveLength(2);
      const csv = await own.call('get', `${trial}/batches/2/manifest`).set('Accept', 'text/csv');
      expect(csv.headers['content-type']).toContain('text/csv');
      expect(csv.text.trim().split('\n')).toHaveLength(3);
      const pdf = await own.call('get', `${trial}/batches/2/pdf`).buffer(true).parse(bytesOf);
      expect(pdf.headers['content-type']).toBe('application/pdf');
      expect(createHash('sha256').update(pdf.body).digest('hex')).toBe(manifest.body.pdfSha256);
      expect(problemIn(await handOver(3, '2026-03-02'))).toEqual(problem(404, 'mailings:batch-not-found'));
      expect(problemIn(await handOver(2, '2026-04-06'))).toEqual(
        problem(422, 'mailings:posted-on-impossible'),
      );
      const first = await handOver(2, '2026-03-09');
      expect({ status: first.status, state: first.body.state }).toEqual({ status: 201, state: 'mailing' });
      expect(problemIn(await handOver(2, '2026-03-10'))).toEqual(problem(409, 'mailings:batch-handed-over'));
      // The print shop stood still for a week: each batch keeps its own day.
      const last = await handOver(1, '2026-03-02');
      expect({ status: last.status, state: last.body.state }).toEqual({ status: 201, state: 'collecting' });
      const batches = z.array(batchSchema).parse((await own.call('get', `${trial}/batches`)).body);
      expect(batches.map(({ postedOn }) => postedOn)).toEqual(['2026-03-02', '2026-03-09']);
      expect(problemIn(await handOver(1, '2026-03-02'))).toEqual(problem(409, 'mailings:batch-handed-over'));
      const late = await own.call('post', `${trial}/waves`).send({});
      expect(problemIn(late)).toEqual(problem(409, 'trials:transition-refused'));
    },
  );
});

const schemaList = ({ body }: { readonly body: unknown }): z.output<typeof proofSchema>[] =>
  z.array(proofSchema).parse(body);

/** Keeps the bytes of an answer as they are. */
function bytesOf(response: unknown, done: (error: Error | null, body: Buffer) => void): void {
  if (!(response instanceof IncomingMessage)) return done(new Error('no answer'), Buffer.alloc(0));
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => done(null, Buffer.concat(chunks)));
}

describe('a trial that was randomised elsewhere', () => {
  const arms = ['oude-brief', 'vereenvoudigd', 'boete'];

  test('goes the same way, and names its arms in the file of recipients', async () => {
    service.clock.set('2026-02-20');
    const made = await belgian.register(exampleProtocol('belgium-2015'));
    expect(made.status).toBe(201);
    const trial = made.headers['location'] ?? '';
    const unknown = await belgian.sendCsv(`${trial}/recipient-files`, 'kenmerk,groep\nA,geen-groep\n');
    expect(unknown.body).toMatchObject({ accepted: 0, refused: 1 });
    const taken = await belgian.sendCsv(
      `${trial}/recipient-files`,
      people(90, (index) => arms[index % 3] ?? ''),
    );
    expect(taken.body).toMatchObject({ accepted: 90, refused: 0 });
    expect((await belgian.call('post', `${trial}/allocations`)).body).toMatchObject({ allocated: 90 });
    await belgian.call('post', `${trial}/hand-overs`).send({}).expect(201);
    const responses = Array.from({ length: 45 }, (_, index) => ({
      reference: `Z-${index}`,
      respondedOn: '2015-02-01',
    }));
    expect((await belgian.call('post', `${trial}/responses`).send(responses)).body).toMatchObject({
      accepted: 45,
    });
    await belgian.call('post', `${trial}/closings`).send({}).expect(201);
    await belgian.call('post', `${trial}/analyses`).expect(201);
    expect((await discloseByTwo(service, 'fod-financien', trial)).status).toBe(201);
    const open = await anybody(service).get('/v1/register/fod-financien/aanmaning-2015');
    expect(open.body).toMatchObject({
      kind: 'replay',
      allocation: 'external',
      draw: null,
      state: 'disclosed',
    });
  });

  test('can be stopped early, for a reason that is public', async () => {
    const made = await own.register(drawnProtocol({ trial: 'gestopt' }));
    const stopped = await own.call('post', `${made.headers['location']}/closings`).send({
      stopReason: 'Fout in de brief.',
    });
    expect(stopped.body).toMatchObject({ state: 'closed', stoppedReason: 'Fout in de brief.' });
  });
});
