import 'reflect-metadata';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Response as Answer } from 'supertest';
import { z } from 'zod';
import { trialSchema, trialWithFlowSchema, protocolVersionSchema } from '../../src/api/trial-schemas.js';
import { importSchema } from '../../src/api/intake-schemas.js';
import { armTotalSchema } from '../../src/api/allocation-schemas.js';
import {
  analysisSchema,
  disclosureSchema,
  registerEntrySchema,
  registerTrialSchema,
} from '../../src/api/result-schemas.js';
import { problemSchema } from '../../src/api/problem-schema.js';
import { anybody, apiClient, people, problem, problemIn, type ApiClient } from '../support/api-client.js';
import { personClient } from '../support/person-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;
let other: ApiClient;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
  other = await apiClient(service, 'dienst-twee');
});

afterAll(() => service.close());

describe('a drawn trial from registration to disclosure', () => {
  let trial = '';

  test('is registered once; the same protocol again does nothing', async () => {
    const made = await own.register(drawnProtocol());
    expect(made.status).toBe(201);
    trial = made.headers['location'] ?? '';
    expect(trial).toBe(`/v1/trials/${made.body.id}`);
    expect(made.body).toMatchObject({ trial: 'klein', state: 'registered', protocol: { version: 1 } });
    expect(made.body.commitment).toMatch(/^[0-9a-f]{64}$/);
    const again = await own.call('post', '/v1/trials').send(drawnProtocol());
    expect(again.status).toBe(200);
    expect(again.body.id).toBe(made.body.id);
    expect(problemIn(await own.register(drawnProtocol({ title: 'Anders' })))).toEqual(
      problem(409, 'trials:protocol-changed'),
    );
  });

  test("is in nobody else's list and nobody else's reach", async () => {
    expect((await other.call('get', '/v1/trials')).body).toEqual([]);
    for (const path of [
      '',
      '/protocol-versions',
      '/imports',
      '/allocations',
      '/batches',
      '/analyses',
      '/disclosures',
    ]) {
      expect(problemIn(await other.call('get', trial + path))).toEqual(problem(404, 'trials:not-found'));
    }
    for (const path of ['/allocations', '/analyses']) {
      expect(problemIn(await other.call('post', trial + path))).toEqual(problem(404, 'trials:not-found'));
    }
    expect(problemIn(await other.register(drawnProtocol()))).toEqual(
      problem(403, 'trials:other-organisation'),
    );
    const stolen = drawnProtocol({ trial: 'in-naam-van-een-ander' });
    expect(problemIn(await other.register(stolen))).toEqual(problem(403, 'trials:other-organisation'));
  });

  test('takes in recipients with sums that add up, and tells each refused line', async () => {
    const empty = await own.call('get', `${trial}/allocations`);
    expect(empty.body).toEqual([
      { arm: 'oud', recipients: 0 },
      { arm: 'nieuw', recipients: 0 },
    ]);
    const file = `${people(120)}Z-3,noord\n,zuid\n`;
    const taken = await own.sendCsv(`${trial}/recipient-files?fileName=export.csv`, file);
    expect(taken.status).toBe(201);
    expect(taken.body).toMatchObject({ fileName: 'export.csv', lines: 122, accepted: 120, refused: 2 });
    expect(taken.body.firstRefusals).toHaveLength(2);
    expect(taken.headers['location']).toBe(`${trial}/imports/${taken.body.id}`);
    expect((await own.sendCsv(`${trial}/recipient-files`, file)).body).toMatchObject({
      alreadyImported: true,
    });
    const refusals = await own.call('get', `${taken.headers['location']}/refusals`);
    expect(refusals.headers['content-type']).toContain('text/csv');
    expect(refusals.text.split('\r\n')[0]).toBe('line,column,code,reden,reason');
    expect(refusals.text).toContain('recipients:reference-repeated');
    expect((await own.call('get', `${trial}/imports`)).body).toHaveLength(1);
  });

  test('takes a file as a field of a form too', async () => {
    const more = await own
      .call('post', `${trial}/recipient-files`)
      .attach('file', Buffer.from('kenmerk,regio\nY-1,noord\n'), 'meer.csv');
    expect(more.body).toMatchObject({ fileName: 'meer.csv', lines: 1, accepted: 1 });
    const without = await own.call('post', `${trial}/recipient-files`).field('naam', 'niets');
    expect(problemIn(without)).toEqual(problem(422, 'platform:file-missing'));
  });

  test.each([
    [
      'a column of citizen service numbers',
      `kenmerk,regio,nummer\n${bsnLines()}`,
      422,
      'recipients:bsn-column',
    ],
    ['a column too few', 'kenmerk\nX-1\n', 422, 'recipients:columns-missing'],
    ['nothing in it', '', 422, 'delimited:empty'],
  ])('refuses a file with %s', async (_what, text, status, code) => {
    expect(problemIn(await own.sendCsv(`${trial}/recipient-files`, text))).toEqual(problem(status, code));
  });

  test('refuses recipients in a form that it does not know', async () => {
    expect(problemIn(await own.call('post', `${trial}/recipient-files`).send({ a: 1 }))).toEqual(
      problem(415, 'errors:http-415'),
    );
  });

  test('is drawn once, and tells how many each arm has', async () => {
    expect(problemIn(await own.call('post', `${trial}/hand-overs`).send({}))).toEqual(
      problem(409, 'trials:transition-refused'),
    );
    const drawn = await own.call('post', `${trial}/allocations`);
    expect(drawn.status).toBe(201);
    expect(drawn.body).toEqual({ allocated: 121, strata: 2, clusters: null });
    const totals = await own.call('get', `${trial}/allocations`);
    expect(totals.body.map(({ recipients }: { recipients: number }) => recipients).sort()).toEqual([60, 61]);
    expect(problemIn(await own.call('post', `${trial}/allocations`))).toEqual(
      problem(409, 'trials:transition-refused'),
    );
    expect(problemIn(await own.sendCsv(`${trial}/recipient-files`, people(3)))).toEqual(
      problem(409, 'recipients:too-late'),
    );
  });

  test('has no wave, because its letters are sent elsewhere', async () => {
    expect(problemIn(await own.call('post', `${trial}/waves`).send({}))).toEqual(
      problem(409, 'mailings:sent-elsewhere'),
    );
    expect(
      problemIn(
        await own.call('post', `${trial}/responses`).send([{ reference: 'Z-1', respondedOn: '2026-02-09' }]),
      ),
    ).toEqual(problem(409, 'responses:not-collecting'));
    expect(problemIn(await own.call('post', `${trial}/hand-overs`).send({ postedOn: '2026-03-02' }))).toEqual(
      problem(422, 'api:posted-elsewhere'),
    );
    const handed = await own.call('post', `${trial}/hand-overs`).send({});
    expect({ status: handed.status, state: handed.body.state }).toEqual({ status: 201, state: 'collecting' });
    expect((await own.call('get', `${trial}/batches`)).body).toEqual([]);
    expect(problemIn(await own.call('get', `${trial}/batches/1/manifest`))).toEqual(
      problem(404, 'mailings:batch-not-found'),
    );
    expect(problemIn(await own.call('get', `${trial}/batches/een/pdf`))).toEqual(
      problem(400, 'errors:http-400'),
    );
  });

  test('takes in responses as JSON, each counted once', async () => {
    service.clock.set('2026-03-20');
    const sent = Array.from({ length: 60 }, (_, index) => ({
      reference: `Z-${index}`,
      respondedOn: '2026-03-10',
    }));
    const taken = await own
      .call('post', `${trial}/responses`)
      .send([...sent, { reference: 'onbekend', respondedOn: '2026-03-10' }]);
    expect(taken.status).toBe(201);
    expect(taken.body).toMatchObject({ lines: 61, accepted: 60, unmatched: 1, refused: 0, repeated: 0 });
    const again = await own
      .call('post', `${trial}/responses`)
      .send([...sent, { reference: 'onbekend', respondedOn: '2026-03-10' }]);
    expect(again.body).toMatchObject({ alreadyImported: true, accepted: 60 });
    const file = await own.sendCsv(
      `${trial}/response-files`,
      'kenmerk,datum\nZ-0,2026-03-11\nZ-60,2026-03-11\nZ-61,2027-01-01\n',
    );
    expect(file.body).toMatchObject({ lines: 3, accepted: 1, repeated: 1, refused: 1 });
  });

  test.each([
    [
      'too many at once',
      Array.from({ length: 1_001 }, () => ({ reference: 'Z-1', respondedOn: '2026-03-10' })),
    ],
    ['none', []],
    ['no list', { reference: 'Z-1' }],
    ['an unknown key', [{ reference: 'Z-1', respondedOn: '2026-03-10', arm: 'oud' }]],
    ['neither code nor reference', [{ respondedOn: '2026-03-10' }]],
    ['a day that does not exist', [{ reference: 'Z-1', respondedOn: '2026-02-30' }]],
    ['a line end in a reference', [{ reference: 'Z-1\nZ-2', respondedOn: '2026-03-10' }]],
  ])('refuses responses with %s', async (_what, body) => {
    const refused = await own.call('post', `${trial}/responses`).send(body);
    expect(problemIn(refused)).toEqual(problem(422, 'platform:invalid-body'));
    expect(refused.body.errors.length).toBeGreaterThan(0);
  });

  test('shows nothing by arm before the close, at any address', async () => {
    expect(problemIn(await own.call('get', `${trial}/analyses`))).toEqual(
      problem(403, 'trials:results-hidden'),
    );
    expect(problemIn(await own.call('get', `${trial}/analyses/1`))).toEqual(
      problem(403, 'trials:results-hidden'),
    );
    expect(problemIn(await own.call('post', `${trial}/analyses`))).toEqual(
      problem(409, 'trials:transition-refused'),
    );
    const proposer = await personClient(service, 'dienst-een', 'analist', ['analyst']);
    expect(problemIn(await proposer.call('post', `${trial}/disclosure-proposals`).send({}))).toEqual(
      problem(409, 'disclosure:not-analysed'),
    );
    expect(problemIn(await own.call('post', `${trial}/closings`).send({}))).toEqual(
      problem(409, 'trials:close-too-early'),
    );
    const open = '/v1/register/dienst-een/klein';
    const texts: string[] = [];
    for (const path of [
      trial,
      '/v1/trials',
      `${trial}/imports`,
      `${trial}/disclosures`,
      `${trial}/batches`,
      open,
      '/v1/register',
    ]) {
      const answer = await own.call('get', path);
      expect(answer.status).toBe(200);
      expect(numbersBesideArms(answer.body)).toEqual([]);
      texts.push(answer.text);
    }
    // Allocated recipients by arm is all that is told, and it has no other number in it.
    const totals: Record<string, unknown>[] = (await own.call('get', `${trial}/allocations`)).body;
    for (const total of totals) expect(Object.keys(total)).toEqual(['arm', 'recipients']);
    expect((await own.call('get', open)).body).toMatchObject({ draw: { seed: null }, disclosures: [] });
    expect(texts.join('')).not.toMatch(/"(x|rate|uplift|responders)"/);
  });

  test('is closed on its day, analysed once and disclosed by the tokens of two people', async () => {
    service.clock.set('2026-04-06');
    const closed = await own.call('post', `${trial}/closings`).send({});
    expect({ status: closed.status, state: closed.body.state }).toEqual({ status: 201, state: 'closed' });
    expect((await own.call('get', `${trial}/analyses`)).body).toEqual([]);
    expect(problemIn(await own.call('get', `${trial}/analyses/1`))).toEqual(
      problem(404, 'analysis:not-analysed'),
    );
    const analysed = await own.call('post', `${trial}/analyses`);
    expect(analysed.status).toBe(201);
    const counted: { n: number; x: number }[] = analysed.body.data.counts;
    expect(counted.reduce((sum, { n }) => sum + n, 0)).toBe(121);
    expect(counted.reduce((sum, { x }) => sum + x, 0)).toBe(61);
    expect((await own.call('get', analysed.headers['location'] ?? '')).body).toEqual(analysed.body);
    expect(problemIn(await own.call('post', `${trial}/analyses`))).toEqual(
      problem(409, 'trials:transition-refused'),
    );
    const both = await personClient(service, 'dienst-een', 'dubbelrol', ['analyst', 'reviewer']);
    const other = await personClient(service, 'dienst-een', 'beoordelaar', ['reviewer']);
    const author = await personClient(service, 'dienst-een', 'D. Ontwerper', ['designer', 'reviewer']);
    const propose = (by: ApiClient): Promise<Answer> =>
      Promise.resolve(by.call('post', `${trial}/disclosure-proposals`).send({}));
    const publish = (by: ApiClient, sha256: string): Promise<Answer> =>
      Promise.resolve(by.call('post', `${trial}/disclosures`).send({ sha256 }));
    // A token of nobody, and one of somebody without the role.
    expect(problemIn(await propose(own))).toEqual(problem(403, 'accounts:token-of-nobody'));
    expect(problemIn(await propose(other))).toEqual(problem(403, 'accounts:token-beyond-role'));
    const { body: proposed } = await propose(both);
    expect((await own.call('get', `${trial}/disclosure-proposals`)).body).toEqual(proposed);
    expect(proposed.document.analysisSha256).toBe(analysed.body.sha256);
    // The same person with another token is the same person.
    const again = await personClient(service, 'dienst-een', 'dubbelrol', ['analyst', 'reviewer']);
    expect(problemIn(await publish(again, proposed.sha256))).toEqual(problem(403, 'disclosure:own-proposal'));
    expect(problemIn(await publish(author, proposed.sha256))).toEqual(
      problem(403, 'disclosure:approved-by-author'),
    );
    expect(problemIn(await publish(other, '0'.repeat(64)))).toEqual(problem(409, 'disclosure:changed-since'));
    const disclosed = await publish(other, proposed.sha256);
    expect(disclosed.status).toBe(201);
    expect(disclosed.body).toMatchObject({ publishedBy: 'beoordelaar', sha256: proposed.sha256 });
    expect(disclosed.headers['location']).toBe('/v1/register/dienst-een/klein');
    expect((await own.call('get', `${trial}/disclosures`)).body).toEqual([disclosed.body]);
    expect(problemIn(await publish(other, proposed.sha256))).toEqual(
      problem(409, 'disclosure:nothing-proposed'),
    );
  });

  test('is in the public register for everybody, with its seed and its disclosure', async () => {
    const open = anybody(service);
    const list = await open.get('/v1/register');
    expect(list.body).toHaveLength(1);
    expect(list.headers['access-control-allow-origin']).toBe('*');
    const one = await open.get('/v1/register/dienst-een/klein');
    expect(one.body).toMatchObject({
      state: 'disclosed',
      protocolVersions: [{ version: 1 }],
      disclosures: [{ version: 1 }],
    });
    expect(one.body.draw.seed).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(one.body)).not.toContain('Z-1');
    expect(problemIn(await open.get('/v1/register/dienst-een/bestaat-niet'))).toEqual(
      problem(404, 'trials:not-found'),
    );
  });
});

