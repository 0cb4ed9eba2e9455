import { execFile } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { commandLine } from '../src/accounts/actor.js';
import { AllocateTrial } from '../src/allocation/allocate-trial.js';
import { AnalyseTrial } from '../src/analysis/analyse-trial.js';
import { AppModule } from '../src/app.module.js';
import { MailingsService } from '../src/mailings/mailings.service.js';
import { readConfiguration } from '../src/platform/configuration/configuration.js';
import { UnitOfWork } from '../src/platform/database/unit-of-work.js';
import { openDatabase } from '../src/platform/process/open-database.js';
import { projectRoot } from '../src/platform/process/project-root.js';
import { Clock } from '../src/platform/process/time-and-chance.js';
import { ImportRecipients } from '../src/recipients/import-recipients.js';
import { recipientPlan } from '../src/recipients/recipient-plan.js';
import { TrialFolder } from '../src/trial-folder/trial-folder.js';
import { EndTrial } from '../src/trials/end-trial.js';
import { RegisterTrial } from '../src/trials/register-trial.js';
import { benchClustered, type ClusteredFigures } from './clustered.js';
import { benchKarlanList, type KarlanListFigures } from './karlan-list.js';

export interface ImportFigures {
  readonly recipients: number;
  readonly generateSeconds: number;
  readonly copySeconds: number;
  readonly importSeconds: number;
  readonly allocateSeconds: number;
  /** (import + allocation) / COPY of the same file into an unindexed table. */
  readonly ratioToCopy: number;
  readonly peakMegabytes: number;
  readonly aggregateSeconds: number;
  readonly analysisSeconds: number;
  /** Seconds that the analysis takes beyond the bare SQL aggregate. */
  readonly analysisBeyondAggregate: number;
  readonly clustered: ClusteredFigures;
  readonly karlanList: KarlanListFigures | undefined;
}

class BenchClock extends Clock {
  constructor(public moment: Date) {
    super();
  }
  override now(): Date {
    return this.moment;
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Import, draw and analysis of so many synthetic recipients in eight arms, against COPY and a bare aggregate. */
export async function benchImport(recipients: number): Promise<ImportFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-bench-'));
  const file = join(folder, 'recipients.csv');
  const configuration = readConfiguration({ OPENBRIEF_DATA: join(folder, 'data') });
  const database = await openDatabase(configuration, join(projectRoot, 'migrations'), () => undefined);
  const clock = new BenchClock(new Date('2026-03-02T10:00:00Z'));
  const app = await NestFactory.createApplicationContext(
    AppModule.forRoot({ configuration, databaseUrl: database.url, clock }),
    { logger: ['error'], abortOnError: false },
  );
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
  try {
    const generateSeconds = await seconds(async () => {
      // In a process of its own: what it leaves in memory is not the import's.
      await promisify(execFile)(process.execPath, [
        join(import.meta.dirname, 'synthetic-file.js'),
        file,
        String(recipients),
      ]);
    });
    const work = app.get(UnitOfWork);
    // The owner: making tables and `analyze` are not the service's.
    const owner = new Client({ connectionString: database.url });
    await owner.connect();
    const copySeconds = await seconds(async () => {
      const columns =
        'kenmerk voorletters tussenvoegsel achternaam geslacht straat huisnummer toevoeging postcode woonplaats huishouden regio';
      await owner.query(
        `create table bare (${columns
          .split(' ')
          .map((name) => `${name} text`)
          .join(', ')})`,
      );
      const copy = owner.query(copyFrom(`copy bare from stdin (format csv, delimiter ';', header)`));
      await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), copy);
    });
    // What the comparison leaves to be written is not the import's to wait for.
    await owner.query('drop table bare');
    await owner.query('checkpoint');
    const protocol = new TrialFolder(join(projectRoot, 'examples/belastingdienst')).readProtocol(
      () => 'other',
    );
    const { trial } = await app
      .get(RegisterTrial)
      .register({ ...protocol, letter: { ...protocol.letter, sentBy: 'elsewhere' } }, commandLine);
    (globalThis as { gc?: () => void }).gc?.();
    peak = 0;
    const importSeconds = await seconds(() =>
      app.get(ImportRecipients).import({
        trialId: trial.id,
        plan: { ...recipientPlan(trial.protocol), mailing: true },
        path: file,
        fileName: 'recipients.csv',
        actor: commandLine,
      }),
    );
    const allocateSeconds = await seconds(() => app.get(AllocateTrial).allocate(trial.id, commandLine));
    const peakMegabytes = Math.round(peak / 1e6);
    await app.get(MailingsService).sentElsewhere(trial.id, commandLine);
    await work.rows(
      `insert into responses (trial_id, number, kind, responded_on, received_at)
       select trial_id, number, 'response', date '2026-03-10' + (number % 20), now()
       from allocations where trial_id = $1 and number * 2654435761 % 256 < 120 + arm * 4`,
      [trial.id],
    );
    await owner.query('analyze');
    await owner.end();
    clock.moment = new Date('2026-04-20T10:00:00Z');
    await app.get(EndTrial).close(trial.id, commandLine);
    const aggregateSeconds = await seconds(() =>
      work.rows(
        `select a.arm, a.stratum, count(*), count(r.number) from allocations a
         left join responses r on r.trial_id = a.trial_id and r.number = a.number
         where a.trial_id = $1 group by 1, 2`,
        [trial.id],
      ),
    );
    const analysisSeconds = await seconds(() => app.get(AnalyseTrial).analyse(trial.id, commandLine));
    const { outcome, planning } = trial.protocol;
    const clustered = await work.onConnection((one) =>
      benchClustered(
        one,
        [trial.id, outcome.response, planning.mailing, outcome.windowDays],
        join(folder, 'rows.csv'),
      ),
    );
    const karlanList = await benchKarlanList(app);
    return {
      recipients,
      generateSeconds,
      copySeconds,
      importSeconds,
      allocateSeconds,
      ratioToCopy: (importSeconds + allocateSeconds) / copySeconds,
      peakMegabytes,
      aggregateSeconds,
      analysisSeconds,
      analysisBeyondAggregate: analysisSeconds - aggregateSeconds,
      clustered,
      karlanList,
    };
  } finally {
    clearInterval(watch);
    await app.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
