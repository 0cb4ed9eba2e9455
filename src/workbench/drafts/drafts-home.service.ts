import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../accounts/accounts.service.js';
import { mayDo } from '../../core/access.js';
import { DraftsService } from '../../drafts/drafts.service.js';
import { authored } from '../../drafts/read-form.js';
import { draftPath, WaitingService } from '../../drafts/waiting.service.js';
import { WaitingInTrials } from '../../home/waiting-in-trials.service.js';
import type { Language } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { DraftsHomeView } from '../views/trials-view.js';

/** What the workbench's first page says of drafts. */
@Injectable()
export class DraftsHomeService {
  constructor(
    private readonly drafts: DraftsService,
    private readonly waiting: WaitingService,
    private readonly inTrials: WaitingInTrials,
  ) {}

  /** Drafts are for some; there is something that waits for everybody. */
  async view(account: SignedIn, language: Language): Promise<DraftsHomeView> {
    const [open, ...lists] = await Promise.all([
      mayDo(account.roles, 'drafts.read') ? this.drafts.open(account.organisationId) : [],
      this.waiting.of(account),
      this.inTrials.of(account),
    ]);
    const waiting = lists.flat().toSorted((a, b) => a.since.getTime() - b.since.getTime());
    return {
      mayWrite: mayDo(account.roles, 'drafts.write'),
      waiting: waiting.map(({ kind, title, path, by, since }) => ({
        kind,
        ...(title !== null && { title: shownText(title, language) }),
        path,
        by,
        since: since.toISOString(),
      })),
      open: open.map((draft) => ({
        title: shownText(authored(draft.content['title']), language),
        path: `${draftPath(draft)}/review`,
        state: draft.state,
        by: draft.updatedBy,
        at: draft.updatedAt.toISOString(),
      })),
    };
  }
}
