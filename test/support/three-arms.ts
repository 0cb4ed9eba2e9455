import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { MailingsService } from '../../src/mailings/mailings.service.js';
import { RenderBatch } from '../../src/mailings/render-batch.js';
import { WavesService } from '../../src/mailings/waves.service.js';
import { silent } from '../../src/trial-folder/progress.js';
import { RunTrialFolder } from '../../src/trial-folder/run-trial-folder.js';
import type { TrialRecord } from '../../src/trials/trial-record.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { openFolderBench, type FolderBench } from './trial-folder.js';

/** A trial of three arms, one without a letter, with a reminder of its own words for all three. */
const REMINDER = `reminders:
  - afterDays: 14
    arms: [none, autoriteit, stil]
    letter:
      subject: 'Herinnering: uw formulier'
      base: |
        Wij hebben uw formulier nog niet.

        {{slot "opening"}}
outcome:`;

export const people = [
  ['Z01', 'Een', '1011AA', '1'],
  ['Z02', 'Twee', '1011AA', '2'],
  ['Z03', 'Drie', '1011AA', '3'],
  ['Z04', 'Vier', '1011AA', '4'],
  ['Z05', 'Vijf', '1011AA', '5'],
  ['Z06', 'Zes', '1011AA', '6'],
  ['Z07', 'Zeven', '1011AA', '7'],
  ['Z08', 'Acht', '1011AA', '8'],
  ['Z09', 'Negen', '1011AA', '9'],
  ['Z10', 'Tien', '1011AA', '10'],
  ['Z11', 'Elf', '1011AA', '11'],
  ['Z12', 'Twaalf', '1011AA', '12'],
] as const;

interface Person {
  readonly code: string;
  readonly arm: string;
  readonly wave: Readonly<Record<number, string | null>>;
}

/** The trial drawn and registered, and what its tests ask of it again and again. */
export class ThreeArms {
  private constructor(
    readonly bench: FolderBench,
    private readonly path: string,
    readonly trial: TrialRecord,
  ) {}

  static async open(): Promise<ThreeArms> {
    const bench = await openFolderBench('2026-03-02');
    const path = bench.copyOf('belastingdienst');
    const file = join(path, 'protocol.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace(/^factors:[\s\S]*?(?=^\w)/m, '')
        .replace(/^unit: cluster\n/m, '')
        .replace(/^cluster: .*\n/m, '')
        .replace(/^strata: .*\n/m, '')
        .replace(
          /^reference: none$/m,
          `arms:
  - { id: none, name: Gewoon }
  - { id: autoriteit, name: Autoriteit, elements: [verzoek-staatssecretaris] }
  - { id: stil, name: Geen brief, letter: false }
reference: none`,
        )
        .replace(/^ *designEffect: .*\n/m, '')
        .replace(/recipients: \d+/, 'recipients: 60000')
        .replace(/^outcome:/m, REMINDER),
    );
    await bench.app.get(RunTrialFolder).run(path, { progress: silent });
    const found = await bench.app.get(TrialsService).findByAddress('belastingdienst', 'formulier-op-tijd');
    if (found === undefined) throw new Error('no trial');
    return new ThreeArms(bench, path, found);
  }

  readonly get = <T>(type: abstract new (...parameters: never[]) => T): T => this.bench.app.get<T>(type);

  readonly write = (name: string, lines: readonly (readonly string[])[]): string => {
    const file = join(this.path, name);
    writeFileSync(file, `${lines.map((line) => line.join(';')).join('\n')}\n`);
    return file;
  };

  /** What became of a recipient: letter code, arm, and for each wave the batch or the reason why not. */
  readonly whoIs = async (reference: string): Promise<Person> => {
    const { rows } = await this.bench.database.pool.query<{
      code: string;
      arm: number;
      wave: number | null;
      what: string | null;
    }>(
      `select a.letter_code as code, a.arm, w.number as wave, coalesce('batch ' || b.number, h.reason) as what
     from recipients r
     join allocations a on a.trial_id = r.trial_id and a.number = r.number
     left join waves w on w.trial_id = r.trial_id
     left join letters l on l.wave_id = w.id and l.number = r.number
     left join batches b on b.id = l.batch_id
     left join withheld_letters h on h.wave_id = w.id and h.number = r.number
     where r.reference = $1`,
      [reference],
    );
    return {
      code: rows[0]?.code ?? '',
      arm: this.trial.protocol.arms[rows[0]?.arm ?? -1]?.id ?? '',
      wave: Object.fromEntries(rows.flatMap(({ wave, what }) => (wave === null ? [] : [[wave, what]]))),
    };
  };

  readonly inArm = async (arm: string): Promise<string[]> => {
    const found = await Promise.all(
      people.map(async ([reference]) => ({ reference, ...(await this.whoIs(reference)) })),
    );
    return found.filter((person) => person.arm === arm).map(({ reference }) => reference);
  };

  readonly make = async (wave: number): Promise<void> => {
    for (const batch of await this.get(MailingsService).batches(this.trial.id))
      if (batch.wave === wave && batch.state === 'planned') await this.get(RenderBatch).render(batch.id);
  };
}

/** Every wave's letters and withheld letters are those for whom it was meant, nobody twice; pages tile the PDFs. */
export async function expectRuleThree(
  { bench, trial, get }: ThreeArms,
  meant: Readonly<Record<number, number>>,
): Promise<void> {
  for (const wave of await get(WavesService).list(trial.id)) {
    const withheld = Object.values(wave.withheld).reduce((sum, n) => sum + n, 0);
    expect(wave.letters + withheld).toBe(meant[wave.number]);
  }
  const { rows } = await bench.database.pool.query<{ both: number }>(
    `select count(*)::int as both from letters l join withheld_letters h on h.wave_id = l.wave_id and h.number = l.number`,
  );
  expect(rows).toEqual([{ both: 0 }]);
  for (const batch of await get(MailingsService).batches(trial.id)) {
    if (batch.pdfSha256 === null) continue;
    const { lines, pages } = await get(MailingsService).manifest(trial.id, batch.number, batch.wave);
    expect(lines).toHaveLength(batch.letters);
    expect(lines.map(({ position }) => position)).toEqual(lines.map((_line, place) => place + 1));
    let page = 0;
    for (const { firstPage, lastPage } of lines) {
      expect(firstPage).toBe(page + 1);
      page = lastPage;
    }
    expect(page).toBe(pages);
  }
}
