import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import {
  groundClaims,
  trialsCited,
  withFiguresOf,
  type ClaimGrounds,
  type GroundedProtocol,
  type PublishedCount,
  type TrialReference,
} from './protocol/claim-grounds.js';
import { correctedClaims, type CorrectedClaim } from './protocol/corrected-claims.js';
import type { Protocol } from './protocol/protocol.js';
import type { PublicText } from './protocol/protocol-schema.js';
import { invalidProtocol } from './protocol/read-protocol.js';
import { publicKind, type TrialKind } from './trial-record.js';
import * as queries from './trials.queries.js';

interface PublishedArmRow {
  readonly organisation: string;
  readonly trial: string;
  readonly kind: TrialKind;
  readonly title: PublicText;
  readonly mailing: string;
  readonly close: string;
  readonly arm: string;
  readonly x: number | null;
  readonly n: number | null;
  readonly published_at: Date;
}

const keyOf = ({ organisation, trial, arm }: TrialReference): string => `${organisation}/${trial}/${arm}`;

const toCount = ({
  kind,
  title,
  mailing,
  close,
  x,
  n,
  published_at: publishedAt,
}: PublishedArmRow): PublishedCount => ({
  kind: publicKind(kind),
  title,
  period: [mailing, close],
  counts: x === null || n === null ? undefined : { numerator: x, denominator: n },
  publishedAt,
});

/** What the claims of a protocol rest on, as far as it is known here: the day, the agency's rules, other trials. */
@Injectable()
export class GroundClaims {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organisations: OrganisationsService,
    private readonly clock: Clock,
  ) {}

  /** By what claims are judged today. Of other trials only what is published counts, with what they withheld. */
  async grounds(protocol: Pick<Protocol, 'elements' | 'organisation'>): Promise<ClaimGrounds> {
    const cited = trialsCited(protocol);
    const rows =
      cited.length === 0
        ? []
        : await this.unitOfWork.rows<PublishedArmRow>(queries.publishedArms, [
            cited.map(({ organisation, trial }) => `${organisation}/${trial}`),
          ]);
    const published = new Map(rows.map((row) => [keyOf(row), toCount(row)]));
    return {
      today: dutchDate(this.clock.now()),
      maxSourceAge: await this.organisations.maxSourceAge(protocol.organisation.slug),
      published: (reference) => published.get(keyOf(reference)),
    };
  }

  /** The claims of a registered protocol whose figures were corrected by the trial that they are from. */
  async corrected(protocol: Pick<Protocol, 'elements' | 'organisation'>): Promise<CorrectedClaim[]> {
    if (trialsCited(protocol).length === 0) return [];
    return correctedClaims(protocol, (await this.grounds(protocol)).published);
  }

  /** The protocol as it would be registered, and what is the matter with its claims. */
  async ground(protocol: Protocol, registered?: Protocol): Promise<GroundedProtocol> {
    const written = registered === undefined ? protocol : withFiguresOf(protocol, registered);
    return groundClaims(written, await this.grounds(protocol));
  }

  /** @throws DomainError `trials:protocol-invalid` with what is the matter */
  refuse({ issues }: GroundedProtocol): void {
    const error: DomainError = invalidProtocol(issues.map(({ issue }) => issue));
    if (issues.length > 0) throw error;
  }
}
