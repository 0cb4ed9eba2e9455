import { z } from 'zod';

/** What a trial can be asked for by; `late` is past the promised day without a result. */
export const registerStatuses = [
  'running',
  'awaiting',
  'difference',
  'no-difference',
  'stopped',
  'late',
] as const;

/** A page of the register: long enough to look around in, short enough for a telephone. */
export const PAGE_SIZE = 20;

const LAST_PAGE = 100_000;
const identifier = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .optional()
  .catch(undefined);

/**
 * The question in the address of the register. An address that was cut off or made up shows what is left of it that
 * makes sense, and not an error: it is a list, and nothing is done by it.
 */
export const registerFilterSchema = z.object({
  q: z.string().trim().max(200).catch(''),
  organisation: identifier,
  technique: identifier,
  status: z.enum(registerStatuses).optional().catch(undefined),
  year: z.coerce.number().int().min(1900).max(2999).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(LAST_PAGE).catch(1),
});

export type RegisterFilter = Readonly<z.output<typeof registerFilterSchema>>;

/** Whether anything is asked at all. */
export const isFiltered = ({ q, organisation, technique, status, year }: RegisterFilter): boolean =>
  q !== '' || [organisation, technique, status, year].some((value) => value !== undefined);

/** The address of the register with this question, from a page on. */
export function registerAddress(filter: RegisterFilter, page: number): string {
  const query = new URLSearchParams();
  if (filter.q !== '') query.set('q', filter.q);
  for (const name of ['organisation', 'technique', 'status', 'year'] as const) {
    const value = filter[name];
    if (value !== undefined) query.set(name, String(value));
  }
  if (page > 1) query.set('page', String(page));
  const text = query.toString();
  return text === '' ? '/' : `/?${text}`;
}
