/** An entry of a feed. */
export interface FeedEntry {
  /** A name that never changes: tag URI (RFC 4151) or address. */
  readonly id: string;
  readonly title: string;
  readonly address: string;
  readonly updated: Date;
  readonly author: string;
  readonly summary: string;
}

export interface Feed {
  readonly id: string;
  readonly title: string;
  /** Where the feed itself is, and the page that it follows. */
  readonly self: string;
  readonly page: string;
  readonly language: string;
  readonly author: string;
  /** The newest first. */
  readonly entries: readonly FeedEntry[];
}

// XML 1.0 has no place for these at all, not even written as a number.
// eslint-disable-next-line no-control-regex
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const xml = (text: string): string =>
  text
    .replace(NOT_IN_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** A feed as RFC 4287 has it. Without entries it was updated at the beginning of time, which is a moment all the same. */
export function atomFeed({ id, title, self, page, language, author, entries }: Feed): string {
  const updated = entries[0]?.updated ?? new Date(0);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xml(language)}">`,
    `<id>${xml(id)}</id>`,
    `<title>${xml(title)}</title>`,
    `<updated>${updated.toISOString()}</updated>`,
    `<author><name>${xml(author)}</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${xml(self)}"/>`,
    `<link rel="alternate" type="text/html" href="${xml(page)}"/>`,
    ...entries.map((entry) =>
      [
        '<entry>',
        `<id>${xml(entry.id)}</id>`,
        `<title>${xml(entry.title)}</title>`,
        `<updated>${entry.updated.toISOString()}</updated>`,
        `<author><name>${xml(entry.author)}</name></author>`,
        `<link rel="alternate" type="text/html" href="${xml(entry.address)}"/>`,
        `<summary>${xml(entry.summary)}</summary>`,
        '</entry>',
      ].join('\n'),
    ),
    '</feed>',
    '',
  ].join('\n');
}
