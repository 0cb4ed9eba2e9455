import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { BsnJudge } from '../core/post/bsn.js';
import { DomainError } from '../core/domain-error.js';
import { SharedAddressCount } from '../core/randomisation/shared-address.js';
import { beginImport, finishImport, RefusalBook } from '../intake/import-writer.js';
import type { ImportSummary } from '../intake/import-summary.js';
import { ImportsService } from '../intake/imports.service.js';
import { refuseBsnColumns } from '../intake/refuse-bsn-columns.js';
import { readCopyColumn, readCopyRows } from '../platform/copy/copy-text.js';
import { COPY_BINARY, copyingIn, copyOut, type RestartableCopy } from '../platform/copy/copy-writer.js';
import { readLetterhead } from '../organisations/letterhead-data.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { TrialPartition } from '../platform/database/trial-partition.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { inspectFile, type InspectedFile } from '../platform/delimited/inspect-file.js';
import { readDelimited, recordsOf } from '../platform/delimited/read-delimited.js';
import type { DelimitedRecord } from '../platform/delimited/record-splitter.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { letterFonts, type LetterFont } from '../rendering/letter-fonts.js';
import { TrialsService } from '../trials/trials.service.js';
import type { TrialState } from '../trials/life-cycle.js';
import { chosenHeader, type ColumnChoice } from './choose-columns.js';
import { matchColumns, type RecipientPlan } from './recipient-columns.js';
import { PlainLines } from './plain-lines.js';
import { RecipientLineReader, type AcceptedRecipient } from './recipient-line.js';
import { applyOptOuts } from './apply-opt-outs.js';
import type { OptOutMatcher } from './opt-out-matcher.js';
import { OptOutsService } from './opt-outs.service.js';
import { COPIED_COLUMNS, writeRecipient } from './recipient-row.js';
import type { PersonalBox } from './personal-box.js';
import { SealedRows } from './sealed-rows.js';
import { SeenReferences } from './seen-references.js';
import { lastDrawnLead, WithoutFontCount } from './without-font.js';
import { TrialKeysService } from './trial-keys.service.js';

/** Rows a COPY: between two, repeated references are looked up in the database, and progress is told. */
const ROWS_A_COPY = 100_000;

/** Suspected repetitions that are held for the next look-up. */
const SUSPECTS_AT_A_TIME = 20_000;

const LF = 0x0a;

/** A line of an earlier file, as the memory of references tells it. */
const EARLIER_FILE = -1;

export interface ImportRequest {
  readonly trialId: string;
  readonly plan: RecipientPlan;
  readonly path: string;
  readonly fileName: string;
  readonly actor: Actor;
  /** Which column of the file is which of ours, where somebody chose; by name when it is left out. */
  readonly columns?: ColumnChoice;
  readonly onProgress?: (lines: number) => void;
}

/** Takes in a file of recipients: all of it in one transaction, or nothing. */
@Injectable()
export class ImportRecipients {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly imports: ImportsService,
    private readonly optOuts: OptOutsService,
    private readonly keys: TrialKeysService,
    private readonly organisations: OrganisationsService,
    private readonly clock: Clock,
  ) {}

  /**
   * The same file again does nothing and says so.
   * @throws DomainError `delimited:…` and `recipients:columns-missing` for a file that can't be read at all,
   * `recipients:bsn-column`, `recipients:too-late` once the trial has been allocated, `recipients:list-frozen` once the
   * list was closed for a beacon's pulse
   */
  async import(request: ImportRequest): Promise<ImportSummary> {
    const file = await inspectFile(request.path);
    const known = await this.imports.findByHash(request.trialId, 'recipients', file.sha256);
    if (known !== undefined) return known;
    const id = await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, request.trialId);
      refuseAfterDraw(trial.state);
      if (await this.trials.listIsFrozen(client, trial.id)) {
        throw new DomainError('conflict', 'recipients:list-frozen');
      }
      const at = this.clock.now();
      const partition = await TrialPartition.open(client, 'recipients', trial.id);
      const optOuts = await this.optOuts.matcher(client, trial.organisationId);
      const box = await this.keys.ensure(client, trial.id);
      const { letterhead } = await this.organisations.get(trial.organisationId);
      const font = request.plan.mailing ? (readLetterhead(letterhead).font ?? letterFonts[0]) : undefined;
      const run = new ImportRun(client, partition, request, file, box, optOuts, font);
      let importId: string;
      try {
        importId = await run.all(at);
      } finally {
        await run.close();
      }
      await recordAct(client, {
        at,
        actor: request.actor.name,
        action: 'import-recipients',
        organisationId: trial.organisationId,
        trialId: trial.id,
        detail: {
          file: file.sha256.toString('hex'),
          lines: run.lines,
          accepted: run.accepted,
          refused: run.refused,
        },
      });
      return importId;
    });
    return this.imports.get(request.trialId, id);
  }
}

