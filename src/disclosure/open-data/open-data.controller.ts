import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '../../core/domain-error.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import type { TrialRecord } from '../../trials/trial-record.js';
import { TrialsService } from '../../trials/trials.service.js';
import { DisclosureService, type DisclosureVersion } from '../disclosure.service.js';
import { OpenPagesService } from '../open-pages.service.js';
import { openDataPage } from '../views/open-data-view.js';
import { trialPage } from '../views/trial-view.js';
import { bibtex, cslJson } from './citation.js';
import { countsCsv } from './counts-csv.js';
import { countColumns, countsJson, csvDictionary } from './counts-dictionary.js';
import { OpenDataService } from './open-data.service.js';
import { toJsonLd, toTurtle } from './triples.js';

/** A version never changes; what stands for the newest one may, within a minute. */
const FOR_A_DAY = 'public, max-age=86400';
const FOR_A_MINUTE = 'public, max-age=60';

/** Versions, their files, feeds and the catalogue. Any site may read them. */
@Controller()
export class OpenDataController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly openPages: OpenPagesService,
    private readonly openData: OpenDataService,
    private readonly trials: TrialsService,
    private readonly disclosures: DisclosureService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/open-data')
  @Access('everyone')
  about(@Req() request: Request, @Res() response: Response): void {
    const view = { columns: countColumns };
    this.pages.send(request, response, openDataPage, view, { cache: 'public' });
  }

  @Get('/feed.atom')
  @Access('everyone')
  async feed(@Req() request: Request, @Res() response: Response): Promise<void> {
    const feed = await this.openData.feed(undefined, languageOf(request));
    send(response, 'application/atom+xml; charset=utf-8', feed, FOR_A_MINUTE);
  }

  @Get('/trials/:organisation/:trial/feed.atom')
  @Access('everyone')
  async trialFeed(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(organisation, slug);
    const feed = await this.openData.feed(trial, languageOf(request));
    send(response, 'application/atom+xml; charset=utf-8', feed, FOR_A_MINUTE);
  }

  @Get('/catalog')
  @Access('everyone')
  async catalogue(@Req() request: Request, @Res() response: Response): Promise<void> {
    response.vary('Accept');
    const isJson = request.accepts(['text/turtle', 'application/ld+json']) === 'application/ld+json';
    await (isJson ? this.jsonLd(response) : this.turtle(response));
  }

  @Get('/catalog.ttl')
  @Access('everyone')
  async turtle(@Res() response: Response): Promise<void> {
    const text = toTurtle(await this.openData.catalogue());
    send(response, 'text/turtle; charset=utf-8', text, FOR_A_MINUTE);
  }

  @Get('/catalog.jsonld')
  @Access('everyone')
  async jsonLd(@Res() response: Response): Promise<void> {
    const text = JSON.stringify(toJsonLd(await this.openData.catalogue()));
    send(response, 'application/ld+json; charset=utf-8', text, FOR_A_MINUTE);
  }

  @Get('/trials/:organisation/:trial/versions/:version')
  @Access('everyone')
  async version(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Param('version') number: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(organisation, slug);
    const version = await this.versionOf(trial, number);
    const view = await this.openPages.versionView(trial, version, languageOf(request));
    this.pages.send(request, response, trialPage, view, { cache: 'public' });
  }

  @Get('/trials/:organisation/:trial/versions/:version/:file')
  @Access('everyone')
  async file(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Param('version') number: string,
    @Param('file') file: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(organisation, slug);
    const version = await this.versionOf(trial, number);
    this.sendFile(trial, version, file, FOR_A_DAY, request, response);
  }

  @Get('/trials/:organisation/:trial/counts.csv')
  @Access('everyone')
  newestCounts(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendNewest(organisation, slug, 'counts.csv', request, response);
  }

  @Get('/trials/:organisation/:trial/counts.json')
  @Access('everyone')
  newestCountsJson(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendNewest(organisation, slug, 'counts.json', request, response);
  }

  @Get('/trials/:organisation/:trial/counts.csv-metadata.json')
  @Access('everyone')
  newestDictionary(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendNewest(organisation, slug, 'counts.csv-metadata.json', request, response);
  }

  @Get('/trials/:organisation/:trial/disclosure.json')
  @Access('everyone')
  newestDisclosure(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendNewest(organisation, slug, 'disclosure.json', request, response);
  }

  /** A file of the newest version, at an address without its number. */
  private async sendNewest(
    organisation: string,
    slug: string,
    file: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    const trial = await this.find(organisation, slug);
    const [version] = await this.disclosures.versions(trial.id);
    if (version === undefined) throw new DomainError('not-found', 'disclosure:not-published');
    this.sendFile(trial, version, file, FOR_A_MINUTE, request, response);
  }

  private sendFile(
    trial: TrialRecord,
    version: DisclosureVersion,
    file: string,
    cache: string,
    request: Request,
    response: Response,
  ): void {
    const { document } = version;
    const address = this.openData.versionAddress(trial, version.version);
    const json = (body: unknown): void =>
      send(response, 'application/json; charset=utf-8', JSON.stringify(body), cache);
    const name = `${trial.slug}-v${version.version}`;
    switch (file) {
      case 'counts.csv':
        response.attachment(`${name}-counts.csv`);
        response.setHeader('Link', `<${address}/counts.csv-metadata.json>; rel="describedby"`);
        send(response, 'text/csv; charset=utf-8', countsCsv(document), cache);
        return;
      case 'counts.csv-metadata.json':
        json(csvDictionary(`${address}/counts.csv`, this.translator));
        return;
      case 'counts.json':
        json(
          countsJson(
            document,
            { address, version: version.version, sha256: version.sha256 },
            this.translator,
          ),
        );
        return;
      case 'disclosure.json':
        json(document);
        return;
      case 'citation.bib':
        response.attachment(`${name}.bib`);
        send(
          response,
          'application/x-bibtex; charset=utf-8',
          bibtex(this.openData.cited(trial, version, languageOf(request))),
          cache,
        );
        return;
      case 'citation.json':
        json(cslJson(this.openData.cited(trial, version, languageOf(request))));
        return;
      default:
        throw new DomainError('not-found', 'errors:http-404');
    }
  }

  private async find(organisation: string, slug: string): Promise<TrialRecord> {
    const trial = await this.trials.findByAddress(organisation, slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    return trial;
  }

  private async versionOf(trial: TrialRecord, number: string): Promise<DisclosureVersion> {
    const versions = await this.disclosures.versions(trial.id);
    const version = versions.find((one) => String(one.version) === number);
    if (version === undefined) throw new DomainError('not-found', 'disclosure:version-unknown');
    return version;
  }
}

function send(response: Response, type: string, text: string, cache: string): void {
  response.setHeader('Cache-Control', cache).setHeader('Access-Control-Allow-Origin', '*');
  response.type(type).send(text);
}
