import { createHash } from 'node:crypto';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { WaitingFeeds } from '../../accounts/waiting-feeds.service.js';
import { DomainError } from '../../core/domain-error.js';
import { atomFeed } from '../../disclosure/open-data/atom.js';
import { WaitingService } from '../../drafts/waiting.service.js';
import { WaitingInTrials } from '../../home/waiting-in-trials.service.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { continueAsOrganisation } from '../../platform/database/scope.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { Access } from '../../platform/web/access.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';

export const FEEDS_PATH = '/workbench/feeds';

/**
 * Tells a feed reader that something waits, and since when. Not what: a reader may be a service of somebody else, so a
 * feed names no trial and no person. Its address is the only key; it opens nothing but this.
 */
@Controller(FEEDS_PATH)
export class WaitingFeedController {
  constructor(
    private readonly feeds: WaitingFeeds,
    private readonly waiting: WaitingService,
    private readonly inTrials: WaitingInTrials,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get(':key')
  @Access('everyone')
  async feed(@Param('key') key: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.feeds.ownerOf(key);
    if (account === undefined) throw new DomainError('not-found', 'accounts:feed-unknown');
    continueAsOrganisation(account.organisationId);
    const lists = await Promise.all([this.waiting.of(account), this.inTrials.of(account)]);
    const language = languageOf(request);
    const say = (name: string): string => this.translator.translate(language, `account:feed.${name}`);
    const { publicUrl } = this.configuration;
    const page = publicUrl + pathIn(language, '/workbench');
    const named = (...parts: readonly string[]): string =>
      `urn:sha256:${createHash('sha256')
        .update([key, ...parts].join('\n'))
        .digest('hex')}`;
    const entries = lists
      .flat()
      .toSorted((a, b) => b.since.getTime() - a.since.getTime())
      .map(({ kind, path, since }) => ({
        id: named(kind, path, since.toISOString()),
        title: say('entry'),
        address: page,
        updated: since,
        author: 'Openbrief',
        summary: say('entry-note'),
      }));
    const xml = atomFeed({
      id: named(),
      title: say('title-of-feed'),
      self: publicUrl + pathIn(language, `${FEEDS_PATH}/${key}`),
      page,
      language,
      author: 'Openbrief',
      entries,
    });
    response.setHeader('Cache-Control', 'private, no-store');
    response.type('application/atom+xml').send(xml);
  }
}
