import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { promisedPulse } from '../core/randomisation/promised-pulse.js';
import { InternetPulseSource } from './pulse-source.js';

const round = promisedPulse({ beacon: 'drand', pulse: 1000 });
const minute = promisedPulse({ beacon: 'nist', pulse: '2026-08-31T19:04:00Z' });
// As NIST published it.
const { pulse: published } = JSON.parse(readFileSync('test/fixtures/nist-pulse/pulse.json', 'utf8'));
// Round 1000 of quicknet, as published.
const signature =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
const randomness = createHash('sha256').update(Buffer.from(signature, 'hex')).digest('hex');
const forged = 'ab'.repeat(48);
const forgedValue = createHash('sha256').update(Buffer.from(forged, 'hex')).digest('hex');

/** A source whose internet is this answer; what it asked for is kept. */
class AnsweredPulseSource extends InternetPulseSource {
  readonly asked: { readonly address: string; readonly options: RequestInit | undefined }[] = [];
  constructor(private readonly answer: () => Response) {
    super();
  }
  protected override readonly request: typeof fetch = (address, options) => {
    this.asked.push({ address: address instanceof Request ? address.url : address.toString(), options });
    return Promise.resolve(this.answer());
  };
}

const answering = (document: unknown): AnsweredPulseSource =>
  new AnsweredPulseSource(() => Response.json(document));

describe('a pulse from the internet', () => {
  test('of drand has the round that was asked for, and is the hash of its signature', async () => {
    const source = answering({ round: 1000, randomness, signature });
    expect(await source.fetch(round)).toEqual({
      kind: 'drand',
      reference: '1000',
      pulse: randomness,
      signature,
    });
    expect(source.asked[0]?.address).toMatch(/^https:\/\/api\.drand\.sh\/[0-9a-f]{64}\/public\/1000$/);
    expect(source.asked[0]?.options).toMatchObject({ redirect: 'error' });
    expect(source.asked[0]?.options?.signal).toBeInstanceOf(AbortSignal);
  });

  test('of NIST has the minute that was asked for', async () => {
    const source = answering({ pulse: { ...published, more: 'than is signed' } });
    expect(await source.fetch(minute)).toEqual({
      kind: 'nist',
      reference: '2026-08-31T19:04:00.000Z',
      pulse: published.outputValue.toLowerCase(),
      record: published,
    });
  });

  test.each([
    ['another round', round, { round: 999, randomness, signature }, 'allocation:pulse-other'],
    [
      'another signature',
      round,
      { round: 1000, randomness, signature: 'cd'.repeat(48) },
      'randomisation:beacon-signature',
    ],
    [
      'a value with a signature that is not the chain’s',
      round,
      { round: 1000, randomness: forgedValue, signature: forged },
      'randomisation:beacon-signature',
    ],
    ['no signature', round, { round: 1000, randomness }, 'allocation:pulse-unreachable'],
    [
      'the next closest minute',
      minute,
      { pulse: { ...published, timeStamp: '2026-08-31T19:05:00.000Z' } },
      'allocation:pulse-other',
    ],
    [
      'a value that does not follow from its fields',
      minute,
      { pulse: { ...published, outputValue: '0F'.repeat(64) } },
      'randomisation:beacon-record',
    ],
    [
      'a pulse with which NIST itself says that something was wrong',
      minute,
      { pulse: { ...published, statusCode: 1 } },
      'randomisation:beacon-record',
    ],
    [
      'a value alone',
      minute,
      { pulse: { timeStamp: published.timeStamp, outputValue: published.outputValue } },
      'allocation:pulse-unreachable',
    ],
    ['something else', minute, ['hello'], 'allocation:pulse-unreachable'],
  ])('is refused: %s', async (_what, pulse, document, code) => {
    await expect(answering(document).fetch(pulse)).rejects.toMatchObject({ code });
  });

  test.each<[string, () => Response]>([
    ['not there', () => new Response('no', { status: 404 })],
    ['no JSON', () => new Response('<html>')],
    ['without end', () => new Response(`"${'x'.repeat(100_000)}"`)],
    [
      'no internet',
      () => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('is out of reach: %s', async (_what, answer) => {
    await expect(new AnsweredPulseSource(answer).fetch(round)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'allocation:pulse-unreachable',
      params: { reference: '1000' },
    });
  });
});
