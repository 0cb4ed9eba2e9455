import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DraftRoom } from '../support/draft-room.js';

let room: DraftRoom;

beforeAll(async () => {
  room = await DraftRoom.open();
}, 60_000);
afterAll(() => room.service.close());

const read = (path: string) => request(room.service.app.getHttpServer()).get(path);
const addressIn = (html: string): string => /\/workbench\/feeds\/[\w-]{43}/.exec(html)?.[0] ?? '';
const entries = (xml: string): number => xml.split('<entry>').length - 1;

test('who asks for a feed hears that something waits, and not what or whose, until they stop', async () => {
  const { designer, reviewer, service } = room;
  const made = await reviewer.send('/workbench/account/feed', {});
  const path = addressIn(made.text);
  expect([made.status, made.headers['cache-control'], path === '']).toEqual([200, 'no-store', false]);
  // The address is readable once.
  expect(addressIn((await reviewer.get('/workbench/account')).text)).toBe('');
  expect(entries((await read(path)).text)).toBe(0);

  const id = await room.writeWhole(designer, 'Geheime proef');
  const { revision } = await room.draftOf(id);
  expect(
    (await designer.send(`/workbench/drafts/${id}/review/send`, { revision: String(revision) })).status,
  ).toBe(303);
  const feed = await read(path);
  expect([feed.status, entries(feed.text)]).toEqual([200, 1]);
  expect(feed.headers['content-type']).toContain('application/atom+xml');
  expect(feed.headers['cache-control']).toBe('private, no-store');
  expect(feed.text).toContain('Er wacht iets op u');
  for (const word of ['Geheime', 'Ontwerper', 'Beoordelaar', 'dienst-een', id])
    expect(feed.text).not.toContain(word);
  expect((await read(path)).text).toBe(feed.text);

  const { rows } = await service.database.pool.query('select feed_key_sha256::text as kept from accounts');
  expect(JSON.stringify(rows)).not.toContain(path.split('/').at(-1));

  const again = addressIn((await reviewer.send('/workbench/account/feed', {})).text);
  expect([(await read(path)).status, (await read(again)).status]).toEqual([404, 200]);
  await service.database.pool.query('update accounts set disabled_at = now() where id = $1', [
    reviewer.account.accountId,
  ]);
  expect((await read(again)).status).toBe(404);
  await service.database.pool.query('update accounts set disabled_at = null where id = $1', [
    reviewer.account.accountId,
  ]);
  expect((await reviewer.send('/workbench/account/feed/end', {})).status).toBe(303);
  expect((await read(again)).status).toBe(404);
  expect((await read('/workbench/feeds/x')).status).toBe(404);
}, 60_000);
