import 'reflect-metadata';
import request, { type Response, type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TokensService } from '../../src/accounts/tokens.service.js';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { asYaml, drawnProtocol, exampleProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
const tokens: Record<string, string> = {};

async function tokenFor(slug: string): Promise<string> {
  const contact = { name: slug, email: `${slug}@dienst.example`, url: 'https://dienst.example/' };
  await service.app
    .get(UnitOfWork)
    .transaction((work) => service.app.get(OrganisationsService).ensure(work, { slug, name: slug, contact }));
  return service.app.get(TokensService).create(slug, 'test');
}

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  for (const slug of ['dienst-een', 'dienst-twee', 'fod-financien']) tokens[slug] = await tokenFor(slug);
});

afterAll(() => service.close());

type Method = 'get' | 'post';

/** A call in the name of an organisation. */
function call(method: Method, path: string, as = 'dienst-een'): Test {
  const sent = request(service.app.getHttpServer())[method](path);
  return sent.set('Authorization', `Bearer ${tokens[as] ?? ''}`).set('Accept-Language', 'en');
}

const register = (protocol: Readonly<Record<string, unknown>>, as = 'dienst-een'): Test =>
  call('post', '/v1/trials', as).type('application/yaml').send(asYaml(protocol));

const sendCsv = (path: string, text: string, as = 'dienst-een'): Test =>
  call('post', path, as).type('text/csv').send(text);

/** An error as it has to be: with what is missing from it named. */
function problemIn({ status, body, headers }: Response): Problem {
  const faults = [
    ...(headers['content-type']?.includes('application/problem+json') === true ? [] : ['media type']),
    ...(headers['api-version'] === '1.0.0' ? [] : ['API-Version']),
    ...(body.status === status ? [] : ['status']),
    ...['title', 'detail', 'remedy', 'type', 'instance'].filter((key) => typeof body[key] !== 'string'),
    // A message that has no text shows its key instead.
    ...(/errors\.[a-z-]+\.(message|remedy)/.test(`${body.detail} ${body.remedy}`) ? ['text'] : []),
  ];
  return { status, code: body.code, faults };
}

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly faults: readonly string[];
}

const problem = (status: number, code: string): Problem => ({ status, code, faults: [] });

const people = (count: number, arm?: (index: number) => string): string =>
  [
    `kenmerk,regio${arm === undefined ? '' : ',groep'}`,
    ...Array.from({ length: count }, (_, index) =>
      [`Z-${index}`, index % 2 === 0 ? 'noord' : 'zuid', ...(arm === undefined ? [] : [arm(index)])].join(
        ',',
      ),
    ),
    '',
  ].join('\n');

