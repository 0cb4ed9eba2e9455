import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { LONGEST_DAYS, TokensService } from '../../accounts/tokens.service.js';
import { scopes, type Action } from '../../core/access.js';
import { DomainError } from '../../core/domain-error.js';
import { OrganisationsService } from '../../organisations/organisations.service.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { tokensPage, type TokensView } from './administration-view.js';
import { refusalOf } from './ask-again.js';

const TOKENS_PATH = '/workbench/tokens';

/** What is offered: a season. */
const USUAL_DAYS = 90;

const scopeField = z.enum(scopes);

const tokenForm = z.object({
  name: z.string().trim().max(100).default(''),
  days: z.coerce.number().int().min(1).max(LONGEST_DAYS).default(USUAL_DAYS),
  scopes: z.union([scopeField.transform((one) => [one]), z.array(scopeField).max(scopes.length)]).default([]),
});

/** Tokens for the organisation's other systems. */
@Controller(TOKENS_PATH)
@UseGuards(SessionGuard)
export class TokensController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly tokens: TokensService,
    private readonly organisations: OrganisationsService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/')
  @Access('tokens.manage')
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const view = await this.view(request, { name: '', days: USUAL_DAYS, scopes: [] });
    this.pages.send(request, response, tokensPage, view);
  }

  @Post('/')
  @Access('tokens.manage')
  async make(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(tokenForm)) form: z.output<typeof tokenForm>,
  ): Promise<void> {
    const by = signedInAs(request);
    try {
      if (form.name === '') throw new DomainError('invalid', 'accounts:no-name');
      if (form.scopes.length === 0) throw new DomainError('invalid', 'accounts:no-scope');
      const { slug } = await this.organisations.get(by.organisationId);
      const token = await this.tokens.create(slug, form.name, form.scopes, { days: form.days, actor: by });
      const view = await this.view(request, { name: '', days: USUAL_DAYS, scopes: [] });
      const made = { name: form.name, token };
      this.pages.send(request, response, tokensPage, { ...view, made }, { status: 201, cache: 'never' });
    } catch (error) {
      const { status, refusal } = refusalOf(error, request, this.translator);
      const view = await this.view(request, form);
      this.pages.send(request, response, tokensPage, { ...view, refusal }, { status });
    }
  }

  @Post('/:tokenId/revoke')
  @Access('tokens.manage')
  async revoke(
    @Param('tokenId') tokenId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const by = signedInAs(request);
    await this.tokens.revoke(by.organisationId, tokenId, by);
    response.redirect(303, pathIn(languageOf(request), TOKENS_PATH));
  }

  private async view(
    request: Request,
    typed: { readonly name: string; readonly days: number; readonly scopes: readonly Action[] },
  ): Promise<TokensView> {
    const tokens = await this.tokens.list(signedInAs(request).organisationId);
    return {
      tokens: tokens.map(({ id, name, scopes: given, createdAt, expiresAt, lastUsedAt }) => ({
        id,
        name,
        scopes: given,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        ...(lastUsedAt !== null && { lastUsedAt: lastUsedAt.toISOString() }),
      })),
      scopes: scopes.map((value) => ({ value, chosen: typed.scopes.includes(value) })),
      typed: { name: typed.name, days: typed.days },
      longest: LONGEST_DAYS,
    };
  }
}
