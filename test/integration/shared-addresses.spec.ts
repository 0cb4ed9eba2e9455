import 'reflect-metadata';

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { syntheticRecipients } from '../../src/synthetic/synthetic-recipients.js';
import { silent } from '../../src/trial-folder/progress.js';
import { RunTrialFolder } from '../../src/trial-folder/run-trial-folder.js';
import { openFolderBench } from '../support/trial-folder.js';

describe('recipients who share an address', () => {
  test('are counted where persons are drawn, and nowhere else', async () => {
    const bench = await openFolderBench('2026-03-02');
    const counts = async (name: string, unit: string): Promise<unknown> => {
      const path = bench.copyOf('belastingdienst');
      const file = join(path, 'protocol.yaml');
      const text = readFileSync(file, 'utf8').replace('trial: formulier-op-tijd', `trial: ${name}`);
      writeFileSync(file, text.replace('unit: cluster\ncluster: huishouden\n', unit));
      const rows = [...syntheticRecipients(40, 'adres')].join('').trimEnd().split('\n');
      // One that the fast reader leaves alone: the same address, with a space too many.
      const [, first = ''] = rows;
      rows.push(first.replace('Z00000001', ' Q1'), first.replace('Z00000001', 'Q2;').replace(';;', ';'));
      writeFileSync(join(path, 'recipients.csv'), `${rows.join('\n')}\n`);
      const report = await bench.app.get(RunTrialFolder).run(path, { progress: silent, lettersABatch: 60 });
      return report.imports[0]?.sharedAddresses;
    };
    try {
      const rows = [...syntheticRecipients(40, 'adres')].join('').trimEnd().split('\n').slice(1);
      const addresses = [...rows, rows[0] ?? '', rows[0] ?? ''].map((row) =>
        row.split(';').slice(5, 10).join(';'),
      );
      const byAddress = addresses.map((one) => addresses.filter((other) => other === one).length);
      const shared = addresses.filter((_one, index) => (byAddress[index] ?? 0) > 1);
      expect(await counts('personen', '')).toEqual({
        recipients: shared.length,
        addresses: new Set(shared).size,
        largest: Math.max(...byAddress),
      });
      expect(await counts('huishoudens', 'unit: cluster\ncluster: huishouden\n')).toBeNull();
    } finally {
      await bench.close();
    }
  });
});