describe('a drawn trial from registration to disclosure', () => {
  let trial = '';

  test('is registered once; the same protocol again does nothing', async () => {
    const made = await register(drawnProtocol());
    expect(made.status).toBe(201);
    trial = made.headers['location'] ?? '';
    expect(trial).toBe(`/v1/trials/${made.body.id}`);
    expect(made.body).toMatchObject({ trial: 'klein', state: 'registered', protocol: { version: 1 } });
    expect(made.body.commitment).toMatch(/^[0-9a-f]{64}$/);
    const again = await call('post', '/v1/trials').send(drawnProtocol());
    expect(again.status).toBe(200);
    expect(again.body.id).toBe(made.body.id);
    expect(problemIn(await register(drawnProtocol({ title: 'Anders' })))).toEqual(
      problem(409, 'trials:protocol-changed'),
    );
  });

  test("is in nobody else's list and nobody else's reach", async () => {
    expect((await call('get', '/v1/trials', 'dienst-twee')).body).toEqual([]);
    for (const path of [
      '',
      '/protocol-versions',
      '/imports',
      '/allocations',
      '/batches',
      '/analyses',
      '/disclosures',
    ]) {
      expect(problemIn(await call('get', trial + path, 'dienst-twee'))).toEqual(
        problem(404, 'trials:not-found'),
      );
    }
    for (const path of ['/allocations', '/analyses']) {
      expect(problemIn(await call('post', trial + path, 'dienst-twee'))).toEqual(
        problem(404, 'trials:not-found'),
      );
    }
    expect(problemIn(await register(drawnProtocol(), 'dienst-twee'))).toEqual(
      problem(404, 'trials:not-found'),
    );
    const stolen = drawnProtocol({ trial: 'in-naam-van-een-ander' });
    expect(problemIn(await register(stolen, 'dienst-twee'))).toEqual(
      problem(403, 'trials:other-organisation'),
    );
  });

  test('takes in recipients with sums that add up, and tells each refused line', async () => {
    const empty = await call('get', `${trial}/allocations`);
    expect(empty.body).toEqual([
      { arm: 'oud', recipients: 0 },
      { arm: 'nieuw', recipients: 0 },
    ]);
    const file = `${people(120)}Z-3,noord\n,zuid\n`;
    const taken = await sendCsv(`${trial}/recipient-files?fileName=export.csv`, file);
    expect(taken.status).toBe(201);
    expect(taken.body).toMatchObject({ fileName: 'export.csv', lines: 122, accepted: 120, refused: 2 });
    expect(taken.body.firstRefusals).toHaveLength(2);
    expect(taken.headers['location']).toBe(`${trial}/imports/${taken.body.id}`);
    expect((await sendCsv(`${trial}/recipient-files`, file)).body).toMatchObject({ alreadyImported: true });
    const refusals = await call('get', `${taken.headers['location']}/refusals`);
    expect(refusals.headers['content-type']).toContain('text/csv');
    expect(refusals.text.split('\r\n')[0]).toBe('line,column,code,reden,reason');
    expect(refusals.text).toContain('recipients:reference-repeated');
    expect((await call('get', `${trial}/imports`)).body).toHaveLength(1);
  });

  test('takes a file as a field of a form too', async () => {
    const more = await call('post', `${trial}/recipient-files`).attach(
      'file',
      Buffer.from('kenmerk,regio\nY-1,noord\n'),
      'meer.csv',
    );
    expect(more.body).toMatchObject({ fileName: 'meer.csv', lines: 1, accepted: 1 });
    const without = await call('post', `${trial}/recipient-files`).field('naam', 'niets');
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
    expect(problemIn(await sendCsv(`${trial}/recipient-files`, text))).toEqual(problem(status, code));
  });

  test('refuses recipients in a form that it does not know', async () => {
    expect(problemIn(await call('post', `${trial}/recipient-files`).send({ a: 1 }))).toEqual(
      problem(415, 'errors:http-415'),
    );
  });

  test('is drawn once, and tells how many each arm has', async () => {
    expect(problemIn(await call('post', `${trial}/hand-overs`).send({}))).toEqual(
      problem(409, 'trials:transition-refused'),
    );
    const drawn = await call('post', `${trial}/allocations`);
    expect(drawn.status).toBe(201);
    expect(drawn.body).toEqual({ allocated: 121, strata: 2, clusters: null });
    const totals = await call('get', `${trial}/allocations`);
    expect(totals.body.map(({ recipients }: { recipients: number }) => recipients).sort()).toEqual([60, 61]);
    expect(problemIn(await call('post', `${trial}/allocations`))).toEqual(
      problem(409, 'trials:transition-refused'),
    );
    expect(problemIn(await sendCsv(`${trial}/recipient-files`, people(3)))).toEqual(
      problem(409, 'recipients:too-late'),
    );
  });

  test('has no wave, because its letters are sent elsewhere', async () => {
    expect(problemIn(await call('post', `${trial}/waves`).send({}))).toEqual(
      problem(409, 'mailings:sent-elsewhere'),
    );
    expect(
      problemIn(
        await call('post', `${trial}/responses`).send([{ reference: 'Z-1', respondedOn: '2026-02-09' }]),
      ),
    ).toEqual(problem(409, 'responses:not-collecting'));
    expect(problemIn(await call('post', `${trial}/hand-overs`).send({ postedOn: '2026-03-02' }))).toEqual(
      problem(422, 'api:posted-elsewhere'),
    );
    const handed = await call('post', `${trial}/hand-overs`).send({});
    expect({ status: handed.status, state: handed.body.state }).toEqual({ status: 201, state: 'collecting' });
    expect((await call('get', `${trial}/batches`)).body).toEqual([]);
    expect(problemIn(await call('get', `${trial}/batches/1/manifest`))).toEqual(
      problem(404, 'mailings:batch-not-found'),
    );
    expect(problemIn(await call('get', `${trial}/batches/een/pdf`))).toEqual(problem(400, 'errors:http-400'));
  });

  test('takes in responses as JSON, each counted once', async () => {
    service.clock.set('2026-03-20');
    const sent = Array.from({ length: 60 }, (_, index) => ({
      reference: `Z-${index}`,
      respondedOn: '2026-03-10',
    }));
    const taken = await call('post', `${trial}/responses`).send([
      ...sent,
      { reference: 'onbekend', respondedOn: '2026-03-10' },
    ]);
    expect(taken.status).toBe(201);
    expect(taken.body).toMatchObject({ lines: 61, accepted: 60, unmatched: 1, refused: 0, repeated: 0 });
    const again = await call('post', `${trial}/responses`).send([
      ...sent,
      { reference: 'onbekend', respondedOn: '2026-03-10' },
    ]);
    expect(again.body).toMatchObject({ alreadyImported: true, accepted: 60 });
    const file = await sendCsv(
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
    const refused = await call('post', `${trial}/responses`).send(body);
    expect(problemIn(refused)).toEqual(problem(422, 'platform:invalid-body'));
    expect(refused.body.errors.length).toBeGreaterThan(0);
  });

  test('shows nothing by arm before the close, at any address', async () => {
    expect(problemIn(await call('get', `${trial}/analyses`))).toEqual(problem(403, 'trials:results-hidden'));
    expect(problemIn(await call('get', `${trial}/analyses/1`))).toEqual(
      problem(403, 'trials:results-hidden'),
    );
    expect(problemIn(await call('post', `${trial}/analyses`))).toEqual(
      problem(409, 'trials:transition-refused'),
    );
    expect(problemIn(await call('post', `${trial}/disclosures`).send({ approvedBy: 'R.' }))).toEqual(
      problem(409, 'disclosure:not-analysed'),
    );
    expect(problemIn(await call('post', `${trial}/closings`).send({}))).toEqual(
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
      const answer = await call('get', path);
      expect(answer.status).toBe(200);
      expect(numbersBesideArms(answer.body)).toEqual([]);
      texts.push(answer.text);
    }
    // Allocated recipients by arm is all that is told, and it has no other number in it.
    const totals: Record<string, unknown>[] = (await call('get', `${trial}/allocations`)).body;
    for (const total of totals) expect(Object.keys(total)).toEqual(['arm', 'recipients']);
    expect((await call('get', open)).body).toMatchObject({ draw: { seed: null }, disclosures: [] });
    expect(texts.join('')).not.toMatch(/"(x|rate|uplift|responders)"/);
  });

  test('is closed on its day, analysed once and disclosed by somebody else than the author', async () => {
    service.clock.set('2026-04-06');
    const closed = await call('post', `${trial}/closings`).send({});
    expect({ status: closed.status, state: closed.body.state }).toEqual({ status: 201, state: 'closed' });
    expect((await call('get', `${trial}/analyses`)).body).toEqual([]);
    expect(problemIn(await call('get', `${trial}/analyses/1`))).toEqual(
      problem(404, 'analysis:not-analysed'),
    );
    const analysed = await call('post', `${trial}/analyses`);
    expect(analysed.status).toBe(201);
    const counted: { n: number; x: number }[] = analysed.body.data.counts;
    expect(counted.reduce((sum, { n }) => sum + n, 0)).toBe(121);
    expect(counted.reduce((sum, { x }) => sum + x, 0)).toBe(61);
    expect((await call('get', analysed.headers['location'] ?? '')).body).toEqual(analysed.body);
    expect(problemIn(await call('post', `${trial}/analyses`))).toEqual(
      problem(409, 'trials:transition-refused'),
    );
    const byAuthor = await call('post', `${trial}/disclosures`).send({ approvedBy: 'd. ontwerper' });
    expect(problemIn(byAuthor)).toEqual(problem(403, 'disclosure:approved-by-author'));
    const disclosed = await call('post', `${trial}/disclosures`).send({ approvedBy: 'R. Beoordelaar' });
    expect(disclosed.status).toBe(201);
    expect(disclosed.headers['location']).toBe('/v1/register/dienst-een/klein');
    expect((await call('get', `${trial}/disclosures`)).body).toEqual([disclosed.body]);
    const again = await call('post', `${trial}/disclosures`).send({ approvedBy: 'R. Beoordelaar' });
    expect(problemIn(again)).toEqual(problem(409, 'trials:transition-refused'));
  });

  test('is in the public register for everybody, with its seed and its disclosure', async () => {
    const open = request(service.app.getHttpServer());
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

describe('a trial that was randomised elsewhere', () => {
  const as = 'fod-financien';
  const arms = ['oude-brief', 'vereenvoudigd', 'boete'];

  test('goes the same way, and names its arms in the file of recipients', async () => {
    service.clock.set('2026-02-20');
    const made = await register(exampleProtocol('belgium-2015'), as);
    expect(made.status).toBe(201);
    const trial = made.headers['location'] ?? '';
    const unknown = await sendCsv(`${trial}/recipient-files`, 'kenmerk,groep\nA,geen-groep\n', as);
    expect(unknown.body).toMatchObject({ accepted: 0, refused: 1 });
    const taken = await sendCsv(
      `${trial}/recipient-files`,
      people(90, (index) => arms[index % 3] ?? ''),
      as,
    );
    expect(taken.body).toMatchObject({ accepted: 90, refused: 0 });
    expect((await call('post', `${trial}/allocations`, as)).body).toMatchObject({ allocated: 90 });
    await call('post', `${trial}/hand-overs`, as).send({}).expect(201);
    const responses = Array.from({ length: 45 }, (_, index) => ({
      reference: `Z-${index}`,
      respondedOn: '2015-02-01',
    }));
    expect((await call('post', `${trial}/responses`, as).send(responses)).body).toMatchObject({
      accepted: 45,
    });
    await call('post', `${trial}/closings`, as).send({}).expect(201);
    await call('post', `${trial}/analyses`, as).expect(201);
    await call('post', `${trial}/disclosures`, as).send({ approvedBy: 'Redactie' }).expect(201);
    const open = await request(service.app.getHttpServer()).get('/v1/register/fod-financien/aanmaning-2015');
    expect(open.body).toMatchObject({
      kind: 'replay',
      allocation: 'external',
      draw: null,
      state: 'disclosed',
    });
  });

  test('can be stopped early, for a reason that is public', async () => {
    const made = await register(drawnProtocol({ trial: 'gestopt' }));
    const stopped = await call('post', `${made.headers['location']}/closings`).send({
      stopReason: 'Fout in de brief.',
    });
    expect(stopped.body).toMatchObject({ state: 'closed', stoppedReason: 'Fout in de brief.' });
  });
});

describe('what is wrong is told, all of it, as a problem', () => {
  const bare = (): ReturnType<typeof request> => request(service.app.getHttpServer());

  test.each<[string, () => Test, number, string]>([
    ['no token', () => bare().get('/v1/trials'), 401, 'accounts:token-missing'],
    [
      'a token of nobody',
      () => bare().get('/v1/trials').set('Authorization', 'Bearer x'),
      401,
      'accounts:token-refused',
    ],
    [
      'another scheme',
      () => bare().get('/v1/trials').set('Authorization', 'Basic x'),
      401,
      'accounts:token-missing',
    ],
    ['an address that is not there', () => call('get', '/v1/nothing'), 404, 'errors:http-404'],
    ['a trial that is not there', () => call('get', '/v1/trials/x'), 404, 'trials:not-found'],
    [
      'broken YAML',
      () => call('post', '/v1/trials').type('application/yaml').send('a: [1'),
      422,
      'trials:protocol-unreadable',
    ],
    [
      'broken JSON as a protocol',
      () => call('post', '/v1/trials').type('application/json').send('{"a":'),
      422,
      'trials:protocol-unreadable',
    ],
    [
      'broken JSON elsewhere',
      () => call('post', '/v1/trials/x/closings').type('application/json').send('{"a":'),
      400,
      'errors:http-400',
    ],
    [
      'a protocol of no known type',
      () => call('post', '/v1/trials').type('text/plain').send('a'),
      415,
      'errors:http-415',
    ],
    [
      'a protocol that is too large',
      () => call('post', '/v1/trials').type('application/yaml').send('#'.repeat(1_100_000)),
      413,
      'errors:http-413',
    ],
    ['an unknown key', () => register(drawnProtocol({ colour: 'blue' })), 422, 'trials:protocol-invalid'],
    [
      'a letter that is a file',
      () => register(drawnProtocol({ trial: 'x', letter: { subject: 'a', base: 'letters/basis.hbs' } })),
      422,
      'trials:protocol-invalid',
    ],
    ['an address that can not be decoded', () => call('get', '/v1/trials/%E0%A4%A'), 400, 'errors:http-400'],
  ])('%s', async (_what, send, status, code) => {
    expect(problemIn(await send())).toEqual(problem(status, code));
  });

  test('a protocol with several mistakes names each, with its line', async () => {
    const refused = await register(drawnProtocol({ colour: 'blue', reference: 'geen', strata: 'regio' }));
    expect(refused.body.errors.length).toBeGreaterThan(1);
    for (const { line, detail } of refused.body.errors) {
      expect(line).toBeGreaterThan(0);
      expect(detail).not.toContain(':errors.');
    }
  });

  test('in the language that was asked for', async () => {
    const dutch = await call('get', '/v1/trials/x').set('Accept-Language', 'nl');
    const english = await call('get', '/v1/trials/x');
    expect(dutch.body.detail).not.toBe(english.body.detail);
  });

  test('no body at all where one is needed', async () => {
    const made = await register(drawnProtocol({ trial: 'leeg' }));
    expect(problemIn(await call('post', `${made.headers['location']}/disclosures`))).toEqual(
      problem(422, 'platform:invalid-body'),
    );
  });
});

describe('the description', () => {
  test('is there as JSON and as YAML, and they say the same', async () => {
    const open = request(service.app.getHttpServer());
    const json = await open.get('/v1/openapi.json');
    const yaml = await open.get('/v1/openapi.yaml');
    expect(json.headers['api-version']).toBe(json.body.info.version);
    expect(parse(yaml.text)).toEqual(json.body);
  });

  test('is in the repository as it is', async () => {
    const { body } = await request(service.app.getHttpServer()).get('/v1/openapi.json');
    await expect(`${JSON.stringify(body, null, 2)}\n`).toMatchFileSnapshot(
      '../../docs/generated/openapi.json',
    );
  });

  test('keeps to the rules for Dutch public APIs', async () => {
    const { body } = await request(service.app.getHttpServer()).get('/v1/openapi.json');
    expect(body.openapi).toMatch(/^3\.1\.\d$/);
    expect(body.info.contact).toEqual({
      name: expect.any(String),
      email: expect.any(String),
      url: expect.any(String),
    });
    for (const { url } of body.servers) expect(url).toMatch(/^https:\/\/.*\/v1$/);
    const paths: Record<string, Record<string, Operation>> = body.paths;
    const operations = Object.values(paths).flatMap((item) => Object.values(item));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(paths).filter((path) => !/^(\/[a-z0-9-]+|\/\{[a-zA-Z]+\})+$/.test(path))).toEqual([]);
    for (const { responses, tags } of operations) {
      expect(tags).toHaveLength(1);
      expect(responses).toHaveProperty('400');
      for (const [status, answer] of Object.entries(responses)) {
        expect(answer.headers).toHaveProperty('API-Version');
        if (Number(status) >= 400) expect(Object.keys(answer.content)).toEqual(['application/problem+json']);
      }
    }
  });
});

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly responses: Readonly<Record<string, { headers: object; content: object }>>;
}

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
