import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { DomainError } from '../../core/domain-error.js';
import { OrganisationsService } from '../../organisations/organisations.service.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { organisationPage, type OrganisationView } from './administration-view.js';
import { refusalOf } from './ask-again.js';

const ORGANISATION_PATH = '/workbench/organisation';

/** Nobody publishes a count under this, whatever an administrator would like. */
const LOWEST_THRESHOLD = 5;

const HIGHEST_THRESHOLD = 1_000;

const rules = ['administrators', 'everyone'] as const;

/** A name in the government's list of organisations, as the database checks it too. */
const TOOI = /^https:\/\/identifier\.overheid\.nl\/tooi\/id\/[a-z]+\/[a-z]+\d+$/;

const settingsForm = z.object({
  name: z.string().trim().max(200).default(''),
  contactName: z.string().trim().max(200).default(''),
  contactEmail: z.string().trim().max(200).default(''),
  contactUrl: z.string().trim().max(500).default(''),
  disclosureThreshold: z.coerce.number().int().min(0).max(HIGHEST_THRESHOLD),
  tooi: z.string().trim().max(200).default(''),
  secondFactor: z.enum(rules).optional(),
});

type Settings = z.output<typeof settingsForm>;

/** What an administrator decides for the whole organisation. */
@Controller(ORGANISATION_PATH)
@UseGuards(SessionGuard)
export class OrganisationController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly organisations: OrganisationsService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/')
  @Access('organisation.manage')
  async show(
    @Req() request: Request,
    @Res() response: Response,
    @Query('done') done: unknown,
  ): Promise<void> {
    const { name, contact, disclosureThreshold, tooi, secondFactor } = await this.organisations.get(
      signedInAs(request).organisationId,
    );
    const view = viewOf({ name, contact, disclosureThreshold, tooi, secondFactor });
    this.pages.send(request, response, organisationPage, { ...view, done: done === 'settings' });
  }

  @Post('/')
  @Access('organisation.manage')
  async change(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(settingsForm)) form: Settings,
  ): Promise<void> {
    const by = signedInAs(request);
    const now = await this.organisations.get(by.organisationId);
    const wanted = {
      name: form.name,
      contact: { name: form.contactName, email: form.contactEmail, url: form.contactUrl },
      disclosureThreshold: form.disclosureThreshold,
      tooi: form.tooi === '' ? null : form.tooi,
      secondFactor: form.secondFactor ?? now.secondFactor,
    };
    try {
      check(form);
      await this.organisations.change(by.organisationId, wanted, by.name);
      response.redirect(303, `${pathIn(languageOf(request), ORGANISATION_PATH)}?done=settings`);
    } catch (error) {
      const { status, refusal } = refusalOf(error, request, this.translator);
      this.pages.send(request, response, organisationPage, { ...viewOf(wanted), refusal }, { status });
    }
  }
}

function check(form: Settings): void {
  if (form.name === '' || form.contactName === '') throw new DomainError('invalid', 'accounts:no-name');
  if (!z.email().safeParse(form.contactEmail).success)
    throw new DomainError('invalid', 'accounts:email-wrong');
  if (!z.url({ protocol: /^https$/ }).safeParse(form.contactUrl).success)
    throw new DomainError('invalid', 'accounts:address-wrong');
  if (form.tooi !== '' && !TOOI.test(form.tooi)) throw new DomainError('invalid', 'accounts:tooi-wrong');
  if (form.disclosureThreshold < LOWEST_THRESHOLD)
    throw new DomainError('invalid', 'accounts:threshold-low', { lowest: LOWEST_THRESHOLD });
}

type Shown = Pick<OrganisationView, 'name' | 'contact' | 'disclosureThreshold'> & {
  readonly tooi: string | null;
  readonly secondFactor: 'nobody' | (typeof rules)[number];
};

const viewOf = ({ name, contact, disclosureThreshold, tooi, secondFactor }: Shown): OrganisationView => ({
  name,
  contact,
  disclosureThreshold,
  lowestThreshold: LOWEST_THRESHOLD,
  tooi: tooi ?? '',
  secondFactor: rules.map((value) => ({ value, chosen: value === secondFactor })),
  done: false,
});
