import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access } from '../platform/web/access.js';
import { DomainError } from '../core/domain-error.js';
import { languageOf } from '../platform/web/request-context.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { publicProtocol } from '../trials/protocol/held-back.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { FileStore } from '../platform/storage/file-store.js';
import { VerificationPacksService } from '../verification/verification-packs.service.js';
import { OpenPagesService } from './open-pages.service.js';
import { registerFilterSchema } from './register/register-filter.js';
import { RegisterService } from './register/register.service.js';
import { TechniqueEvidence } from './register/technique-evidence.service.js';
import { accessibilityPage, accessibilityView } from './views/accessibility-view.js';
import { privacyPage } from './views/privacy-view.js';
import { registerPage } from './views/register-view.js';
import { techniquesPage } from './views/techniques-view.js';
import { trialPage } from './views/trial-view.js';
import { verifyPage } from './views/verify-view.js';

/** The open pages: no sign-in, no cookies. */
@Controller()
export class RegisterController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly openPages: OpenPagesService,
    private readonly registers: RegisterService,
    private readonly evidence: TechniqueEvidence,
    private readonly trials: TrialsService,
    private readonly packs: VerificationPacksService,
    private readonly files: FileStore,
  ) {}

  @Get('/')
  @Access('everyone')
  async register(
    @Query() query: Record<string, unknown>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const view = await this.registers.page(registerFilterSchema.parse(query), languageOf(request));
    this.pages.send(request, response, registerPage, view, { cache: 'public' });
  }

  @Get('/techniques')
  @Access('everyone')
  async techniques(@Req() request: Request, @Res() response: Response): Promise<void> {
    const view = await this.evidence.view(languageOf(request));
    this.pages.send(request, response, techniquesPage, view, { cache: 'public' });
  }

  @Get('/privacy')
  @Access('everyone')
  privacy(@Req() request: Request, @Res() response: Response): void {
    this.pages.send(request, response, privacyPage, {}, { cache: 'public' });
  }

  @Get('/toegankelijkheid')
  @Access('everyone')
  accessibility(@Req() request: Request, @Res() response: Response): void {
    this.pages.send(request, response, accessibilityPage, accessibilityView(languageOf(request)), {
      cache: 'public',
    });
  }

  @Get('/trials/:organisation/:trial')
  @Access('everyone')
  async trial(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(organisation, slug);
    const view = await this.openPages.trialView(trial, languageOf(request));
    this.pages.send(request, response, trialPage, view, { cache: 'public' });
  }

  @Get('/trials/:organisation/:trial/verify')
  @Access('everyone')
  async verify(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const view = await this.openPages.verifyView(await this.find(organisation, slug), languageOf(request));
    this.pages.send(request, response, verifyPage, view, { cache: 'public' });
  }

  @Get('/trials/:organisation/:trial/protocol.json')
  @Access('everyone')
  async protocol(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(organisation, slug);
    const versions = (await this.trials.versions(trial.id)).map((version) => ({
      ...version,
      document: publicProtocol(version.document, trial.state),
    }));
    response.setHeader('Cache-Control', 'public, max-age=60').setHeader('Access-Control-Allow-Origin', '*');
    response.json({ versions });
  }

  /** The techniques of a trial as the catalogue had them at its registration. */
  @Get('/trials/:organisation/:trial/techniques.json')
  @Access('everyone')
  async techniquesInForce(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(organisation, slug);
    const techniques = [...(await this.trials.techniquesInForce(trial.id)).values()];
    response.setHeader('Cache-Control', 'public, max-age=60').setHeader('Access-Control-Allow-Origin', '*');
    response.json({ techniques });
  }

  @Get('/trials/:organisation/:trial/verification-pack.jsonl.gz')
  @Access('everyone')
  async pack(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Res() response: Response,
  ): Promise<void> {
    const name = await this.packs.fileOf(await this.find(organisation, slug));
    response.type('application/gzip').attachment(`${slug}-verification-pack.jsonl.gz`);
    (await this.files.read(name)).pipe(response);
  }

  private async find(organisation: string, slug: string): Promise<TrialRecord> {
    const trial = await this.trials.findByAddress(organisation, slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    return trial;
  }
}