function refuseAfterDraw(state: TrialState): void {
  if (state !== 'registered') throw new DomainError('conflict', 'recipients:too-late', { state });
}

/** How the lines of a file are read. */
interface Readers {
  readonly plain: PlainLines;
  readonly any: RecipientLineReader;
  readonly judges: readonly BsnJudge[];
  readonly delimiter: string;
}

/** One run over one file. */
class ImportRun {
  lines = 0;
  accepted = 0;
  private optedOut = 0;
  private number = 0;
  /** The last number of the files before this one. */
  private numberBefore = 0;
  private importId = '';
  private copyRecipients = '';
  private suspects: AcceptedRecipient[] = [];
  private readers!: Readers;
  private readonly rows: SealedRows;
  private readonly seen = new SeenReferences();
  private readonly addresses: SharedAddressCount | null;
  private readonly withoutFont: WithoutFontCount | null;
  private readonly refusals = new RefusalBook(() => this.importId);

  constructor(
    private readonly client: PoolClient,
    private readonly partition: TrialPartition,
    private readonly request: ImportRequest,
    private readonly file: InspectedFile,
    private readonly box: PersonalBox,
    private readonly optOuts: OptOutMatcher | undefined,
    /** Of the letters; undefined where none are made. */
    private readonly font: LetterFont | undefined,
  ) {
    this.rows = new SealedRows(box, file.bytes);
    this.addresses = request.plan.countAddresses ? new SharedAddressCount() : null;
    this.withoutFont = font === undefined ? null : new WithoutFontCount(font);
  }

  get refused(): number {
    return this.refusals.count;
  }

  close(): Promise<void> {
    return this.rows.close();
  }

  async all(at: Date): Promise<string> {
    await using delimited = await readDelimited(this.file);
    const { header: named, delimiter, pieces } = delimited;
    const header = chosenHeader(named, this.request.columns);
    const columns = matchColumns(header, this.request.plan);
    this.readers = {
      plain: new PlainLines(
        this.request.plan,
        columns,
        delimiter,
        this.font === undefined ? undefined : lastDrawnLead(this.font),
      ),
      any: new RecipientLineReader(this.request.plan, columns),
      judges: header.map(() => new BsnJudge()),
      delimiter,
    };
    const { trialId, fileName, actor } = this.request;
    this.importId = await beginImport(this.client, {
      trialId,
      kind: 'recipients',
      fileName,
      file: this.file,
      createdAt: at,
      createdBy: actor.accountId,
    });
    await this.rememberEarlierFiles();
    this.copyRecipients = this.partition.copyIn(COPIED_COLUMNS);
    const takeIn = async (copy: RestartableCopy): Promise<void> => {
      let settledAt = 0;
      for await (const piece of pieces) {
        if (piece.kind === 'lines') this.takeLines(piece.bytes, piece.firstLine);
        else for (const record of piece.records) this.take(record);
        await this.rows.send(copy);
        if (
          this.number - settledAt < ROWS_A_COPY &&
          !this.refusals.isFull &&
          this.suspects.length < SUSPECTS_AT_A_TIME
        )
          continue;
        await this.rows.flush(copy);
        await copy.end();
        settledAt = this.number;
        await this.settle();
        this.request.onProgress?.(this.lines);
      }
      await this.rows.flush(copy);
    };
    await copyingIn(this.client, this.copyRecipients, takeIn, COPY_BINARY);
    refuseBsnColumns(header, this.readers.judges);
    await this.settle();
    if (this.optOuts !== undefined) {
      const { client, partition, numberBefore, optOuts, box } = this;
      const found = await applyOptOuts(client, partition.name, numberBefore, optOuts, box);
      this.accepted -= found;
      this.optedOut += found;
    }
    await this.partition.finish();
    if (this.lines === 0) throw new DomainError('invalid', 'recipients:no-lines');
    await finishImport(this.client, this.importId, {
      lines: this.lines,
      accepted: this.accepted,
      refused: this.refused,
      optedOut: this.optedOut,
      sharedAddresses: this.addresses?.finish() ?? null,
      withoutFont: this.withoutFont?.finish() ?? null,
    });
    this.request.onProgress?.(this.lines);
    return this.importId;
  }

