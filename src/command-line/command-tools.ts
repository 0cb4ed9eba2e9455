import { TrialsService } from '../trials/trials.service.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { DomainError } from '../core/domain-error.js';
import { openApplication, type OpenApplication } from './open-application.js';

/** Opens the application for one command, and closes it whatever comes of it. */
export async function withApplication(use: (open: OpenApplication) => Promise<void>): Promise<void> {
  const open = await openApplication();
  try {
    await use(open);
  } finally {
    await open.close();
  }
}

/**
 * A trial by its address, as it is typed: organisation/trial.
 * @throws DomainError `command-line:trial-address` for what is none, `trials:not-found`
 */
export async function findTrial({ app }: OpenApplication, address: string): Promise<TrialRecord> {
  const [organisation = '', trial = '', ...rest] = address.split('/');
  if (organisation === '' || trial === '' || rest.length > 0)
    throw new DomainError('invalid', 'command-line:trial-address', { address });
  const found = await app.get(TrialsService).findByAddress(organisation, trial);
  if (found === undefined) throw new DomainError('not-found', 'trials:not-found');
  return found;
}

/** What a command found or did, as one line of JSON for a program to read. */
export const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
