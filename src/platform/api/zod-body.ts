import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { DomainError } from '../../core/domain-error.js';

/**
 * Checks a body, or a part of it, against its schema; every fault is named in one answer. No body at all is an empty
 * object: where nothing has to be said, nothing has to be sent.
 */
export class ZodBody<Schema extends z.ZodType> implements PipeTransform<unknown, z.output<Schema>> {
  constructor(private readonly schema: Schema) {}

  transform(value: unknown): z.output<Schema> {
    const parsed = this.schema.safeParse(value ?? {});
    if (parsed.success) return parsed.data;
    throw new DomainError(
      'invalid',
      'platform:invalid-body',
      { count: parsed.error.issues.length },
      parsed.error.issues.map((issue) => ({
        path: issue.path.map(String).join('.'),
        code: 'platform:invalid-field',
        params: { key: issue.path.map(String).join('.'), problem: issue.message },
      })),
    );
  }
}
