import { commandLine } from '../../src/accounts/actor.js';
import { DisclosureService } from '../../src/disclosure/disclosure.service.js';
import { asSystem } from '../../src/platform/database/scope.js';
import { apiClient, people } from './api-client.js';
import { drawnProtocol } from './sample-trial.js';
import type { TestService } from './test-service.js';

/** A trial up to its page: 120 people, of whom the first so many responded. */
export async function disclosed(
  service: TestService,
  slug: string,
  responses: number,
  organisation = 'dienst-een',
  changes: Parameters<typeof drawnProtocol>[0] = {},
): Promise<string> {
  const own = await apiClient(service, organisation);
  service.clock.set('2026-02-10');
  const protocol = drawnProtocol({ trial: slug, title: `Proef ${slug}`, ...changes });
  const registered = await own.register({
    ...protocol,
    organisation: {
      slug: organisation,
      name: organisation === 'dienst-een' ? 'Dienst Een' : 'Dienst Twee',
      contact: { name: 'Team', email: 'team@dienst.example', url: 'https://dienst.example' },
    },
  });
  if (registered.status !== 201) throw new Error(`not registered: ${registered.text}`);
  const trial = registered.headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`);
  await own.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-03-20');
  const answers = Array.from({ length: responses }, (_, index) => ({
    reference: `Z-${index}`,
    respondedOn: '2026-03-10',
  }));
  await own.call('post', `${trial}/responses`).send(answers);
  service.clock.set('2026-05-04');
  await own.call('post', `${trial}/closings`).send({});
  await own.call('post', `${trial}/analyses`);
  const id = trial.split('/').at(-1) ?? '';
  await asSystem(() => service.app.get(DisclosureService).publish(id, 'R. Beoordelaar', commandLine));
  return trial;
}
