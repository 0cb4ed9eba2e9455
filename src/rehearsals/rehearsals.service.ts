import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { AuthoredText } from '../platform/i18n/shown-text.js';
import { outsideRehearsal, rehearse } from '../platform/process/rehearsing.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import { FileStore } from '../platform/storage/file-store.js';
import type { TrialState } from '../trials/life-cycle.js';
import { addDays } from '../trials/protocol/add-days.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { RegisterTrial } from '../trials/register-trial.js';
import type { RehearsalTruth } from './rehearsal-truth.js';
import * as queries from './rehearsals.queries.js';

/** Addresses of rehearsals begin with it, so that whoever sees one knows. */
export const REHEARSAL_PREFIX = 'oefening-';

/** Who stands in a rehearsal's protocol as having approved it: nobody did. */
const APPROVER = 'Oefening';

/** Each is some thousand invented people in the database; more than a team can look at at once. */
const MOST_REHEARSALS = 20;

/** A rehearsal has no promised day: it goes a quarter of a year after it was begun, by the calendar of all. */
const DAYS_KEPT = 90;

/** Who removes what nobody removed. */
const NIGHT: Actor = { accountId: null, name: 'erasure', organisationId: null };

/** Time to import, draw and print before the day of the mailing. */
const DAYS_BEFORE_MAILING = 7;

export interface Rehearsal {
  readonly trialId: string;
  readonly slug: string;
  /** What time it is in it. */
  readonly moment: Date;
  readonly recipients: number;
  readonly truth: RehearsalTruth;
  readonly seed: string;
}

export interface RehearsalRow {
  readonly slug: string;
  readonly title: AuthoredText;
  readonly state: TrialState;
  readonly moment: Date;
  readonly madeBy: string;
  readonly madeAt: Date;
}

export interface RehearsalWish {
  readonly protocol: Protocol;
  readonly recipients: number;
  readonly truth: RehearsalTruth;
}

/** Nine in the morning in winter; a rehearsal has no other hours. */
export const morningOf = (day: string): Date => new Date(`${day}T09:00:00+01:00`);

/** Trials to practise with: kept apart from all others by the database, each with a calendar of its own. */
@Injectable()
export class RehearsalsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly registerTrial: RegisterTrial,
    private readonly files: FileStore,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  async find(organisationId: string, slug: string): Promise<Rehearsal | undefined> {
    if (!slug.startsWith(REHEARSAL_PREFIX)) return undefined;
    const row = await this.unitOfWork.row<{
      trial_id: string;
      slug: string;
      moment: Date;
      recipients: number;
      truth: RehearsalTruth;
      seed: string;
    }>(queries.rehearsalBySlug, [organisationId, slug]);
    if (row === undefined) return undefined;
    const { trial_id: trialId, moment, recipients, truth, seed } = row;
    return { trialId, slug: row.slug, moment, recipients, truth, seed };
  }

  /** The newest first. */
  async ofOrganisation(organisationId: string): Promise<RehearsalRow[]> {
    const rows = await rehearse(this.clock.now(), () =>
      this.unitOfWork.rows<{
        slug: string;
        title: AuthoredText;
        state: TrialState;
        moment: Date;
        made_by: string | null;
        made_at: Date;
      }>(queries.rehearsalsOfOrganisation, [organisationId]),
    );
    return rows.map(({ slug, title, state, moment, made_by: madeBy, made_at: madeAt }) => ({
      slug,
      title,
      state,
      moment,
      madeBy: madeBy ?? '',
      madeAt,
    }));
  }

  /**
   * Copies a protocol to a rehearsal that begins a week before its mailing. A public pulse is left out: it can't be
   * waited for on a made-up day.
   * @returns its name in addresses
   * @throws DomainError `rehearsals:external` for a trial that was drawn elsewhere, `rehearsals:too-many`
   */
  async create(
    { protocol, recipients, truth }: RehearsalWish,
    organisationId: string,
    actor: Actor,
  ): Promise<string> {
    if (protocol.allocation === 'external') throw new DomainError('invalid', 'rehearsals:external');
    const madeAt = this.clock.now();
    const known = await this.ofOrganisation(organisationId);
    if (known.length >= MOST_REHEARSALS)
      throw new DomainError('conflict', 'rehearsals:too-many', { most: MOST_REHEARSALS });
    const slug = freeName(protocol.trial, new Set(known.map((one) => one.slug)));
    const begins = addDays(protocol.planning.mailing, -DAYS_BEFORE_MAILING);
    const { randomness: _left, ...rest } = protocol;
    const copy: Protocol = { ...rest, trial: slug, kind: 'trial', approval: { by: APPROVER, on: begins } };
    const moment = morningOf(begins);
    await rehearse(moment, () =>
      this.unitOfWork.transaction(async (work) => {
        const trialId = await this.registerTrial.rehearse(work, copy, actor);
        await work.client.query(queries.insertRehearsal, [
          trialId,
          organisationId,
          slug,
          moment,
          recipients,
          JSON.stringify(truth),
          this.chance.bytes(12).toString('base64url'),
          actor.accountId,
          madeAt,
        ]);
        await outsideRehearsal(() =>
          recordAct(work.client, {
            at: madeAt,
            actor: actor.name,
            action: 'begin-rehearsal',
            organisationId,
            trialId: null,
            detail: { rehearsal: slug, recipients },
          }),
        );
      }),
    );
    return slug;
  }

  /** Moves the calendar of a rehearsal on; never back. */
  async goTo({ trialId }: Rehearsal, day: string): Promise<void> {
    await this.unitOfWork.rows(queries.moveClock, [trialId, morningOf(day)]);
  }

  /** Removes a rehearsal with its recipients, letters, responses and analysis. That there was one stays in the trail. */
  async remove(
    { trialId, slug, moment }: Pick<Rehearsal, 'trialId' | 'slug' | 'moment'>,
    organisationId: string,
    actor: Actor,
  ): Promise<void> {
    const at = outsideRehearsal(() => this.clock.now());
    await rehearse(moment, () =>
      this.unitOfWork.transaction(async ({ client }) => {
        await client.query('select remove_rehearsal($1)', [trialId]);
        await outsideRehearsal(() =>
          recordAct(client, {
            at,
            actor: actor.name,
            action: 'remove-rehearsal',
            organisationId,
            trialId: null,
            detail: { rehearsal: slug },
          }),
        );
      }),
    );
    // After the rows: what a crash leaves of it are letters to nobody.
    await this.files.removeFolder(trialId);
  }

  /**
   * Removes the rehearsals that were begun so long ago; a job of the night.
   * @returns how many
   */
  async removeOld(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - DAYS_KEPT * 86_400_000);
    const old = await this.unitOfWork.rows<{
      trial_id: string;
      organisation_id: string;
      slug: string;
      moment: Date;
    }>(queries.rehearsalsBefore, [before]);
    for (const { trial_id: trialId, organisation_id: organisationId, slug, moment } of old)
      await this.remove({ trialId, slug, moment }, organisationId, NIGHT);
    return old.length;
  }
}

/** A name that is free, and within the length of one. */
function freeName(trial: string, taken: ReadonlySet<string>): string {
  const stem = `${REHEARSAL_PREFIX}${trial.replace(REHEARSAL_PREFIX, '')}`.slice(0, 54).replace(/-+$/, '');
  for (let number = 1; ; number += 1) {
    const name = `${stem}-${number}`;
    if (!taken.has(name)) return name;
  }
}
