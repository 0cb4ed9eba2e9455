import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { DomainError } from '../../core/domain-error.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { pathIn } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { TrialsService } from '../../trials/trials.service.js';
import { openPath } from '../addresses.js';
import { YourLetterService } from '../your-letter/your-letter.service.js';
import { aboutPage, messageFormSchema, messageKinds, type MessageForm } from './message-form.js';
import { sentMessagePage, sentMessageView, talkBackFormPage } from './talk-back-view.js';
import { TalkBackService } from './talk-back.service.js';

/** What was typed, to show it again after a refusal; nothing of it is trusted. */
const typedSchema = z.object({
  kind: z.enum(messageKinds).catch('question'),
  page: z.string().max(300).catch('/'),
  body: z.string().max(10_000).catch(''),
  contact: z.string().max(1_000).catch(''),
  code: z.string().max(64).catch(''),
  mayBePublic: z.string().optional().catch(undefined),
});

/** Saying something back from an open page: no sign-in, no cookies, no script. */
@Controller('/talk-back')
export class TalkBackController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly talkBack: TalkBackService,
    private readonly letters: YourLetterService,
    private readonly trials: TrialsService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Get('/')
  @Access('everyone')
  async form(
    @Query() query: Record<string, unknown>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.show({ ...query, mayBePublic: 'yes' }, request, response);
  }

  @Post('/')
  @Access('everyone')
  async send(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      const form = read(body);
      const path = `/talk-back/sent/${await this.keep(form, request.ip ?? '')}`;
      response.redirect(303, pathIn(languageOf(request), path));
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'too-many') throw error;
      await this.show(body, request, response, error);
    }
  }

  @Get('/sent/:key')
  @Access('everyone')
  async sent(@Param('key') key: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const message = await this.talkBack.find(key);
    response.setHeader('X-Robots-Tag', 'noindex');
    const path = pathIn(languageOf(request), `/talk-back/sent/${key}`);
    const view = sentMessageView(message, path, this.configuration.publicUrl);
    this.pages.send(request, response, sentMessagePage, view, { cache: 'never' });
  }

  @Post('/sent/:key/erase-contact')
  @Access('everyone')
  async eraseContact(
    @Param('key') key: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.talkBack.eraseContact(key);
    response.redirect(303, pathIn(languageOf(request), `/talk-back/sent/${key}`));
  }

  /** An objection with the code of a letter takes effect at once, before anybody has read it. */
  private async keep(form: MessageForm, address: string): Promise<string> {
    if (form.kind !== 'objection' || form.code.trim() === '') return this.talkBack.send(form, address);
    const letter = await this.letters.find(form.code, address);
    const page = openPath(letter.trial.protocol.organisation.slug, letter.trial.slug);
    const key = await this.talkBack.send({ ...form, page }, address, true);
    await this.letters.object(letter);
    return key;
  }

  private async show(
    typed: unknown,
    request: Request,
    response: Response,
    refusal?: DomainError,
  ): Promise<void> {
    const language = languageOf(request);
    const form = typedSchema.parse(typeof typed === 'object' && typed !== null ? typed : {});
    const { page, trial: about } = aboutPage(form.page);
    const trial =
      about === undefined ? undefined : await this.trials.findByAddress(about.organisation, about.slug);
    const problem = refusal === undefined ? undefined : describeProblem(refusal, language, this.translator);
    const kinds = trial === undefined ? (['fault'] as const) : messageKinds;
    this.pages.send(
      request,
      response,
      talkBackFormPage,
      {
        page,
        ...(trial !== undefined && {
          trial: {
            title: shownText(trial.protocol.title, language),
            path: openPath(trial.protocol.organisation.slug, trial.slug),
          },
        }),
        kinds: kinds.map((kind) => ({ kind, chosen: kinds.length === 1 || kind === form.kind })),
        body: form.body,
        contact: form.contact,
        code: form.code,
        mayBePublic: form.mayBePublic === 'yes',
        ...(problem !== undefined && { refusal: { message: problem.detail, remedy: problem.remedy } }),
      },
      problem === undefined ? { cache: 'public' } : { status: problem.status, cache: 'never' },
    );
  }
}

/** @throws DomainError with what a person can do about it */
function read(body: unknown): MessageForm {
  const read = messageFormSchema.safeParse(body);
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path[0];
  if (field === 'website') throw new DomainError('invalid', 'talk-back:not-a-person');
  if (field === 'body') throw new DomainError('invalid', 'talk-back:body');
  if (field === 'contact') throw new DomainError('invalid', 'talk-back:contact');
  throw new DomainError('invalid', 'talk-back:incomplete');
}