  /** Reads whole lines without quotes. */
  private takeLines(bytes: Buffer, firstLine: number): void {
    const { plain, judges, delimiter } = this.readers;
    let line = firstLine;
    for (let from = 0; from < bytes.length; line += 1) {
      const isPlain = plain.read(bytes, from);
      if (isPlain && !this.seen.addBytes(bytes, plain.referenceStart, plain.referenceEnd)) {
        this.lines += 1;
        this.accepted += 1;
        this.number += 1;
        plain.judge(judges);
        if (this.addresses !== null) plain.countAddress(this.addresses);
        plain.write(this.rows.rows, this.number, line, this.rows.marks);
        from = plain.next;
        continue;
      }
      const next = bytes.indexOf(LF, from) + 1;
      const piece = { kind: 'lines', bytes: bytes.subarray(from, next), firstLine: line } as const;
      for (const record of recordsOf(piece, delimiter)) this.take(record);
      from = next;
    }
  }

  /** Reads one record: it becomes a row, is refused, or has to be looked into. */
  private take(record: DelimitedRecord): void {
    const { any, judges } = this.readers;
    this.lines += 1;
    judges.forEach((judge, place) => judge.see(record.cells[place] ?? ''));
    const read = any.read(record);
    if (!read.ok) {
      this.refusals.add(read.refusal);
      return;
    }
    if (this.seen.add(read.recipient.reference)) this.suspects.push(read.recipient);
    else this.accept(read.recipient);
  }

  private accept(recipient: AcceptedRecipient): void {
    if (recipient.optedOut) this.optedOut += 1;
    else {
      this.accepted += 1;
      if (recipient.personal !== null) this.addresses?.add(recipient.personal);
      this.withoutFont?.see(recipient);
    }
    this.number += 1;
    writeRecipient(this.rows.rows, this.number, recipient, this.rows.marks);
  }

  /** Looks suspected repetitions up, refuses those that are, and takes in those that were not. */
  private async settle(): Promise<void> {
    const suspects = this.suspects;
    this.suspects = [];
    if (suspects.length > 0) {
      const { rows } = await this.client.query<{ reference: string; line: number; number: number }>(
        `select reference, line, number from ${this.partition.name} where reference = any ($1)`,
        [suspects.map(({ reference }) => reference)],
      );
      const taken = new Map(
        rows.map((row) => [row.reference, row.number > this.numberBefore ? row.line : EARLIER_FILE]),
      );
      for (const recipient of suspects) {
        const firstLine = taken.get(recipient.reference);
        if (firstLine === undefined) {
          taken.set(recipient.reference, recipient.line);
          this.accept(recipient);
        } else {
          this.refusals.add(repeatedReference(recipient.line, firstLine));
        }
      }
      await copyingIn(this.client, this.copyRecipients, (copy) => this.rows.flush(copy), COPY_BINARY);
    }
    await this.refusals.flush(this.client);
  }

  private async rememberEarlierFiles(): Promise<void> {
    const { rows } = await this.client.query<{ number: number }>(
      'select coalesce(max(number), 0) as number from recipients where trial_id = $1',
      [this.request.trialId],
    );
    this.number = rows[0]?.number ?? 0;
    this.numberBefore = this.number;
    if (this.number === 0) return;
    const sql = `copy (select reference from recipients where trial_id = '${this.request.trialId}') to stdout`;
    for await (const batch of readCopyRows(copyOut(this.client, sql))) {
      for (const [reference = ''] of batch) this.seen.add(readCopyColumn(reference) ?? '');
    }
  }
}

const repeatedReference = (line: number, firstLine: number): Parameters<RefusalBook['add']>[0] => ({
  line,
  column: null,
  code: firstLine === EARLIER_FILE ? 'recipients:reference-in-earlier-file' : 'recipients:reference-repeated',
  params: firstLine === EARLIER_FILE ? {} : { firstLine },
});
