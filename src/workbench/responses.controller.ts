import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { FormWithFile, proveForm, SessionGuard, signedInAs } from '../accounts/session.guard.js';
import { DomainError } from '../core/domain-error.js';
import { mayDo } from '../core/access.js';
import { formatLetterCode, readLetterCode } from '../core/post/letter-code.js';
import { withReceivedFile } from '../intake/received-file.js';
import { ResumeLetters } from '../mailings/resume-letters.js';
import { StopLetters } from '../mailings/stop-letters.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { pathIn } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { Access } from '../platform/web/access.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { describeProblem } from '../platform/web/problem.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { SeeCaller } from '../recipients/see-caller.js';
import { searchFrom } from '../recipients/search-from.js';
import { BookResponse } from '../responses/book-response.js';
import { TakeResponses } from '../responses/take-responses.js';
import { TakeBackReturn } from '../responses/take-back-return.js';
import { TakeUndeliverables } from '../responses/take-undeliverables.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { OwnTrials, signedInActor } from './own-trials.service.js';
import {
  bookings,
  confirmBookingPage,
  responsesPage,
  takesBack,
  type ResponsesView,
} from './views/responses-view.js';
import { workbenchPath } from './workbench-path.js';

const bookingForm = z.object({
  who: z.string().trim().max(200).default(''),
  booking: z.enum(bookings),
  day: z.iso.date(),
  why: z.string().trim().max(300).default(''),
});
type BookingForm = z.output<typeof bookingForm>;

/** Responses, letters that came back and objections, for the person at the desk. */
@Controller('/workbench/trials/:trial/responses')
@UseGuards(SessionGuard)
export class WorkbenchResponsesController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly ownTrials: OwnTrials,
    private readonly bookResponse: BookResponse,
    private readonly takeResponses: TakeResponses,
    private readonly takeUndeliverables: TakeUndeliverables,
    private readonly takeBackReturn: TakeBackReturn,
    private readonly stopLetters: StopLetters,
    private readonly resumeLetters: ResumeLetters,
    private readonly seeCaller: SeeCaller,
    private readonly clock: Clock,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get()
  @Access('responses.deliver')
  async form(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    this.pages.send(request, response, responsesPage, await this.view(trial, request), { cache: 'never' });
  }

  /** Asks whether this is the one that is meant; nothing is booked yet. */
  @Post('look')
  @Access('responses.deliver')
  async look(
    @Param('trial') slug: string,
    @Body(new ZodBody(bookingForm)) form: BookingForm,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    await this.orTell(trial, form, request, response, async () => {
      const found = await this.bookResponse.find(trial, searchFrom(form.who));
      const code = readLetterCode(form.who);
      const path = pathOf(trial);
      const caller = mayDo(signedInAs(request).roles, 'callers.see')
        ? await this.seeCaller.see(trial, found.number, signedInActor(request))
        : undefined;
      const view = {
        path: `${path}/book`,
        backPath: path,
        trialPath: workbenchPath(trial),
        title: shownText(trial.protocol.title, languageOf(request)),
        booking: form.booking,
        shown: code === undefined ? form.who : formatLetterCode(code),
        typed: form.who,
        day: form.day,
        asksWhy: takesBack(form.booking),
        ...(form.booking === 'response' && found.respondedOn !== null && { bookedOn: found.respondedOn }),
        ...(caller !== undefined && { caller }),
      };
      this.pages.send(request, response, confirmBookingPage, view, { cache: 'never' });
    });
  }

  @Post('book')
  @Access('responses.deliver')
  async book(
    @Param('trial') slug: string,
    @Body(new ZodBody(bookingForm)) form: BookingForm,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    await this.orTell(trial, form, request, response, async () => {
      const booked = await this.record(trial, form, request);
      const view = { ...(await this.view(trial, request)), booked: { name: form.booking, ...booked } };
      this.pages.send(request, response, responsesPage, view, { cache: 'never' });
    });
  }

  @Post('files/:kind')
  @Access('responses.deliver')
  @FormWithFile(true)
  async file(
    @Param('trial') slug: string,
    @Param('kind') kind: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    if (kind !== 'responses' && kind !== 'undeliverables')
      throw new DomainError('not-found', 'responses:kind-unknown');
    await this.orTell(trial, undefined, request, response, async () => {
      await withReceivedFile(request, response, ({ path, fileName, fields }) => {
        proveForm(request, fields);
        const taken = { trialId: trial.id, path, fileName, actor: signedInActor(request) };
        return kind === 'responses' ? this.takeResponses.take(taken) : this.takeUndeliverables.take(taken);
      });
      response.redirect(303, `${pathIn(languageOf(request), workbenchPath(trial))}#imports`);
    });
  }

  private async record(
    trial: TrialRecord,
    { who, booking, day, why }: BookingForm,
    request: Request,
  ): Promise<{ isNew: boolean; made: number; missed: number }> {
    const actor = signedInActor(request);
    const search = searchFrom(who);
    const nothing = { isNew: true, made: 0, missed: 0 };
    switch (booking) {
      case 'response':
        return { ...nothing, isNew: await this.bookResponse.book(trial.id, search, day, actor) };
      case 'undeliverable': {
        const { isNew } = await this.takeUndeliverables.takeOne(
          trial.id,
          { ...search, returnedOn: day },
          actor,
        );
        return { ...nothing, isNew };
      }
      case 'objection':
      case 'moved':
      case 'deceased': {
        const { isNew, made } = await this.stopLetters.stop(trial.id, search, booking, actor);
        return { ...nothing, isNew, made: made.length };
      }
      case 'not-response':
        await this.bookResponse.takeBack(trial.id, search, why, actor);
        return nothing;
      case 'not-undeliverable':
        await this.takeBackReturn.takeBack(trial.id, search, why, actor);
        return nothing;
      case 'not-moved':
      case 'not-deceased': {
        const booked = booking === 'not-moved' ? 'moved' : 'deceased';
        const { missed } = await this.resumeLetters.resume(trial.id, search, booked, why, actor);
        return { ...nothing, missed: missed.length };
      }
    }
  }

  /** A refusal is told on the form, with what was typed, so that it can be mended while somebody is on the line. */
  private async orTell(
    trial: TrialRecord,
    form: BookingForm | undefined,
    request: Request,
    response: Response,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'forbidden') throw error;
      const { detail, remedy, status } = describeProblem(error, languageOf(request), this.translator);
      const view = { ...(await this.view(trial, request, form)), refusal: { message: detail, remedy } };
      this.pages.send(request, response, responsesPage, view, { status, cache: 'never' });
    }
  }

  private async view(trial: TrialRecord, request: Request, form?: BookingForm): Promise<ResponsesView> {
    const language = languageOf(request);
    const today = dutchDate(this.clock.now());
    const { responses, unmatched } = await this.takeResponses.totals(trial.id);
    return {
      path: pathOf(trial),
      trialPath: workbenchPath(trial),
      title: shownText(trial.protocol.title, language),
      outcome: shownText(trial.protocol.outcome.description, language),
      responses,
      unmatched,
      today,
      bookings: bookings.map((name) => ({ name, isChosen: name === (form?.booking ?? 'response') })),
      typed: form?.who ?? '',
      day: form?.day ?? today,
    };
  }
}

const pathOf = (trial: TrialRecord): string => `${workbenchPath(trial)}/responses`;
