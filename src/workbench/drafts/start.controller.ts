import { readFile } from 'node:fs/promises';
import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { FormWithFile, proveForm, SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { DomainError } from '../../core/domain-error.js';
import { BeginDraft, type Beginning } from '../../drafts/begin-draft.js';
import { DraftSources, draftText } from '../../drafts/draft-sources.js';
import { isOpen, type DraftRecord } from '../../drafts/draft-record.js';
import { DraftsService } from '../../drafts/drafts.service.js';
import { authored } from '../../drafts/read-form.js';
import { draftPath } from '../../drafts/waiting.service.js';
import { mayDo } from '../../core/access.js';
import { withReceivedFile } from '../../intake/received-file.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { pathIn } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { MAX_PROTOCOL_BYTES } from '../../trials/protocol/read-protocol.js';
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

const largestProtocol = {
  bytes: MAX_PROTOCOL_BYTES,
  error: () => new DomainError('too-large', 'trials:protocol-too-large', { maximum: MAX_PROTOCOL_BYTES }),
};

function beginningOf({ from, title, text }: z.output<typeof startForm>): Beginning {
  const [kind, name = ''] = from.split(':');
  switch (kind) {
    case 'text':
      return { from: 'text', text, title };
    case 'example':
      return { from: 'example', name, title };
    case 'trial':
      return { from: 'trial', trial: name, title };
    default:
      return { from: 'blank', title };
  }
}

/** Where a draft begins, and the draft as one text. */
@Controller('/workbench')
@UseGuards(SessionGuard)
export class DraftStartController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly drafts: DraftsService,
    private readonly beginDraft: BeginDraft,
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
    await this.orShowWhy(form, request, response, () =>
      this.beginDraft.begin(beginningOf(form), signedInAs(request)),
    );
  }

  /** A protocol.yaml as a file, for which no script is needed. */
  @Post('/new-trial/file')
  @Access('drafts.write')
  @FormWithFile(true)
  async beginFromFile(@Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = { title: '', from: 'text', text: '' };
    await this.orShowWhy(typed, request, response, () =>
      withReceivedFile(
        request,
        response,
        async ({ path, fields }) => {
          proveForm(request, fields);
          const text = await readFile(path, 'utf8');
          return this.beginDraft.begin({ from: 'text', text, title: '' }, signedInAs(request));
        },
        largestProtocol,
      ),
    );
  }

  /** Begins the change of a registered protocol. */
  @Post('/trials/:trial/amendment')
  @Access('drafts.write')
  async amend(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { id } = await this.beginDraft.amend(slug, signedInAs(request));
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

  /** Goes to what was begun; a refusal is told on the page itself, with what was typed. */
  private async orShowWhy(
    typed: DraftStartView['typed'],
    request: Request,
    response: Response,
    act: () => Promise<DraftRecord>,
  ): Promise<void> {
    try {
      response.redirect(303, pathIn(languageOf(request), draftPath(await act())));
    } catch (error) {
      if (!(error instanceof DomainError) || !['invalid', 'too-large'].includes(error.kind)) throw error;
      const view = { ...(await this.startView(request, typed)), refusal: this.refusalOf(error, request) };
      const { status } = describeProblem(error, languageOf(request), this.translator);
      this.pages.send(request, response, draftStartPage, view, { status });
    }
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
