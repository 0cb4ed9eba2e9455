import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { DomainError } from '../../core/domain-error.js';
import { QuarterFiguresService } from '../../home/quarter-figures.service.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { targetNames, targetsPage, type TargetName } from '../views/home-view.js';
import { refusalOf } from './ask-again.js';

/** Where an administrator sets what the organisation wants of a quarter. */
export const TARGETS_PATH = '/workbench/targets';

const mostOf: Readonly<Record<TargetName, number>> = {
  trials: 1_000_000,
  letters: 1_000_000_000,
  pagesOnTime: 100,
  answered: 100,
};

const typed = z.string().trim().max(20).default('');
const targetsForm = z.object({ trials: typed, letters: typed, pagesOnTime: typed, answered: typed });
type Typed = z.output<typeof targetsForm>;

/** The organisation's own targets for a quarter. */
@Controller(TARGETS_PATH)
@UseGuards(SessionGuard)
export class TargetsController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly figures: QuarterFiguresService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/')
  @Access('organisation.manage')
  async show(
    @Query('done') done: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const targets = await this.figures.targets(signedInAs(request).organisationId);
    const fields = targetNames.map((name) => ({ name, value: String(targets[name] ?? '') }));
    this.pages.send(request, response, targetsPage, { fields, done: done === 'targets' });
  }

  @Post('/')
  @Access('organisation.manage')
  async set(
    @Body(new ZodBody(targetsForm)) form: Typed,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { organisationId, name: actor } = signedInAs(request);
    try {
      const targets = {
        trials: numberIn(form, 'trials'),
        letters: numberIn(form, 'letters'),
        pagesOnTime: numberIn(form, 'pagesOnTime'),
        answered: numberIn(form, 'answered'),
      };
      await this.figures.setTargets(organisationId, targets, actor);
      response.redirect(303, `${pathIn(languageOf(request), TARGETS_PATH)}?done=targets`);
    } catch (error) {
      const { status, refusal } = refusalOf(error, request, this.translator);
      const fields = targetNames.map((name) => ({ name, value: form[name] }));
      this.pages.send(request, response, targetsPage, { fields, done: false, refusal }, { status });
    }
  }
}

/** Null where nothing was typed; points between thousands are as people write them. */
function numberIn(form: Typed, name: TargetName): number | null {
  const text = form[name].replaceAll(/[.\s]/g, '');
  if (text === '') return null;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= mostOf[name])) throw new DomainError('invalid', 'home:target-wrong', { most: mostOf[name] });
  return value;
}
