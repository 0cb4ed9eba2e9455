import { z } from 'zod';

/** What somebody can have to say. `fault`: something on a page is wrong. */
export const messageKinds = ['question', 'idea', 'objection', 'fault'] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Shorter says nothing, longer is no question; a page of paper is some 3,000 characters. */
const SHORTEST = 10;
const LONGEST = 4_000;

/** The form as a browser sends it. Line breaks come as CR LF. */
export const messageFormSchema = z.object({
  kind: z.enum(messageKinds),
  page: z.string().max(300).default('/'),
  body: z
    .string()
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .pipe(z.string().min(SHORTEST).max(LONGEST)),
  contact: z.string().trim().max(200).default(''),
  code: z.string().max(64).default(''),
  mayBePublic: z.literal('yes').optional(),
  /** People don't see this field; what fills in every field is no person. */
  website: z.literal('').default(''),
});

export type MessageForm = Readonly<z.output<typeof messageFormSchema>>;

/** The page that a message is about, and its trial when it is that of one. */
export interface AboutPage {
  readonly page: string;
  readonly trial?: { readonly organisation: string; readonly slug: string };
}

/**
 * The page as it is kept. Of "Uw brief" the address has a letter code in it, which is nobody's business; an address that
 * is none of ours is the front page.
 */
export function aboutPage(path: string): AboutPage {
  if (!/^\/[A-Za-z0-9/-]{0,200}$/.test(path)) return { page: '/' };
  if (path.startsWith('/uw-brief')) return { page: '/uw-brief' };
  const [, organisation, slug] = /^\/trials\/([a-z0-9-]+)\/([a-z0-9-]+)(?=\/|$)/.exec(path) ?? [];
  if (organisation === undefined || slug === undefined) return { page: path };
  return { page: path, trial: { organisation, slug } };
}
