import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SessionGuard, signedInAs } from '../accounts/session.guard.js';
import {
  answerFormSchema,
  HandleMessages,
  type AnswerForm,
  type Desk,
} from '../disclosure/talk-back/handle-messages.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { pathIn } from '../platform/i18n/language.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { Access } from '../platform/web/access.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { languageOf } from '../platform/web/request-context.js';
import { buildMessagesView, messagesPage } from './views/messages-view.js';

const PATH = '/workbench/messages';

/** Answering what people ask and report on the open pages. */
@Controller(PATH)
@UseGuards(SessionGuard)
export class WorkbenchMessagesController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly messages: HandleMessages,
    private readonly clock: Clock,
  ) {}

  @Get('/')
  @Access('messages.answer')
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const found = await this.messages.list(deskOf(request));
    const view = buildMessagesView(found, pathIn(languageOf(request), PATH), this.clock.now());
    this.pages.send(request, response, messagesPage, view);
  }

  @Post('/:message/answer')
  @Access('messages.answer')
  async answer(
    @Param('message') message: string,
    @Body(new ZodBody(answerFormSchema)) form: AnswerForm,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { accountId, name, organisationId } = signedInAs(request);
    await this.messages.answer(deskOf(request), message, form, { accountId, name, organisationId });
    response.redirect(303, `${pathIn(languageOf(request), PATH)}#message-${message}`);
  }

  @Post('/:message/erase-contact')
  @Access('messages.answer')
  async eraseContact(
    @Param('message') message: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.messages.eraseContact(deskOf(request), message);
    response.redirect(303, `${pathIn(languageOf(request), PATH)}#message-${message}`);
  }
}

/** What is reported of pages that are of no agency alone is for those who look after the service. */
function deskOf(request: Request): Desk {
  const { organisationId, roles } = signedInAs(request);
  return { organisationId, withShared: roles.includes('administrator') };
}
