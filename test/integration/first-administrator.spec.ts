import 'reflect-metadata';

import { expect, test } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { FirstAdministrator } from '../../src/accounts/first-administrator.js';
import { InvitationsService } from '../../src/accounts/invitations.service.js';
import { BrowserClient } from '../support/browser-client.js';
import { startTestService } from '../support/test-service.js';

const PASSWORD = 'vier paarden op het strand';

test('the first administrator of an empty installation gets a link, until somebody can get in', async () => {
  const empty = await startTestService('2026-02-10', {
    environment: { OPENBRIEF_ADMINISTRATOR: 'eerste@dienst.example' },
  });
  const first = empty.app.get(FirstAdministrator);
  expect(await first.invite()).toMatch(/^https:\/\/openbrief\.example\/workbench\/welcome\/[\w-]{43}$/);
  const link = (await first.invite()) ?? '';
  const browser = new BrowserClient(empty);
  const chosen = await browser.post(new URL(link).pathname, { password: PASSWORD, again: PASSWORD });
  expect(chosen.headers['location']).toBe('/workbench/account/second-factor');
  expect(await first.invite()).toBeUndefined();
  await empty.app
    .get(InvitationsService)
    .invite(
      { organisation: 'organisatie', email: 'tweede@dienst.example', name: 'Tweede', roles: ['designer'] },
      commandLine,
    );
  await empty.close();
});
