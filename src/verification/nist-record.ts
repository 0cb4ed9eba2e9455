import { z } from 'zod';
import type { NistPulse } from '../core/randomisation/nist-pulse.js';

const hexadecimal = z.string().regex(/^([0-9a-fA-F]{2}){1,1024}$/);
const uint32 = z.int().min(0).max(0xffff_ffff);

/** A pulse of NIST's beacon, version 2.0. What it has beside these fields is not signed, and is left out. */
export const nistPulseSchema: z.ZodType<NistPulse> = z.object({
  uri: z.string().max(500),
  version: z.string().max(50),
  cipherSuite: uint32,
  period: uint32,
  certificateId: hexadecimal,
  chainIndex: z.int().min(0),
  pulseIndex: z.int().min(0),
  timeStamp: z.iso.datetime({ offset: true }),
  localRandomValue: hexadecimal,
  external: z.object({ sourceId: hexadecimal, statusCode: uint32, value: hexadecimal }),
  listValues: z
    .array(z.object({ uri: z.string().max(500), type: z.string().max(50), value: hexadecimal }))
    .max(20),
  precommitmentValue: hexadecimal,
  statusCode: uint32,
  signatureValue: hexadecimal,
  outputValue: hexadecimal,
});

/** As the service answers. */
export const nistAnswerSchema = z.object({ pulse: nistPulseSchema });
