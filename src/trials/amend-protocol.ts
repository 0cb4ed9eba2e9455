import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { commitmentTo } from '../core/randomisation/commitment.js';
import { promisedPulse } from '../core/randomisation/promised-pulse.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { TechniquesService } from '../techniques/techniques.service.js';
import { GroundClaims } from './ground-claims.js';
import { hasReached } from './life-cycle.js';
import type { Protocol } from './protocol/protocol.js';
import { canonicalJson, documentHash } from './protocol/protocol-hash.js';
import { refusePastPulse } from './refuse-past-pulse.js';
import type { TrialRecord } from './trial-record.js';
import * as queries from './trials.queries.js';
import { TrialsService } from './trials.service.js';

/** What the draw and the letters hang on: once the draw is done or its outcome fixed, it can't be changed. */
const fixedByTheDraw = [
  'trial',
  'kind',
  'organisation',
  'allocation',
  'randomness',
  'unit',
  'cluster',
  'strata',
  'covariates',
  'arms',
  'factors',
  'letter',
  'elements',
  'reminders',
  'looks',
] as const satisfies readonly (keyof Protocol)[];

/** What says how results are computed: once they may be seen, choosing it is choosing the result. */
const fixedByTheClose = [
  ...fixedByTheDraw,
  'reference',
  'outcome',
  'analysis',
] as const satisfies readonly (keyof Protocol)[];

/** What a file of recipients was read by: another reading would need the file again. */
const fixedByTheImport = [
  'allocation',
  'unit',
  'cluster',
  'strata',
  'covariates',
] as const satisfies readonly (keyof Protocol)[];

/** What the name of the trial hangs on: never. */
const fixedForEver = ['trial', 'kind', 'organisation'] as const satisfies readonly (keyof Protocol)[];

/** Later changes of what was registered: dated, reasoned and public; they never overwrite. */
@Injectable()
export class AmendProtocol {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly groundClaims: GroundClaims,
    private readonly techniques: TechniquesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a version to the protocol, linked to the one before by its hash. As long as the draw is open, the commitment
   * is made anew to the same seed and this version: the draw hangs on the version in force, and so does whoever redoes
   * it.
   * @throws DomainError `trials:amendment-too-late` when the change touches what the draw hangs on and the draw has
   * been done, the list of recipients closed, or the pulse that was named is out; `trials:amendment-after-import` when it
   * touches how recipients were read; `trials:amendment-without-change`;
   * `trials:pulse-not-after-registration`
   */
  async amend(trialId: string, written: Protocol, reason: string, actor: Actor): Promise<TrialRecord> {
    const before = (await this.trials.get(trialId)).protocol;
    const grounded = await this.groundClaims.ground(written, before);
    const { protocol } = grounded;
    // What was registered was judged then: a source grows old, and another trial is corrected.
    if (canonicalJson(protocol.elements) !== canonicalJson(before.elements)) {
      this.groundClaims.refuse(grounded);
    }
    await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, trialId);
      if (trial.kind === 'rehearsal') throw new DomainError('conflict', 'rehearsals:not-amended');
      const hash = documentHash(protocol);
      const at = this.clock.now();
      const isOpen = await this.drawIsOpen(client, trial, at);
      refuseUnlessAllowed(trial, protocol, hash, isOpen);
      await refuseAnotherReading(client, trial, protocol);
      if (isOpen) refusePastPulse(protocol, at);
      await client.query(
        `insert into protocol_versions (trial_id, version, document, sha256, previous_sha256, reason, authors,
                                        approved_by, approved_on, registered_at, catalogue)
         values ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9, $10, $11)`,
        [
          trialId,
          trial.protocolVersion + 1,
          JSON.stringify(protocol),
          hash,
          trial.protocolHash,
          reason,
          protocol.authors,
          protocol.approval.by,
          protocol.approval.on,
          at,
          JSON.stringify(this.techniques.inForce(protocol.elements.map(({ technique }) => technique))),
        ],
      );
      const commitment = isOpen ? await commitAnew(client, trialId, hash) : undefined;
      await recordAct(client, {
        at,
        actor: actor.name,
        action: 'amend',
        organisationId: trial.organisationId,
        trialId,
        detail: {
          version: trial.protocolVersion + 1,
          protocol: hash.toString('hex'),
          ...(commitment !== undefined && { commitment: commitment.toString('hex') }),
          reason,
        },
      });
    });
    return this.trials.get(trialId);
  }

  /** Whether nothing of the draw can be known yet, so that a change of it chooses nothing. */
  private async drawIsOpen(client: PoolClient, trial: TrialRecord, now: Date): Promise<boolean> {
    if (hasReached(trial.state, 'allocated')) return false;
    const { randomness } = trial.protocol;
    if (randomness === undefined) return true;
    return promisedPulse(randomness).at > now && !(await this.trials.listIsFrozen(client, trial.id));
  }
}

async function commitAnew(client: PoolClient, trialId: string, protocolHash: Buffer): Promise<Buffer> {
  const { rows } = await client.query<{ seed: Buffer }>('select seed from draws where trial_id = $1', [
    trialId,
  ]);
  const seed = rows[0]?.seed;
  if (seed === undefined) throw new DomainError('not-found', 'trials:not-found');
  const commitment = commitmentTo(seed, protocolHash);
  await client.query('update draws set commitment = $2, protocol_sha256 = $3 where trial_id = $1', [
    trialId,
    commitment,
    protocolHash,
  ]);
  return commitment;
}

function refuseUnlessAllowed(trial: TrialRecord, protocol: Protocol, hash: Buffer, isOpen: boolean): void {
  if (trial.protocolHash === hash.toString('hex')) {
    throw new DomainError('conflict', 'trials:amendment-without-change');
  }
  const touched = firstTouched(fixedIn(trial, isOpen), trial, protocol);
  if (touched !== undefined) throw new DomainError('conflict', 'trials:amendment-too-late', { key: touched });
}

async function refuseAnotherReading(
  client: PoolClient,
  trial: TrialRecord,
  protocol: Protocol,
): Promise<void> {
  const key = firstTouched(fixedByTheImport, trial, protocol);
  if (key === undefined) return;
  const { rows } = await client.query<{ taken: boolean }>(queries.hasRecipientFiles, [trial.id]);
  if (rows[0]?.taken === true) throw new DomainError('conflict', 'trials:amendment-after-import', { key });
}

/** The first of these keys that the two versions differ in. */
const firstTouched = (
  keys: readonly (keyof Protocol)[],
  trial: TrialRecord,
  protocol: Protocol,
): keyof Protocol | undefined =>
  keys.find((key) => canonicalJson(trial.protocol[key] ?? null) !== canonicalJson(protocol[key] ?? null));

function fixedIn({ state, protocol }: TrialRecord, drawIsOpen: boolean): readonly (keyof Protocol)[] {
  if (hasReached(state, 'closed')) return fixedByTheClose;
  // A look could be taken any day: what it computes must not be chosen after it.
  if (protocol.looks !== undefined && !drawIsOpen) return fixedByTheClose;
  return drawIsOpen ? fixedForEver : fixedByTheDraw;
}
