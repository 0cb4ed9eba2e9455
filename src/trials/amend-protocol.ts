import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { hasReached, type TrialState } from './life-cycle.js';
import type { Protocol } from './protocol/protocol.js';
import { canonicalJson, documentHash } from './protocol/protocol-hash.js';
import type { TrialRecord } from './trial-record.js';
import { TrialsService } from './trials.service.js';

/** What the draw and the letters hang on: after the draw it can't be changed, only done. */
const fixedByTheDraw = [
  'trial',
  'kind',
  'organisation',
  'allocation',
  'unit',
  'cluster',
  'strata',
  'arms',
  'factors',
  'letter',
  'elements',
] as const satisfies readonly (keyof Protocol)[];

/** What says how results are computed: once they may be seen, choosing it is choosing the result. */
const fixedByTheClose = [
  ...fixedByTheDraw,
  'reference',
  'outcome',
  'analysis',
] as const satisfies readonly (keyof Protocol)[];

/** What the name of the trial hangs on: never. */
const fixedForEver = ['trial', 'kind', 'organisation'] as const satisfies readonly (keyof Protocol)[];

/** Later changes of what was registered: dated, reasoned and public; they never overwrite. */
@Injectable()
export class AmendProtocol {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a version to the protocol, linked to the one before by its hash.
   * @throws DomainError `trials:amendment-too-late` when the draw has been done and the change touches it,
   * `trials:amendment-without-change`
   */
  async amend(trialId: string, protocol: Protocol, reason: string, actor: Actor): Promise<TrialRecord> {
    await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, trialId);
      const hash = documentHash(protocol);
      refuseUnlessAllowed(trial, protocol, hash);
      const at = this.clock.now();
      await client.query(
        `insert into protocol_versions (trial_id, version, document, sha256, previous_sha256, reason, authors,
                                        approved_by, approved_on, registered_at)
         values ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9, $10)`,
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
        ],
      );
      await recordAct(client, {
        at,
        actor: actor.name,
        action: 'amend',
        organisationId: trial.organisationId,
        trialId,
        detail: { version: trial.protocolVersion + 1, protocol: hash.toString('hex'), reason },
      });
    });
    return this.trials.get(trialId);
  }
}

function refuseUnlessAllowed(trial: TrialRecord, protocol: Protocol, hash: Buffer): void {
  if (trial.protocolHash === hash.toString('hex')) {
    throw new DomainError('conflict', 'trials:amendment-without-change');
  }
  const fixed = fixedIn(trial.state);
  const touched = fixed.find(
    (key) => canonicalJson(trial.protocol[key] ?? null) !== canonicalJson(protocol[key] ?? null),
  );
  if (touched !== undefined) throw new DomainError('conflict', 'trials:amendment-too-late', { key: touched });
}

function fixedIn(state: TrialState): readonly (keyof Protocol)[] {
  if (hasReached(state, 'closed')) return fixedByTheClose;
  return hasReached(state, 'allocated') ? fixedByTheDraw : fixedForEver;
}
