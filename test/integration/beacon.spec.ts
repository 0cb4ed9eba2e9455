import 'reflect-metadata';

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PulseSource } from '../../src/allocation/pulse-source.js';
import { readBeacon } from '../../src/core/randomisation/beacon.js';
import { DisclosureService } from '../../src/disclosure/disclosure.service.js';
import { syntheticRecipients } from '../../src/synthetic/synthetic-recipients.js';
import { silent } from '../../src/trial-folder/progress.js';
import { RunTrialFolder, type RunOptions, type RunReport } from '../../src/trial-folder/run-trial-folder.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { runVerifyAllocation } from '../../src/verification/run-verify-allocation.js';
import { anybody, apiClient, people, problem, problemIn, type ApiClient } from '../support/api-client.js';
import { testChainKey, testPulse } from '../support/drand-chain.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { openFolderBench, type FolderBench } from '../support/trial-folder.js';

const drand = { beacon: 'drand', pulse: '2026-03-01T12:00:00Z' };
const round = '26521012';
const { signature, value } = testPulse(round);
/** Its value fits, but it is not the chain's. */
const forged = 'ef'.repeat(48);
const forgedValue = createHash('sha256').update(Buffer.from(forged, 'hex')).digest('hex');

describe('a draw that waits for drand, by the API', () => {
  let service: TestService;
  let own: ApiClient;
  let trial = '';
  const at = (moment: string): void => void (service.clock.moment = new Date(moment));
  const register = (): Promise<{ body: { draw: Record<string, unknown> } }> =>
    anybody(service).get('/v1/register/dienst-een/klein');
  const page = async (): Promise<string> =>
    (await anybody(service).get('/trials/dienst-een/klein').set('Accept-Language', 'nl')).text;

  beforeAll(async () => {
    service = await startTestService('2026-02-10');
    own = await apiClient(service, 'dienst-een');
    Object.assign(service.app.get(PulseSource, { strict: false }), { drandKey: testChainKey });
  });
  afterAll(() => service.close());

  test('a pulse that is out already cannot be named', async () => {
    const late = drawnProtocol({ randomness: { ...drand, pulse: '2026-02-10T09:59:59Z' } });
    expect(problemIn(await own.register(late))).toEqual(problem(422, 'trials:pulse-not-after-registration'));
  });

  test('the promise is public from the registration on', async () => {
    const made = await own.register(drawnProtocol({ randomness: drand }));
    expect(made.status).toBe(201);
    trial = `/v1/trials/${made.body.id}`;
    expect((await register()).body.draw).toMatchObject({
      assurance: 'beacon',
      promisedPulse: { beacon: 'drand', reference: round, at: '2026-03-01T12:00:00.000Z' },
      list: null,
      pulse: null,
    });
    expect(await page()).toContain('een openbaar toevalsgetal dat er nog niet is');
  });

  test('nothing is drawn before the list is closed', async () => {
    expect(problemIn(await own.call('post', `${trial}/recipient-list`))).toEqual(
      problem(409, 'allocation:no-recipients'),
    );
    await own.sendCsv(`${trial}/recipient-files`, people(120));
    expect(problemIn(await own.call('post', `${trial}/allocations`))).toEqual(
      problem(409, 'allocation:list-not-frozen'),
    );
  });

  test('the list is closed once, with its hash on the page and in the audit trail', async () => {
    const closed = await own.call('post', `${trial}/recipient-list`);
    expect(closed.status).toBe(201);
    expect(closed.body).toMatchObject({ recipients: 120, pulse: { reference: round } });
    expect((await own.call('post', `${trial}/recipient-list`)).body).toEqual(closed.body);
    expect((await register()).body.draw['list']).toEqual({
      sha256: closed.body.sha256,
      recipients: 120,
      frozenAt: closed.body.frozenAt,
    });
    expect(await page()).toContain(closed.body.sha256);
    expect(problemIn(await own.sendCsv(`${trial}/recipient-files`, 'kenmerk,regio\nQ-1,noord\n'))).toEqual(
      problem(409, 'recipients:list-frozen'),
    );
  });

  test('nothing is drawn before the pulse is out, whatever somebody types', async () => {
    at('2026-03-01T11:59:59Z');
    for (const body of [{}, { pulse: value, signature }]) {
      expect(problemIn(await own.call('post', `${trial}/allocations`).send(body))).toEqual(
        problem(409, 'allocation:pulse-not-yet'),
      );
    }
  });

  test('a wrong value is refused, and no internet is said', async () => {
    at('2026-03-01T12:00:00Z');
    for (const [body, code] of [
      [{ pulse: value.slice(2) }, 'randomisation:beacon-pulse'],
      [{ pulse: 'ab'.repeat(32), signature }, 'randomisation:beacon-signature'],
      [{ pulse: forgedValue, signature: forged }, 'randomisation:beacon-signature'],
      [{ puls: value }, 'platform:invalid-body'],
    ] as const) {
      expect(problemIn(await own.call('post', `${trial}/allocations`).send(body))).toEqual(
        problem(422, code),
      );
    }
    const fetching = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
    expect(problemIn(await own.call('post', `${trial}/allocations`))).toEqual(
      problem(503, 'allocation:pulse-unreachable'),
    );
    fetching.mockRestore();
  });

  test('the pulse is mixed in, and stands on the page', async () => {
    const drawn = await own.call('post', `${trial}/allocations`).send({ pulse: value, signature });
    expect(drawn.body).toEqual({ allocated: 120, strata: 2, clusters: null });
    expect((await register()).body.draw['pulse']).toBe(value);
    const html = await page();
    expect(html).toContain(value);
    expect(html).toContain('gemengd met een openbaar toevalsgetal van later');
    expect(html).toContain(`/public/${round}`);
  });
});

