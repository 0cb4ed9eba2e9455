import { Injectable } from '@nestjs/common';
import type { Person } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { freeSlug } from './blank-draft.js';
import { textAt, withValue, type DraftContent } from './draft-content.js';
import type { DraftRecord } from './draft-record.js';
import { DraftSources } from './draft-sources.js';
import { DraftsService } from './drafts.service.js';

/** What a draft begins with. */
export type Beginning =
  | { readonly from: 'blank'; readonly title: string }
  | { readonly from: 'example'; readonly name: string; readonly title: string }
  /** A trial of the organisation again, by its name in addresses. */
  | { readonly from: 'trial'; readonly trial: string; readonly title: string }
  /** A protocol.yaml, or as much of one as there is. */
  | { readonly from: 'text'; readonly text: string; readonly title: string }
  /** The same as plain data. */
  | { readonly from: 'protocol'; readonly protocol: unknown; readonly title: string };

/** Begins drafts: of a trial to be, and of the change of a registered protocol. */
@Injectable()
export class BeginDraft {
  constructor(
    private readonly drafts: DraftsService,
    private readonly sources: DraftSources,
    private readonly trials: TrialsService,
  ) {}

  /**
   * @throws DomainError `drafts:title-missing`, `drafts:no-example`, `drafts:text-unreadable`, `trials:not-found`
   */
  async begin(beginning: Beginning, person: Person): Promise<DraftRecord> {
    return this.drafts.create(await this.contentOf(beginning, person), person);
  }

  /**
   * The change of a registered protocol; one that is open already is that one.
   * @param slug name of a trial of the organisation
   * @throws DomainError `trials:not-found`, `rehearsals:not-amended`
   */
  async amend(slug: string, person: Person): Promise<DraftRecord> {
    const trial = await this.ownTrial(slug, person);
    if (trial.kind === 'rehearsal') throw new DomainError('conflict', 'rehearsals:not-amended');
    const open = await this.drafts.openAmendment(trial.id);
    if (open !== undefined) return this.drafts.get(person.organisationId, open);
    const of = { purpose: 'amendment', trialId: trial.id } as const;
    return this.drafts.create(this.sources.forAmendment(trial.protocol), person, of);
  }

  private async contentOf(beginning: Beginning, person: Person): Promise<DraftContent> {
    const { title } = beginning;
    const taken = await this.drafts.takenSlugs(person.organisationId);
    if (beginning.from === 'text') return named(this.sources.fromText(beginning.text), title, taken);
    if (beginning.from === 'protocol') {
      return named(this.sources.fromProtocol(beginning.protocol), title, taken);
    }
    if (title === '') throw new DomainError('invalid', 'drafts:title-missing');
    switch (beginning.from) {
      case 'example':
        return this.sources.fromExample(beginning.name, title, taken);
      case 'trial': {
        const { protocol } = await this.ownTrial(beginning.trial, person);
        return this.sources.fromTrial(protocol, title, taken);
      }
      case 'blank':
        return this.sources.blank(title, taken);
    }
  }

  private async ownTrial(slug: string, { organisationId }: Person): Promise<TrialRecord> {
    const trials = await this.trials.ofOrganisation(organisationId);
    const trial = trials.find((one) => one.slug === slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    return trial;
  }
}

/** A title of its own goes before that of the text, and the name is one that is free. */
function named(content: DraftContent, title: string, taken: ReadonlySet<string>): DraftContent {
  const titled = title === '' ? content : withValue(content, 'title', title);
  const name = textAt(titled, 'trial') || textAt(titled, 'title');
  return withValue(titled, 'trial', freeSlug(name, taken));
}
