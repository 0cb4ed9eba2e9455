import { DomainError } from '../core/domain-error.js';
import { BulkGcm, SEAL_HEAD, SEAL_TAG, SEAL_VERSION } from '../platform/sealing/bulk-gcm.js';
import { BulkSealer } from '../platform/sealing/bulk-sealer.js';
import { decodePersonalData, encodePersonalData, type PersonalData } from './personal-data.js';
import { SALT_BYTES, SealMarks } from './seal-marks.js';

/** Values to seal from which another core is worth its beginning, told by the size of their file. */
const LARGE_FILE_BYTES = 4_000_000;

/** First byte of a value from before personal data were sealed: a list as JSON. */
const UNSEALED = 0x5b;

/** What seals and opens the personal data of one trial, each value for its own recipient alone. */
export class PersonalBox {
  private readonly bound: Buffer;
  private readonly gcm: BulkGcm | undefined;

  /** @param key undefined for a trial from before personal data were sealed */
  constructor(
    trialId: string,
    private readonly key: Buffer | undefined,
    private readonly salt: () => Buffer,
  ) {
    this.bound = Buffer.from(trialId.replaceAll('-', ''), 'hex');
    this.gcm = key === undefined ? undefined : new BulkGcm(key, this.bound);
  }

  /** One recipient's personal data, as it is stored. */
  seal(number: number, data: PersonalData): Buffer {
    const text = Buffer.from(encodePersonalData(data), 'utf8');
    const sealed = Buffer.concat([Buffer.of(SEAL_VERSION), this.salt(), text, Buffer.alloc(SEAL_TAG)]);
    this.requireKey().seal(sealed, Int32Array.of(number, SEAL_HEAD, SEAL_HEAD + text.length));
    return sealed;
  }

  /** @throws DomainError `platform:seal-broken` for what is another recipient's, or was changed */
  open(number: number, stored: Uint8Array): PersonalData {
    const bytes = Buffer.from(stored);
    const marks = Int32Array.of(number, SEAL_HEAD, bytes.length - SEAL_TAG);
    if (!this.openAll(bytes, marks)) throw new DomainError('unavailable', 'platform:seal-broken');
    return decodePersonalData(this.gcm === undefined ? bytes : bytes.subarray(SEAL_HEAD, -SEAL_TAG));
  }

  /** Opens many where they stand, see `BulkGcm`; of a trial without a key there is nothing to open. */
  openAll(bytes: Buffer, marks: Int32Array): boolean {
    if (this.gcm === undefined) return bytes.length > 0;
    for (let at = 1; at < marks.length; at += 3) {
      const from = marks[at] ?? 0;
      if (bytes[from - SEAL_HEAD] !== SEAL_VERSION || (marks[at + 1] ?? 0) < from) return false;
    }
    return this.gcm.open(bytes, marks);
  }

  get isSealed(): boolean {
    return this.gcm !== undefined;
  }

  /** For the rows of one file. */
  sealing(fileBytes: number): { readonly marks: SealMarks; readonly sealer: BulkSealer } {
    const { key, bound } = this;
    if (key === undefined) throw new DomainError('unavailable', 'platform:seal-broken');
    return {
      marks: new SealMarks(this.salt()),
      sealer: new BulkSealer(key, bound, fileBytes > LARGE_FILE_BYTES),
    };
  }

  private requireKey(): BulkGcm {
    if (this.gcm === undefined) throw new DomainError('unavailable', 'platform:seal-broken');
    return this.gcm;
  }
}

/** Whether a stored value is from before personal data were sealed. */
export const isUnsealed = (stored: Uint8Array): boolean => stored[0] === UNSEALED;

export { SALT_BYTES };
