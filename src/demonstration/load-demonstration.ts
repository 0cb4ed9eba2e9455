import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  openSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { commandLine } from '../accounts/actor.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { AllocationService } from '../allocation/allocation.service.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Chance } from '../platform/process/time-and-chance.js';
import { simulatedResponses } from '../synthetic/simulated-responses.js';
import { syntheticRecipients } from '../synthetic/synthetic-recipients.js';
import type { Progress } from '../trial-folder/progress.js';
import { RunTrialFolder } from '../trial-folder/run-trial-folder.js';
import { TrialsService } from '../trials/trials.service.js';
import { belgianRecipients, belgianResponses } from './belgian-reminder.js';
import type { Calendar } from './calendar.js';
import { EXAMPLE_SEED, exampleRate } from './simulated-responses.js';

/** Recipients of the example: enough to see 4.5 percentage points, few enough to print in half a minute. */
const EXAMPLE_RECIPIENTS = 4_800;

const REVIEWER = 'R. de Beoordelaar';

export interface SignInOfDemonstration {
  readonly email: string;
  readonly password: string;
}

export interface DemonstrationOptions {
  /** The project's examples/. */
  readonly examples: string;
  /** Where the demonstration's folders and sign-in are kept. */
  readonly folder: string;
  readonly progress: Progress;
  readonly chance: Chance;
}

function writeLines(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of pieces) writeSync(file, piece);
  } finally {
    closeSync(file);
  }
}

/** A fresh copy of an example's folder, without what an earlier try may have left. */
function prepare({ examples, folder }: DemonstrationOptions, name: string): string {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  cpSync(join(examples, name), path, { recursive: true });
  return path;
}

/**
 * Loads the demonstration: the Belgian reminder, replayed from its published counts, and the letter of the
 * Belastingdienst as an example with simulated responses, each up to its open page. They take the same road as any
 * trial. A load that was broken off goes on where it stopped.
 * @param app the use cases, on the calendar
 */
export async function loadDemonstration(
  app: INestApplicationContext,
  calendar: Calendar,
  options: DemonstrationOptions,
): Promise<void> {
  await loadReplay(app, calendar, options);
  await loadExample(app, calendar, options);
  await makeAccounts(app, options);
}

async function publish(app: INestApplicationContext, trialId: string): Promise<void> {
  const trial = await app.get(TrialsService).get(trialId);
  if (trial.state === 'analysed') await app.get(DisclosureService).publish(trialId, REVIEWER, commandLine);
}

async function loadReplay(
  app: INestApplicationContext,
  calendar: Calendar,
  options: DemonstrationOptions,
): Promise<void> {
  const path = prepare(options, 'belgium-2015');
  writeLines(join(path, 'recipients.csv'), belgianRecipients());
  writeLines(join(path, 'responses.csv'), belgianResponses());
  calendar.goTo('2026-02-27');
  const { trialId } = await app.get(RunTrialFolder).run(path, { progress: options.progress });
  await publish(app, trialId);
}

async function loadExample(
  app: INestApplicationContext,
  calendar: Calendar,
  options: DemonstrationOptions,
): Promise<void> {
  const path = prepare(options, 'belastingdienst');
  const { progress } = options;
  const runner = app.get(RunTrialFolder);
  writeLines(join(path, 'recipients.csv'), syntheticRecipients(EXAMPLE_RECIPIENTS, 'openbrief example'));
  calendar.goTo('2026-03-02');
  const { trialId } = await runner.run(path, { progress });
  const { protocol } = await app.get(TrialsService).get(trialId);
  const lines = await app.get(AllocationService).lines(trialId);
  const responses = join(path, 'responses.csv');
  if (!existsSync(responses)) {
    const recipients = lines.map(({ letter_code: letterCode, reference, arm }) => ({
      letterCode,
      reference,
      rate: exampleRate(protocol.arms[arm]?.elements ?? []),
    }));
    const simulation = { seed: EXAMPLE_SEED, mailedOn: protocol.planning.mailing, windowDays: 28 };
    writeLines(responses, simulatedResponses(recipients, simulation));
  }
  calendar.goTo(protocol.planning.close);
  await runner.run(path, { progress });
  calendar.goTo(protocol.planning.disclosure);
  await publish(app, trialId);
}

const people = [
  { email: 'ontwerper@voorbeeld.example', name: 'D. de Ontwerper', roles: ['designer', 'administrator'] },
  { email: 'beoordelaar@voorbeeld.example', name: REVIEWER, roles: ['reviewer'] },
  { email: 'analist@voorbeeld.example', name: 'A. de Analist', roles: ['analyst'] },
  { email: 'drukkerij@voorbeeld.example', name: 'P. de Drukker', roles: ['print-shop'] },
] as const;

const signInFile = ({ folder }: Pick<DemonstrationOptions, 'folder'>): string => join(folder, 'sign-in.json');

/** One password for the demonstration's people: made by chance, new for every installation. */
async function makeAccounts(app: INestApplicationContext, options: DemonstrationOptions): Promise<void> {
  const password = options.chance.bytes(12).toString('base64url');
  const organisations = app.get(OrganisationsService);
  const trial = await app.get(TrialsService).findByAddress('belastingdienst', 'formulier-op-tijd');
  if (trial === undefined) return;
  const organisation = await organisations.get(trial.organisationId);
  await app.get(UnitOfWork).transaction(async (work) => {
    // Invented names and a password made by chance: asking a visitor for a telephone would protect nothing.
    await work.client.query(`update organisations set second_factor = 'nobody' where id = $1`, [
      organisation.id,
    ]);
    for (const person of people) {
      await app.get(AccountsService).put(work, { ...person, organisationId: organisation.id, password });
    }
  });
  rmSync(signInFile(options), { force: true });
  writeFileSync(signInFile(options), JSON.stringify({ email: people[0].email, password }), { mode: 0o600 });
}

/** The demonstration's sign-in, once it has been loaded. */
export function signInOfDemonstration(folder: string): SignInOfDemonstration | undefined {
  const path = signInFile({ folder });
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as SignInOfDemonstration;
}