describe('every answer has the shape that is described', () => {
  const described: [string, z.ZodType][] = [
    ['/v1/trials', z.array(trialSchema).min(1)],
    ['TRIAL', trialWithFlowSchema],
    ['TRIAL/protocol-versions', z.array(protocolVersionSchema).length(1)],
    ['TRIAL/imports', z.array(importSchema).min(3)],
    ['TRIAL/allocations', z.array(armTotalSchema).length(2)],
    ['TRIAL/analyses', z.array(analysisSchema).length(1)],
    ['TRIAL/disclosures', z.array(disclosureSchema).length(1)],
    ['/v1/register', z.array(registerEntrySchema).min(1)],
    ['/v1/register/dienst-een/klein', registerTrialSchema],
    ['/v1/nothing', problemSchema],
  ];

  test.each(described)('%s', async (path, schema) => {
    const trials: { id: string; trial: string }[] = (await own.call('get', '/v1/trials')).body;
    const id = trials.find(({ trial }) => trial === 'klein')?.id ?? '';
    const { body } = await own.call('get', path.replace('TRIAL', `/v1/trials/${id}`));
    expect(schema.safeParse(body).error?.issues ?? []).toEqual([]);
  });
});

/** Sums 9a+8b+…−i that are divisible by eleven, as a column. */
function bsnLines(): string {
  const found: string[] = [];
  for (let number = 100_000_000; found.length < 30; number += 1) {
    const digits = String(number);
    const sum = [9, 8, 7, 6, 5, 4, 3, 2, -1].reduce(
      (total, weight, place) => total + weight * Number(digits[place]),
      0,
    );
    if (sum % 11 === 0) found.push(`B-${number},noord,${digits}`);
  }
  return `${found.join('\n')}\n`;
}

/** Numbers in objects that name an arm; weights are the design, which is public. */
function numbersBesideArms(value: unknown, path = ''): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => numbersBesideArms(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  const own = 'arm' in value ? Object.entries(value).filter(([, each]) => typeof each === 'number') : [];
  return [
    ...own.map(([key]) => `${path}.${key}`),
    ...Object.entries(value).flatMap(([key, each]) => numbersBesideArms(each, `${path}.${key}`)),
  ];
}
