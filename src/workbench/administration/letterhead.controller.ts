import { readFile } from 'node:fs/promises';
import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { FormWithFile, proveForm, SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { DomainError } from '../../core/domain-error.js';
import { withReceivedFile, type LargestFile } from '../../intake/received-file.js';
import { LetterheadPreview } from '../../mailings/letterhead-preview.js';
import { LARGEST_LOGO_KB, LONGEST_LOGO, readLetterhead } from '../../organisations/letterhead-data.js';
import { LONGEST_SOURCE_AGE, OrganisationsService } from '../../organisations/organisations.service.js';
import { readLogo, type LogoFault } from '../../organisations/read-logo.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { createFormatter } from '../../platform/i18n/format.js';
import { pathIn } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { Clock } from '../../platform/process/time-and-chance.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { NEUTRAL_COLOUR } from '../../rendering/letterhead.js';
import { letterInFrame, sendToFrame } from '../letter-frame.js';
import { refusalOf } from './ask-again.js';
import { letterheadPage, type LetterheadView } from './letterhead-view.js';

const LETTERHEAD_PATH = '/workbench/letterhead';
const fonts = ['source-sans-3', 'source-serif-4'] as const;
const windows = ['left', 'right'] as const;
const dones = ['look', 'logo', 'logo-removed', 'source-age'] as const;

const lookForm = z.object({
  returnAddress: z.string().trim().max(1_000).default(''),
  colour: z.string().trim().max(100).default(''),
  font: z.enum(fonts),
  window: z.enum(windows),
});
type Look = z.output<typeof lookForm>;

const sourceAgeForm = z.object({ months: z.coerce.number() });

/** How the organisation's letters look. What is sent is kept only when all of it is right. */
@Controller(LETTERHEAD_PATH)
@UseGuards(SessionGuard)
export class LetterheadController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly organisations: OrganisationsService,
    private readonly letterheadPreview: LetterheadPreview,
    private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/')
  @Access('letterhead.manage')
  async show(
    @Req() request: Request,
    @Res() response: Response,
    @Query('done') named: unknown,
  ): Promise<void> {
    const done = dones.find((one) => one === named);
    const view = await this.view(request);
    this.pages.send(
      request,
      response,
      letterheadPage,
      { ...view, ...(done !== undefined && { done }) },
      { cache: 'never' },
    );
  }

  @Post('/')
  @Access('letterhead.manage')
  look(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(lookForm)) form: Look,
  ): Promise<void> {
    return this.keep(request, response, 'look', (kept) => ({ ...kept, ...written(form) }), form);
  }

  /** What is typed, on a letter to nobody; nothing is kept. The first time it is what is kept. */
  @Post('/preview')
  @Access('letterhead.manage')
  async preview(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(lookForm)) form: Look,
  ): Promise<void> {
    const { letterhead } = await this.own(request);
    await this.sendPreview(request, response, { ...readLetterhead(letterhead), ...written(form) });
  }

  @Get('/preview')
  @Access('letterhead.manage')
  async kept(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.sendPreview(request, response, (await this.own(request)).letterhead);
  }

  @Post('/logo')
  @Access('letterhead.manage')
  @FormWithFile(true)
  async logo(@Req() request: Request, @Res() response: Response): Promise<void> {
    let logo = '';
    try {
      logo = await withReceivedFile(
        request,
        response,
        async ({ path, fields }) => {
          proveForm(request, fields);
          const read = readLogo(await readFile(path));
          if (!read.ok) throw refused(read.fault);
          return read.logo;
        },
        largestLogo,
      );
    } catch (error) {
      await this.tell(request, response, error);
      return;
    }
    await this.keep(request, response, 'logo', (kept) => ({ ...kept, logo }));
  }

  @Post('/logo-removal')
  @Access('letterhead.manage')
  removeLogo(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.keep(request, response, 'logo-removed', ({ logo: _logo, ...rest }) => rest);
  }

  @Post('/source-age')
  @Access('letterhead.manage')
  async sourceAge(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(sourceAgeForm)) { months }: z.output<typeof sourceAgeForm>,
  ): Promise<void> {
    try {
      const { slug } = await this.own(request);
      await this.organisations.setMaxSourceAge(slug, months, signedInAs(request));
    } catch (error) {
      await this.tell(request, response, error);
      return;
    }
    response.redirect(303, `${pathIn(languageOf(request), LETTERHEAD_PATH)}?done=source-age`);
  }

  private own(request: Request): ReturnType<OrganisationsService['get']> {
    return this.organisations.get(signedInAs(request).organisationId);
  }

  private async keep(
    request: Request,
    response: Response,
    done: (typeof dones)[number],
    change: (kept: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
    typed?: Look,
  ): Promise<void> {
    const { slug, letterhead } = await this.own(request);
    try {
      await this.organisations.setLetterhead(slug, change(readLetterhead(letterhead)), signedInAs(request));
    } catch (error) {
      await this.tell(request, response, error, typed);
      return;
    }
    response.redirect(303, `${pathIn(languageOf(request), LETTERHEAD_PATH)}?done=${done}`);
  }

  private async tell(request: Request, response: Response, error: unknown, typed?: Look): Promise<void> {
    const { status, refusal } = refusalOf(error, request, this.translator);
    const view = { ...(await this.view(request, typed)), refusal };
    this.pages.send(request, response, letterheadPage, view, { status, cache: 'never' });
  }

  private async view(request: Request, typed?: Look): Promise<LetterheadView> {
    const { id, slug, name, letterhead } = await this.own(request);
    const kept = readLetterhead(letterhead);
    const own = await this.letterheadPreview.ownLetter(id);
    const language = languageOf(request);
    const font = typed?.font ?? kept.font ?? fonts[0];
    const window = typed?.window ?? kept.window ?? windows[0];
    return {
      path: LETTERHEAD_PATH,
      returnAddress: typed?.returnAddress ?? kept.returnAddress ?? '',
      usualReturnAddress: `Retouradres: ${name}`,
      colour: typed?.colour ?? kept.colour ?? NEUTRAL_COLOUR,
      fonts: fonts.map((value) => ({ value, chosen: value === font })),
      windows: windows.map((value) => ({ value, chosen: value === window })),
      hasLogo: kept.logo !== undefined,
      largestLogo: LARGEST_LOGO_KB,
      sourceAge: await this.organisations.maxSourceAge(slug),
      longestSourceAge: LONGEST_SOURCE_AGE,
      ...(own !== undefined && {
        letterOf: { trial: shownText(own.protocol.title, language), arm: shownText(own.arm.name, language) },
      }),
    };
  }

  private async sendPreview(
    request: Request,
    response: Response,
    letterhead: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { id, name, contact } = await this.own(request);
    const own = await this.letterheadPreview.ownLetter(id);
    if (own !== undefined) {
      sendToFrame(response, letterInFrame(own.html(letterhead)));
      return;
    }
    // A letter is in Dutch, also for who reads this page in English.
    const say = (key: string): string => this.translator.translate('nl', `letterhead:sample.${key}`);
    const html = this.letterheadPreview.show(
      { name, contact, letterhead },
      {
        subject: say('subject'),
        paragraphs: [say('first'), say('second'), say('third')],
        date: createFormatter('nl').date(this.clock.now()),
        letterUrl: `${this.configuration.publicUrl}/uw-brief`,
        disclosureLine: say('disclosure'),
      },
    );
    sendToFrame(response, letterInFrame(html));
  }
}

const refused = (fault: LogoFault): DomainError =>
  new DomainError(fault === 'logo-too-large' ? 'too-large' : 'invalid', `trials:${fault}`, {
    kilobytes: LARGEST_LOGO_KB,
  });

/** It is read into memory as a whole, so that what is larger is not even received. */
const largestLogo: LargestFile = { bytes: LONGEST_LOGO, error: () => refused('logo-too-large') };

/** What was typed, as a letterhead has it: an empty line is the usual one. */
function written({ returnAddress, ...look }: Look): Record<string, unknown> {
  return { ...look, returnAddress: returnAddress === '' ? undefined : returnAddress };
}
