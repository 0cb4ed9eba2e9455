import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '../core/domain-error.js';
import { Access } from '../platform/web/access.js';
import { languageOf } from '../platform/web/request-context.js';
import { TrialsService } from '../trials/trials.service.js';
import { ChartFiles } from './chart-files.service.js';
import { OpenPagesService } from './open-pages.service.js';

/** The charts of a disclosed trial as files, for whoever writes about it. */
@Controller()
export class ChartsController {
  constructor(
    private readonly trials: TrialsService,
    private readonly openPages: OpenPagesService,
    private readonly charts: ChartFiles,
  ) {}

  @Get('/trials/:organisation/:trial/charts/:file')
  @Access('everyone')
  async chart(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Param('file') file: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.trials.findByAddress(organisation, slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    const { result, flowDiagram } = await this.openPages.trialView(trial, languageOf(request));
    if (flowDiagram === undefined) throw new DomainError('not-found', 'disclosure:not-published');
    const { type, body } = await this.charts.file(file, result, flowDiagram);
    response.setHeader('Cache-Control', 'public, max-age=60, stale-while-revalidate=600');
    response.type(type).attachment(`${slug}-${file}`).send(body);
  }
}
