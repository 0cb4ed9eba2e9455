import type { Request } from 'express';
import { z } from 'zod';
import { DomainError } from '../core/domain-error.js';
import { FIRST_WAVE } from '../trials/protocol/wave-letters.js';

const waveQuery = z.object({ wave: z.coerce.number().int().min(1).max(99).default(FIRST_WAVE) });

/**
 * The wave that an address of the workbench names (`?wave=2`); the first one when it names none.
 * @throws DomainError `mailings:wave-not-found` for what is no number of a wave
 */
export function readWave({ query }: Request): { readonly wave: number } {
  const read = waveQuery.safeParse({ wave: query['wave'] });
  if (!read.success) throw new DomainError('not-found', 'mailings:wave-not-found', { wave: '–' });
  return read.data;
}
