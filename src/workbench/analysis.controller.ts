import { Controller, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SessionGuard } from '../accounts/session.guard.js';
import { AgencyAnalysis } from '../disclosure/agency-analysis.service.js';
import { ChartFiles } from '../disclosure/chart-files.service.js';
import { Access } from '../platform/web/access.js';
import { languageOf } from '../platform/web/request-context.js';
import { AnalysisExport } from './analysis-export.service.js';
import { OwnTrials } from './own-trials.service.js';

/** The analysis of a trial as files. */
@Controller('/workbench/trials/:trial')
@UseGuards(SessionGuard)
export class WorkbenchAnalysisController {
  constructor(
    private readonly ownTrials: OwnTrials,
    private readonly analysis: AgencyAnalysis,
    private readonly charts: ChartFiles,
    private readonly exports: AnalysisExport,
  ) {}

  @Get('charts/:file')
  @Access('results.read')
  async chart(
    @Param('trial') slug: string,
    @Param('file') file: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const language = languageOf(request);
    const trial = await this.ownTrials.find(request, slug);
    const result = await this.analysis.result(trial, language);
    const flow = await this.analysis.flow(trial, result, language);
    const { type, body } = await this.charts.file(file, result, flow);
    response.type(type).attachment(`${slug}-${file}`).send(body);
  }

  @Get('analysis.json')
  @Access('results.read')
  async json(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    const text = await this.exports.json(trial);
    response.type('application/json').attachment(`${slug}-analysis.json`).send(text);
  }

  @Get('analysis.csv')
  @Access('results.read')
  async csv(@Param('trial') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    const text = await this.exports.csv(trial);
    response.type('text/csv; charset=utf-8').attachment(`${slug}-analysis.csv`).send(text);
  }

  @Get('analysis.pdf')
  @Access('results.read')
  async pdf(@Param('trial') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    const pdf = await this.exports.pdf(trial, languageOf(request));
    response.type('application/pdf').attachment(`${slug}-analysis.pdf`).send(pdf);
  }

  @Get('analysis-r.zip')
  @Access('results.read')
  async zip(@Param('trial') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    const zip = await this.exports.rFiles(trial);
    response.type('application/zip').attachment(`${slug}-analysis-r.zip`).send(zip);
  }
}
