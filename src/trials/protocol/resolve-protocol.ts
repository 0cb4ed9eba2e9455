import { formatPath, type LocatedIssue } from './protocol-issues.js';
import { checkProtocol } from './check-protocol.js';
import { expandFactors } from './expand-factors.js';
import type { Protocol, ProtocolArm } from './protocol.js';
import type { ProtocolFile } from './protocol-schema.js';

/** Gives the text of a letter file beside the protocol, or undefined when there is none by that name. */
export type LetterFileReader = (name: string) => string | undefined;

/** A letter text that is the name of a file: letters/….hbs, with no way out of that folder. */
export const LETTER_FILE = /^letters\/[\w-]+(\/[\w-]+)*\.hbs$/;

export type ResolvedProtocol =
  | { readonly ok: true; readonly protocol: Protocol }
  | { readonly ok: false; readonly issues: readonly LocatedIssue[] };

/**
 * Turns the author's protocol into the one that is registered: letter files are put in, factors written out into
 * arms, the reference arm named; then everything that spans several keys is checked.
 * @param options `anySize`: for who asks about the size itself, a trial that is too small is no mistake
 */
export function resolveProtocol(
  file: ProtocolFile,
  readLetterFile: LetterFileReader,
  { anySize = false } = {},
): ResolvedProtocol {
  const missing: LocatedIssue[] = [];
  const textOf = (written: string, keys: readonly PropertyKey[]): string => {
    if (!LETTER_FILE.test(written)) return written.replaceAll('\r\n', '\n');
    const text = readLetterFile(written);
    if (text === undefined) {
      missing.push({
        keys,
        issue: { path: formatPath(keys), code: 'trials:letter-file-missing', params: { file: written } },
      });
      return '';
    }
    return text.replaceAll('\r\n', '\n');
  };
  const { arms: writtenArms, factors = [], reference, ...rest } = file;
  const arms: readonly ProtocolArm[] = writtenArms ?? expandFactors(factors);
  const protocol: Protocol = {
    ...rest,
    arms,
    factors,
    reference: reference ?? arms[0]?.id ?? '',
    letter: {
      ...file.letter,
      ...(file.letter.base === undefined ? {} : { base: textOf(file.letter.base, ['letter', 'base']) }),
    },
    elements: file.elements.map((element, place) => ({
      ...element,
      ...(element.text === undefined ? {} : { text: textOf(element.text, ['elements', place, 'text']) }),
    })),
  };
  if (file.reminders !== undefined) {
    protocol.reminders = file.reminders.map((reminder, place) => ({
      ...reminder,
      ...(reminder.letter !== undefined && {
        letter: {
          ...reminder.letter,
          ...(reminder.letter.base !== undefined && {
            base: textOf(reminder.letter.base, ['reminders', place, 'letter', 'base']),
          }),
        },
      }),
    }));
  }
  if (missing.length > 0) return { ok: false, issues: missing };
  const issues = checkProtocol(protocol, { armsWritten: writtenArms !== undefined, anySize });
  return issues.length > 0 ? { ok: false, issues } : { ok: true, protocol };
}
