import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import type { SignedIn } from '../../accounts/accounts.service.js';
import { DomainError } from '../../core/domain-error.js';
import { textAt, withValue, type DraftContent } from '../../drafts/draft-content.js';
import { DraftSources, draftText } from '../../drafts/draft-sources.js';
import { isOpen } from '../../drafts/draft-record.js';
import { DraftsService } from '../../drafts/drafts.service.js';
import { freeSlug } from '../../drafts/blank-draft.js';
import { authored } from '../../drafts/read-form.js';
import { draftPath } from '../../drafts/waiting.service.js';
import { mayDo } from '../../core/access.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { pathIn } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { TrialsService } from '../../trials/trials.service.js';
import { DraftPagesService } from './draft-pages.service.js';
import { titleOf } from './draft-texts.js';
import { draftStartPage, draftTextPage, type DraftStartView, type DraftTextView } from './start-view.js';

const startForm = z.object({
  title: z.string().trim().max(300).default(''),
  from: z
    .string()
    .regex(/^(blank|text|(example|trial):[a-z0-9-]+)$/)
    .default('blank'),
  text: z.string().max(900_000).default(''),
});

const textForm = z.object({
  revision: z.coerce.number().int().min(1),
  text: z.string().max(900_000),
});

/** Where a draft begins, and the draft as one text. */
@Controller('/workbench')
@UseGuards(SessionGuard)
export class DraftStartController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly drafts: DraftsService,
    private readonly sources: DraftSources,
    private readonly trials: TrialsService,
    private readonly views: DraftPagesService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/new-trial')
  @Access('drafts.write')
  async start(@Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = { title: '', from: 'blank', text: '' };
    this.pages.send(request, response, draftStartPage, await this.startView(request, typed));
  }

  @Post('/new-trial')
  @Access('drafts.write')
  async begin(
    @Body(new ZodBody(startForm)) form: z.output<typeof startForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const account = signedInAs(request);
    try {
      const draft = await this.drafts.create(await this.contentFor(form, account), account);
      response.redirect(303, pathIn(languageOf(request), draftPath(draft)));
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      const view = { ...(await this.startView(request, form)), refusal: this.refusalOf(error, request) };
      this.pages.send(request, response, draftStartPage, view, { status: 422 });
    }
  }

  /** Begins the change of a registered protocol. */
  @Post('/trials/:trial/amendment')
  @Access('drafts.write')
  async amend(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const account = signedInAs(request);
    const trial = await this.ownTrial(account, slug);
    if (trial.kind === 'rehearsal') throw new DomainError('conflict', 'rehearsals:not-amended');
    const of = { purpose: 'amendment', trialId: trial.id } as const;
    const open = await this.drafts.openAmendment(trial.id);
    const id = open ?? (await this.drafts.create(this.sources.forAmendment(trial.protocol), account, of)).id;
    response.redirect(303, pathIn(languageOf(request), draftPath({ id })));
  }

  @Get('/drafts/:draft/text')
  @Access('drafts.read')
  async text(@Param('draft') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.pages.send(request, response, draftTextPage, await this.textView(request, id), { cache: 'never' });
  }

  @Get('/drafts/:draft/protocol.yaml')
  @Access('drafts.read')
  async download(
    @Param('draft') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const draft = await this.drafts.get(signedInAs(request).organisationId, id);
    response.type('application/yaml').attachment('protocol.yaml').send(draftText(draft.content));
  }

  @Post('/drafts/:draft/text')
  @Access('drafts.write')
  async saveText(
    @Param('draft') id: string,
    @Body(new ZodBody(textForm)) form: z.output<typeof textForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    try {
      const content = this.sources.fromText(form.text);
      const draft = await this.drafts.saveWhole(id, content, form.revision, signedInAs(request));
      response.redirect(303, pathIn(languageOf(request), `${draftPath(draft)}/review`));
    } catch (error) {
      if (!(error instanceof DomainError) || !['invalid', 'conflict'].includes(error.kind)) throw error;
      // What was typed stays on the page, and so does the version that it was made from.
      const view = {
        ...(await this.textView(request, id)),
        text: form.text,
        revision: form.revision,
        refusal: this.refusalOf(error, request),
      };
      const { status } = describeProblem(error, languageOf(request), this.translator);
      this.pages.send(request, response, draftTextPage, view, { status, cache: 'never' });
    }
  }

  @Post('/drafts/:draft/remove')
  @Access('drafts.write')
  async remove(
    @Param('draft') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.drafts.remove(id, signedInAs(request));
    response.redirect(303, pathIn(languageOf(request), '/workbench'));
  }

  private async contentFor(
    { title, from, text }: z.output<typeof startForm>,
    account: SignedIn,
  ): Promise<DraftContent> {
    const taken = await this.drafts.takenSlugs(account.organisationId);
    if (from === 'text') {
      const content = this.sources.fromText(text);
      const titled = title === '' ? content : withValue(content, 'title', title);
      const name = textAt(titled, 'trial') || textAt(titled, 'title');
      return withValue(titled, 'trial', freeSlug(name, taken));
    }
    if (title === '') throw new DomainError('invalid', 'drafts:title-missing');
    const [kind, name = ''] = from.split(':');
    if (kind === 'example') return this.sources.fromExample(name, title, taken);
    if (kind === 'trial') {
      return this.sources.fromTrial((await this.ownTrial(account, name)).protocol, title, taken);
    }
    return this.sources.blank(title, taken);
  }

  private async ownTrial(account: SignedIn, slug: string) {
    const trials = await this.trials.ofOrganisation(account.organisationId);
    const trial = trials.find((one) => one.slug === slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    return trial;
  }

  private async startView(request: Request, typed: DraftStartView['typed']): Promise<DraftStartView> {
    const language = languageOf(request);
    const trials = await this.trials.ofOrganisation(signedInAs(request).organisationId);
    return {
      typed,
      examples: this.sources
        .examples()
        .map(({ name, title }) => ({ value: `example:${name}`, title: shownText(title, language) })),
      trials: trials
        .filter(({ kind }) => kind !== 'replay')
        .map(({ slug, protocol }) => ({
          value: `trial:${slug}`,
          title: shownText(authored(protocol.title), language),
        })),
    };
  }

  private async textView(request: Request, id: string): Promise<DraftTextView> {
    const { organisationId, roles } = signedInAs(request);
    const draft = await this.drafts.get(organisationId, id);
    return {
      title: titleOf(draft.content, this.views.texts(languageOf(request))),
      base: draftPath(draft),
      revision: draft.revision,
      text: draftText(draft.content),
      editable: isOpen(draft) && mayDo(roles, 'drafts.write'),
    };
  }

  private refusalOf(error: DomainError, request: Request): { message: string; remedy: string } {
    const { detail, remedy } = describeProblem(error, languageOf(request), this.translator);
    return { message: detail, remedy };
  }
}
