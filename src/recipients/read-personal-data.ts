import type { PoolClient } from 'pg';
import { DomainError } from '../core/domain-error.js';
import { BinaryRowReader } from '../platform/copy/copy-binary.js';
import { copyOut } from '../platform/copy/copy-writer.js';
import { SEAL_HEAD, SEAL_TAG } from '../platform/sealing/bulk-gcm.js';
import { isUnsealed, type PersonalBox } from './personal-box.js';

/** Recipients who may get a letter. The trial's id is a checked uuid: COPY takes no parameters. */
const copyPersonal = (trialId: string): string => `
  copy (
    select number, personal from recipients
    where trial_id = '${trialId}' and personal is not null and not opted_out
  ) to stdout (format binary)`;

/**
 * Reads the personal data of all recipients of a trial who may get a letter, one after the other, as the list that
 * `encodePersonalData` made. Of a million only some hundreds are in memory at a time.
 * @throws DomainError `platform:seal-broken`
 */
export async function readPersonalData(
  client: PoolClient,
  trialId: string,
  box: PersonalBox,
  each: (number: number, list: readonly unknown[]) => void,
): Promise<void> {
  const reader = new BinaryRowReader(2);
  for await (const chunk of copyOut(client, copyPersonal(trialId))) {
    reader.push(chunk);
    const marks: number[] = [];
    while (reader.next()) {
      const from = reader.starts[1] ?? 0;
      const to = reader.ends[1] ?? 0;
      const isPlain = !box.isSealed && isUnsealed(reader.bytes.subarray(from, to));
      marks.push(reader.int4(0), isPlain ? from : from + SEAL_HEAD, isPlain ? to : to - SEAL_TAG);
    }
    if (marks.length > 0 && !box.openAll(reader.bytes, Int32Array.from(marks)))
      throw new DomainError('unavailable', 'platform:seal-broken');
    for (let at = 0; at < marks.length; at += 3) {
      const list: unknown = JSON.parse(reader.bytes.toString('utf8', marks[at + 1], marks[at + 2]));
      each(marks[at] ?? 0, Array.isArray(list) ? list : []);
    }
  }
}
