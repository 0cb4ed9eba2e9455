import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { DomainError } from '../../core/domain-error.js';
import { DraftsService } from '../../drafts/drafts.service.js';
import { ReviewDrafts } from '../../drafts/review-drafts.js';
import { draftPath } from '../../drafts/waiting.service.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { createFormatter } from '../../platform/i18n/format.js';
import { pathIn } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { truthOf, upliftedBy, type RehearsalTruth } from '../../rehearsals/rehearsal-truth.js';
import { RehearsalsService } from '../../rehearsals/rehearsals.service.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import { OwnTrials, signedInActor } from '../own-trials.service.js';
import { workbenchPath } from '../workbench-path.js';
import { rehearsalStartPage, type RehearsalStartView } from './rehearsal-view.js';

/** Made and imported in seconds, and enough to see a difference of some points. */
const USUAL_RECIPIENTS = 2_000;
const MOST_RECIPIENTS = 20_000;
const FEWEST_RECIPIENTS = 20;

const UPLIFT = 'uplift:';

const startForm = z
  .object({
    from: z.string().max(100),
    baseline: z.string().trim().max(20).default(''),
    recipients: z.string().trim().max(20).default(''),
  })
  .catchall(z.string().max(100));
type StartForm = z.output<typeof startForm>;

/** What can be copied: its protocol, as far as there is one, and where it is. */
interface Source {
  readonly protocol: Protocol;
  readonly backPath: string;
  readonly unfinished: number;
}

/** A copy of a trial or a draft to practise with, and what is to be true in it. */
@Controller('/workbench/rehearsals')
@UseGuards(SessionGuard)
export class RehearsalStartController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly ownTrials: OwnTrials,
    private readonly drafts: DraftsService,
    private readonly reviews: ReviewDrafts,
    private readonly rehearsals: RehearsalsService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('new')
  @Access('rehearsals.hold')
  async ask(@Query('from') from: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const named = typeof from === 'string' ? from : '';
    const source = await this.source(named, request);
    const view = startView(source, named, usualForm(source.protocol, request), request);
    this.pages.send(request, response, rehearsalStartPage, view, { cache: 'never' });
  }

  @Post()
  @Access('rehearsals.hold')
  async begin(
    @Body(new ZodBody(startForm)) form: StartForm,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const source = await this.source(form.from, request);
    const language = languageOf(request);
    try {
      if (source.unfinished > 0)
        throw new DomainError('invalid', 'rehearsals:draft-unfinished', { count: source.unfinished });
      const { protocol } = source;
      const wish = { protocol, recipients: recipientsIn(form), truth: truthIn(form, protocol) };
      const { organisationId } = signedInAs(request);
      const slug = await this.rehearsals.create(wish, organisationId, signedInActor(request));
      response.redirect(303, pathIn(language, `/workbench/trials/${slug}`));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { detail, remedy, status } = describeProblem(error, language, this.translator);
      const view = startView(source, form.from, form, request);
      const refused = { ...view, refusal: { message: detail, remedy } };
      this.pages.send(request, response, rehearsalStartPage, refused, { status, cache: 'never' });
    }
  }

  private async source(from: string, request: Request): Promise<Source> {
    const [kind = '', name = ''] = from.split(':');
    if (kind === 'trial') {
      const trial = await this.ownTrials.find(request, name);
      return { protocol: trial.protocol, backPath: workbenchPath(trial), unfinished: 0 };
    }
    if (kind !== 'draft') throw new DomainError('not-found', 'trials:not-found');
    const draft = await this.drafts.get(signedInAs(request).organisationId, name);
    const { protocol, filled, issues } = await this.reviews.check(draft);
    const unfinished = protocol === undefined ? Math.max(1, issues.length) : 0;
    return { protocol: protocol ?? filled, backPath: `${draftPath(draft)}/review`, unfinished };
  }
}

/** A number as people write it, with a comma or a point; NaN for anything else. */
const typedNumber = (text: string | undefined): number =>
  /^[-−]?\d{1,6}([.,]\d{1,6})?$/.test(text ?? '')
    ? Number((text ?? '').replace('−', '-').replace(',', '.'))
    : Number.NaN;

function recipientsIn({ recipients }: StartForm): number {
  const count = typedNumber(recipients);
  if (!Number.isInteger(count) || count < FEWEST_RECIPIENTS || count > MOST_RECIPIENTS) {
    throw new DomainError('invalid', 'rehearsals:recipients-wrong', {
      fewest: FEWEST_RECIPIENTS,
      most: MOST_RECIPIENTS,
    });
  }
  return count;
}

function truthIn(form: StartForm, protocol: Protocol): RehearsalTruth {
  const uplifts = new Map(
    upliftedBy(protocol).map(({ id }): [string, number] => [id, typedNumber(form[`${UPLIFT}${id}`]) / 100]),
  );
  const truth = truthOf(protocol, typedNumber(form.baseline) / 100, uplifts);
  if (truth === undefined) throw new DomainError('invalid', 'rehearsals:truth-wrong');
  return truth;
}

/** What a team most likely wants to see: the expected response, and the smallest difference that is worth having. */
function usualForm(protocol: Protocol, request: Request): Readonly<Record<string, string>> {
  const format = createFormatter(languageOf(request));
  const percent = (proportion: number): string => format.number(proportion * 100, 1);
  const { power, analysis } = protocol;
  return {
    baseline: percent(power.expectedResponse),
    recipients: String(Math.max(FEWEST_RECIPIENTS, Math.min(power.recipients, USUAL_RECIPIENTS))),
    ...Object.fromEntries(
      upliftedBy(protocol).map(({ id }) => [`${UPLIFT}${id}`, percent(analysis.smallestWorthwhileUplift)]),
    ),
  };
}

function startView(
  { protocol, backPath, unfinished }: Source,
  from: string,
  typed: Readonly<Record<string, string>>,
  request: Request,
): RehearsalStartView {
  const language = languageOf(request);
  return {
    title: shownText(protocol.title, language),
    backPath,
    from,
    most: MOST_RECIPIENTS,
    typed: { baseline: typed['baseline'] ?? '', recipients: typed['recipients'] ?? '' },
    ofFactors: protocol.factors.length > 0,
    uplifts: upliftedBy(protocol).map(({ id, name }) => ({
      id,
      name: shownText(name, language),
      value: typed[`${UPLIFT}${id}`] ?? '',
    })),
    ...(unfinished > 0 && { unfinished }),
  };
}
