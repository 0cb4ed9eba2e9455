import { z } from 'zod';

/** What the keys of a protocol are made of: its smallest parts. */

export const identifier = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60)
  .describe('Lower-case letters, digits and hyphens.');

export const text = z.string().trim().min(1).max(10_000);

/** A text for the public page: Dutch, or Dutch and English. */
export const publicText = z
  .union([text, z.strictObject({ nl: text, en: text })])
  .describe('Dutch text, or an object with nl and en.');

export const date = z.iso.date().describe('Calendar date, yyyy-mm-dd.');