describe('a draw that waits for a pulse, as files', () => {
  let bench: FolderBench;
  let folder = '';
  beforeAll(async () => {
    bench = await openFolderBench('2026-02-10');
    folder = mkdtempSync(join(tmpdir(), 'openbrief-beacon-'));
  });
  afterAll(async () => {
    await bench.close();
    rmSync(folder, { recursive: true });
  });
  const at = (moment: string): void => void (bench.clock.moment = new Date(moment));
  const run = (path: string, options: Partial<RunOptions> = {}): Promise<RunReport> =>
    bench.app.get(RunTrialFolder).run(path, { progress: silent, ...options });

  /** A folder of a trial with 60 synthetic recipients, whose letters are sent elsewhere. */
  function folderOf(name: string, change: (protocol: string) => string): string {
    const path = bench.copyOf('belastingdienst');
    const file = join(path, 'protocol.yaml');
    const text = readFileSync(file, 'utf8')
      .replace('trial: formulier-op-tijd', `trial: ${name}`)
      // Here it is registered before the day on which the example has its agreement.
      .replace('agreedOn: 2026-02-27', 'agreedOn: 2026-02-01')
      .replace('  base: letters/basis.hbs', '  base: letters/basis.hbs\n  sentBy: elsewhere');
    writeFileSync(file, change(text));
    writeFileSync(join(path, 'recipients.csv'), [...syntheticRecipients(60, name)].join(''));
    return path;
  }
  const withPulse = (pulse: string) => (text: string) =>
    text.replace('unit: cluster\n', `unit: cluster\nrandomness: { ${pulse} }\n`);

  test('the run closes the list, waits, draws with the fetched pulse, and anybody can redo it', async () => {
    const path = folderOf('met-baken', withPulse('beacon: drand, pulse: 2026-03-01T12:00:00Z'));
    const waiting = await run(path);
    expect(waiting).toMatchObject({ state: 'registered', waitsFor: 'pulse', pulse: { reference: round } });
    expect((await run(path)).pulse).toEqual(waiting.pulse);
    at('2026-03-01T12:00:00Z');
    const source = vi
      .spyOn(bench.app.get(PulseSource, { strict: false }), 'fetch')
      .mockImplementation(async ({ kind, reference }) =>
        readBeacon(kind, reference, value, signature, testChainKey),
      );
    expect(await run(path)).toMatchObject({ state: 'collecting', pulse: null });
    expect(source).toHaveBeenCalledTimes(1);
    writeFileSync(join(path, 'responses.csv'), 'kenmerk,datum\nZ00000001,2026-03-10\n');
    at('2026-04-13T10:00:00Z');
    expect(await run(path)).toMatchObject({ state: 'analysed' });
    const said: string[] = [];
    const pack = join(path, 'out/verification-pack.jsonl.gz');
    const proof = { chainKey: testChainKey };
    expect(await runVerifyAllocation(pack, (line) => void said.push(line), 'nl', proof)).toBe(0);
    expect(said.join('\n')).toContain(value);
    expect(said.join('\n')).toContain(waiting.pulse?.list);
    const trial = await bench.app.get(TrialsService).get(waiting.trialId);
    const { draw } = await bench.app.get(DisclosureService).preview(trial.id);
    expect(draw?.beacon).toEqual({
      kind: 'drand',
      reference: round,
      pulse: value,
      list: waiting.pulse?.list,
    });
    expect(readFileSync(join(path, 'out/disclosure.html'), 'utf8')).toContain(value);
    const { rows: acts } = await bench.database.pool.query<{ action: string; detail: object }>(
      `select action, detail from audit_entries where trial_id = $1 and action in ('freeze-recipients', 'allocate')
       order by id`,
      [trial.id],
    );
    expect(acts).toMatchObject([
      { action: 'freeze-recipients', detail: { list: waiting.pulse?.list, recipients: 60, pulse: round } },
      { action: 'allocate', detail: { beacon: 'drand', reference: round, pulse: value, source: 'fetched' } },
    ]);
  });

  test('a list that was not closed in time is never drawn with that pulse', async () => {
    at('2026-02-10T10:00:00Z');
    const path = folderOf('te-laat', withPulse('beacon: nist, pulse: 2026-03-01T12:00:00Z'));
    const recipients = join(path, 'recipients.csv');
    const text = readFileSync(recipients, 'utf8');
    rmSync(recipients);
    expect(await run(path)).toMatchObject({ waitsFor: 'recipients' });
    writeFileSync(recipients, text);
    at('2026-03-01T12:00:00Z');
    await expect(run(path)).rejects.toMatchObject({ code: 'allocation:freeze-too-late' });
    await expect(run(path, { pulse: { value: 'ab'.repeat(64) } })).rejects.toMatchObject({
      code: 'allocation:freeze-too-late',
    });
  });

  test('rows that were changed behind our back are not drawn', async () => {
    at('2026-02-10T10:00:00Z');
    const path = folderOf('veranderd', withPulse('beacon: nist, pulse: 2026-03-01T12:00:00Z'));
    const { trialId } = await run(path);
    await bench.database.pool.query(
      'update recipients set opted_out = true where trial_id = $1 and number = 5',
      [trialId],
    );
    at('2026-03-01T12:00:00Z');
    await expect(run(path, { pulse: { value: '0F'.repeat(64) } })).rejects.toMatchObject({
      code: 'allocation:list-changed',
    });
    await bench.database.pool.query(
      'update recipients set opted_out = false where trial_id = $1 and number = 5',
      [trialId],
    );
    expect(await run(path, { pulse: { value: '0F'.repeat(64) } })).toMatchObject({ state: 'collecting' });
  });

  test('once the list is closed, nothing can be amended that the draw hangs on', async () => {
    at('2026-02-10T10:00:00Z');
    const path = folderOf('vast', withPulse('beacon: drand, pulse: 2026-03-01T12:00:00Z'));
    await run(path);
    const file = join(path, 'protocol.yaml');
    const text = readFileSync(file, 'utf8');
    for (const [from, to] of [
      ['strata: [regio]', 'strata: []'],
      ['2026-03-01T12:00:00Z', '2026-03-02T12:00:00Z'],
    ] as const) {
      writeFileSync(file, text.replace(from, to));
      await expect(run(path, { amendmentReason: 'Anders.' })).rejects.toMatchObject({
        code: 'trials:amendment-too-late',
      });
    }
    writeFileSync(file, text.replace('dpia: DPIA-2026-014', 'dpia: DPIA-2026-015'));
    expect(await run(path, { amendmentReason: 'Het nummer was fout.' })).toMatchObject({ waitsFor: 'pulse' });
  });

  test('an amendment before the draw makes the commitment anew, and the draw can be redone', async () => {
    at('2026-02-10T10:00:00Z');
    const path = folderOf('gewijzigd', (text) => text);
    const recipients = join(path, 'recipients.csv');
    const rows = readFileSync(recipients, 'utf8');
    rmSync(recipients);
    const { trialId } = await run(path);
    const commitment = async (): Promise<string> => {
      const { rows: found } = await bench.database.pool.query<{ hex: string }>(
        `select encode(commitment, 'hex') as hex from draws where trial_id = $1`,
        [trialId],
      );
      return found[0]?.hex ?? '';
    };
    const before = await commitment();
    const file = join(path, 'protocol.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('strata: [regio]', 'strata: []'));
    writeFileSync(recipients, rows);
    expect(await run(path, { amendmentReason: 'Zonder strata.' })).toMatchObject({ state: 'collecting' });
    expect(await commitment()).not.toBe(before);
    writeFileSync(join(path, 'responses.csv'), 'kenmerk,datum\nZ00000001,2026-03-10\n');
    at('2026-04-13T10:00:00Z');
    await run(path);
    const said: string[] = [];
    const pack = join(path, 'out/verification-pack.jsonl.gz');
    const proof = { chainKey: testChainKey };
    expect(await runVerifyAllocation(pack, (line) => void said.push(line), 'nl', proof)).toBe(0);
    expect(said.join('\n')).toContain(await commitment());
  });
});
