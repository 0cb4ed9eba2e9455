import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { DomainError } from '../../core/domain-error.js';
import { draftSteps, idOf, isDraftStep, type DraftStep } from '../../drafts/draft-fields.js';
import { DraftLetters } from '../../drafts/draft-letters.js';
import type { DraftRecord } from '../../drafts/draft-record.js';
import { DraftsService } from '../../drafts/drafts.service.js';
import { draftPath } from '../../drafts/waiting.service.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { createFormatter } from '../../platform/i18n/format.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf, pageContextOf } from '../../platform/web/request-context.js';
import type { ViewEngine } from '../../platform/web/view-engine.js';
import { TRANSLATOR, VIEW_ENGINE } from '../../platform/web/web.module.js';
import { sendToFrame } from '../letter-frame.js';
import { DraftPagesService } from './draft-pages.service.js';
import { SHOW_MISSING } from './draft-texts.js';
import { allFields, draftStepPage, draftTodoPage } from './step-view.js';
import { previewPage } from './preview-page.js';

/** A field is at most a letter with all its fields; a form has them by the dozen. */
const sentValue = z.string().max(30_000);

const stepForm = z
  .object({
    csrf: z.string(),
    revision: z.coerce.number().int().min(1),
    do: z.string().max(100).default(''),
    overwrite: z.string().max(10).default(''),
    attempted: z.string().max(10).default(''),
  })
  .catchall(z.union([sentValue, z.array(sentValue).max(100)]));

/** Where a button leads beside saving: on to the next step, or to the review. */
const NEXT = 'next';

/** Writing a trial, step by step. */
@Controller('/workbench/drafts/:draft')
@UseGuards(SessionGuard)
export class DraftsController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly views: DraftPagesService,
    private readonly drafts: DraftsService,
    private readonly letters: DraftLetters,
    @Inject(VIEW_ENGINE) private readonly engine: ViewEngine,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/')
  @Access('drafts.read')
  async first(@Param('draft') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const draft = await this.find(request, id);
    response.redirect(303, pathIn(languageOf(request), `${draftPath(draft)}/${draftSteps[0]}`));
  }

  /** The letter of an arm as it is now, for a frame beside its form. */
  @Get('/preview')
  @Access('drafts.read')
  async preview(
    @Param('draft') id: string,
    @Query('arm') arm: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const draft = await this.find(request, id);
    const named = typeof arm === 'string' ? arm : '';
    const html = await previewPage(
      () => this.letters.preview(draft, named),
      () => this.letters.pages(draft, named),
      this.views.texts(languageOf(request)),
    );
    sendToFrame(response, html);
  }

  @Get('/proofs/:arm.pdf')
  @Access('drafts.read')
  async proof(
    @Param('draft') id: string,
    @Param('arm') arm: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const draft = await this.find(request, id);
    const proof = await this.letters.proof(draft, arm);
    response.type('application/pdf').attachment(`${proof.arm}-proof.pdf`).send(Buffer.from(proof.pdf));
  }

  @Get('/:step')
  @Access('drafts.read')
  async step(
    @Param('draft') id: string,
    @Param('step') name: string,
    @Query('missing') missing: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const draft = await this.find(request, id);
    const [account, language] = [signedInAs(request), languageOf(request)];
    const view = await this.views.step(draft, stepOf(name), account, language, missing !== undefined);
    this.pages.send(request, response, draftStepPage, view, { cache: 'never' });
  }

  @Post('/:step')
  @Access('drafts.write')
  async save(
    @Param('draft') id: string,
    @Param('step') name: string,
    @Body(new ZodBody(stepForm)) body: z.output<typeof stepForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const step = stepOf(name);
    const account = signedInAs(request);
    const language = languageOf(request);
    const { csrf: _proof, revision, do: change, overwrite, attempted, ...form } = body;
    const asked = { seen: revision, change, overwrite: overwrite === 'yes' };
    const saved = await this.drafts.saveStep(id, step, form, asked, account);
    const byItself = request.accepts(['html', 'json']) === 'json';
    if (saved.kind === 'conflict') {
      if (byItself) {
        throw new DomainError('conflict', 'drafts:changed-meanwhile', { name: saved.draft.updatedBy });
      }
      const view = await this.views.step(
        saved.draft,
        step,
        account,
        language,
        attempted === 'yes',
        saved.typed,
      );
      this.pages.send(request, response, draftStepPage, view, { status: 409, cache: 'never' });
    } else if (byItself) {
      await this.sendSaved(saved.draft, step, attempted === 'yes', request, response);
    } else {
      const at = saved.at === undefined ? '' : `#${idOf(saved.at)}`;
      // Whoever adds to a list is not done; whoever saves and stays wants to know what is missing.
      const told = change === '' || attempted === 'yes' ? SHOW_MISSING : '';
      const next = draftSteps[draftSteps.indexOf(step) + 1] ?? 'review';
      const to = change === NEXT ? next : `${step}${told}${at}`;
      response.redirect(303, pathIn(language, `${draftPath(saved.draft)}/${to}`));
    }
  }

  /** The answer to a page that saves by itself: what is kept, and what the page shows anew. */
  private async sendSaved(
    draft: DraftRecord,
    step: DraftStep,
    attempted: boolean,
    request: Request,
    response: Response,
  ): Promise<void> {
    const language = languageOf(request);
    const account = signedInAs(request);
    const [todo, view] = await Promise.all([
      this.views.todo(draft, step, language, attempted),
      this.views.step(draft, step, account, language),
    ]);
    const at = createFormatter(language).moment(draft.updatedAt);
    response.setHeader('Cache-Control', 'no-store').json({
      revision: draft.revision,
      status: this.translator.translate(language, 'drafts:saved', { at, by: draft.updatedBy }),
      todo: this.engine.render(draftTodoPage, todo, pageContextOf(request)),
      messages: Object.fromEntries(allFields(view).map(({ id, messages }) => [id, messages.join(' ')])),
      missing: Object.fromEntries(allFields(view).map(({ id, missing }) => [id, missing])),
    });
  }

  private find(request: Request, id: string): Promise<DraftRecord> {
    return this.drafts.get(signedInAs(request).organisationId, id);
  }
}

function stepOf(name: string): DraftStep {
  if (!isDraftStep(name)) throw new DomainError('not-found', 'drafts:not-found');
  return name;
}
