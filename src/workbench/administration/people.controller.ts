import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { InvitationsService } from '../../accounts/invitations.service.js';
import { PeopleService, type Person } from '../../accounts/people.service.js';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { roles, type Role } from '../../core/access.js';
import { DomainError } from '../../core/domain-error.js';
import { OrganisationsService } from '../../organisations/organisations.service.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import {
  invitedPage,
  peoplePage,
  personPage,
  type PeopleView,
  type PersonView,
} from './administration-view.js';
import { refusalOf } from './ask-again.js';

const PEOPLE_PATH = '/workbench/people';

/** A form sends one box as a text and more as a list. */
const rolesField = z
  .union([z.enum(roles).transform((one) => [one]), z.array(z.enum(roles)).max(roles.length)])
  .default([]);

const invitationForm = z.object({
  name: z.string().trim().max(200).default(''),
  email: z.string().trim().max(200).default(''),
  roles: rolesField,
});

const rolesForm = z.object({ roles: rolesField });

/** Whom an administrator lets in, and as what. */
@Controller(PEOPLE_PATH)
@UseGuards(SessionGuard)
export class PeopleController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly people: PeopleService,
    private readonly invitations: InvitationsService,
    private readonly organisations: OrganisationsService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Get('/')
  @Access('people.manage')
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.pages.send(request, response, peoplePage, await this.listView(request, { name: '', email: '' }, []));
  }

  @Post('/')
  @Access('people.manage')
  async invite(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(invitationForm)) form: z.output<typeof invitationForm>,
  ): Promise<void> {
    try {
      if (form.name === '') throw new DomainError('invalid', 'accounts:no-name');
      if (form.roles.length === 0) throw new DomainError('invalid', 'accounts:no-role');
      const known = await this.people.list(signedInAs(request).organisationId);
      if (known.some(({ email }) => email === form.email.toLowerCase()))
        throw new DomainError('conflict', 'accounts:person-there');
      await this.sendLink(request, response, form);
    } catch (error) {
      const { status, refusal } = refusalOf(error, request, this.translator);
      const view = await this.listView(request, form, form.roles);
      this.pages.send(request, response, peoplePage, { ...view, refusal }, { status });
    }
  }

  @Get('/:accountId')
  @Access('people.manage')
  async show(
    @Param('accountId') accountId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const person = await this.people.get(signedInAs(request).organisationId, accountId);
    this.pages.send(request, response, personPage, personView(person, signedInAs(request).accountId));
  }

  @Post('/:accountId/roles')
  @Access('people.manage')
  async changeRoles(
    @Param('accountId') accountId: string,
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(rolesForm)) form: z.output<typeof rolesForm>,
  ): Promise<void> {
    await this.change(request, response, accountId, () =>
      this.people.changeRoles(signedInAs(request), accountId, form.roles),
    );
  }

  @Post('/:accountId/disable')
  @Access('people.manage')
  async disable(
    @Param('accountId') accountId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.change(request, response, accountId, () =>
      this.people.disable(signedInAs(request), accountId),
    );
  }

  @Post('/:accountId/enable')
  @Access('people.manage')
  async enable(
    @Param('accountId') accountId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.change(request, response, accountId, () => this.people.enable(signedInAs(request), accountId));
  }

  @Post('/:accountId/second-factor-removals')
  @Access('people.manage')
  async removeSecondFactor(
    @Param('accountId') accountId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.change(request, response, accountId, () =>
      this.people.removeSecondFactor(signedInAs(request), accountId),
    );
  }

  /** A new link, for who forgot the password or let the first one expire. */
  @Post('/:accountId/links')
  @Access('people.manage')
  async renewLink(
    @Param('accountId') accountId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const person = await this.people.get(signedInAs(request).organisationId, accountId);
    if (person.disabledAt !== null) throw new DomainError('conflict', 'accounts:person-disabled');
    await this.sendLink(request, response, person);
  }

  private async sendLink(
    request: Request,
    response: Response,
    person: Pick<Person, 'name' | 'email' | 'roles'>,
  ): Promise<void> {
    const by = signedInAs(request);
    const { slug } = await this.organisations.get(by.organisationId);
    const { name, email } = person;
    const key = await this.invitations.invite({ organisation: slug, name, email, roles: person.roles }, by);
    const path = pathIn(languageOf(request), `/workbench/welcome/${key}`);
    const model = { name, link: this.configuration.publicUrl + path };
    this.pages.send(request, response, invitedPage, model, { cache: 'never' });
  }

  private async change(
    request: Request,
    response: Response,
    accountId: string,
    act: () => Promise<void>,
  ): Promise<void> {
    try {
      await act();
      response.redirect(303, pathIn(languageOf(request), `${PEOPLE_PATH}/${encodeURIComponent(accountId)}`));
    } catch (error) {
      const { status, refusal } = refusalOf(error, request, this.translator);
      const by = signedInAs(request);
      const person = await this.people.get(by.organisationId, accountId);
      const view = { ...personView(person, by.accountId), refusal };
      this.pages.send(request, response, personPage, view, { status });
    }
  }

  private async listView(
    request: Request,
    { name, email }: PeopleView['typed'],
    chosen: readonly Role[],
  ): Promise<PeopleView> {
    const people = await this.people.list(signedInAs(request).organisationId);
    return {
      people: people.map((person) => ({
        path: `${PEOPLE_PATH}/${person.id}`,
        name: person.name,
        email: person.email,
        roles: person.roles,
        state: person.disabledAt !== null ? 'disabled' : person.hasSignIn ? 'active' : 'invited',
        hasSecondFactor: person.hasSecondFactor,
      })),
      roles: choices(chosen),
      typed: { name, email },
    };
  }
}

const choices = (chosen: readonly Role[]): PersonView['roles'] =>
  roles.map((value) => ({ value, chosen: chosen.includes(value) }));

const personView = (person: Person, self: string): PersonView => ({
  path: `${PEOPLE_PATH}/${person.id}`,
  name: person.name,
  email: person.email,
  roles: choices(person.roles),
  disabled: person.disabledAt !== null,
  hasSecondFactor: person.hasSecondFactor,
  isSelf: person.id === self,
});
