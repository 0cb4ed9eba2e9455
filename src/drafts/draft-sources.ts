import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { parseDocument, stringify } from 'yaml';
import { DomainError } from '../core/domain-error.js';
import type { Translator } from '../platform/i18n/translate.js';
import type { AuthoredText } from '../platform/i18n/shown-text.js';
import { projectRoot } from '../platform/process/project-root.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { LETTER_FILE } from '../trials/protocol/resolve-protocol.js';
import { MAX_PROTOCOL_BYTES } from '../trials/protocol/read-protocol.js';
import { protocolSchema } from '../trials/protocol/protocol-schema.js';
import { blankDraft, freeSlug } from './blank-draft.js';
import { isDraftValue, isObject, listAt, textAt, withValue, type DraftContent } from './draft-content.js';
import { authored } from './read-form.js';

/** What follows from who writes and approves, and is no part of a draft. */
const notOfADraft = ['openbrief', 'organisation', 'authors', 'approval'] as const;

/** Aliases that a text may follow; see `readProtocol`. */
const MAX_ALIASES = 20;

export interface DraftExample {
  readonly name: string;
  readonly title: AuthoredText;
}

const examplesFolder = join(projectRoot, 'examples');

const without = (content: DraftContent, keys: readonly string[]): DraftContent =>
  keys.reduce<DraftContent>((kept, key) => withValue(kept, key, undefined), content);

/** Where a draft can begin: nothing, an example, a trial of the organisation itself, or a text. */
@Injectable()
export class DraftSources {
  constructor(@Inject(TRANSLATOR) private readonly translator: Translator) {}

  blank(title: string, taken: ReadonlySet<string>): DraftContent {
    return blankDraft(title, taken, this.translator);
  }

  /** The examples of this installation whose letters are there to be read. */
  examples(): DraftExample[] {
    return readdirSync(examplesFolder)
      .filter((name) => existsSync(join(examplesFolder, name, 'letters')))
      .map((name) => ({ name, title: authored(exampleContent(name)['title']) }));
  }

  /**
   * An example as the beginning of a trial of one's own: its dates, approval and numbers are not ours.
   * @throws DomainError `drafts:no-example`
   */
  fromExample(name: string, title: string, taken: ReadonlySet<string>): DraftContent {
    if (!this.examples().some((example) => example.name === name)) {
      throw new DomainError('not-found', 'drafts:no-example');
    }
    return this.asNew(withLetters(exampleContent(name), join(examplesFolder, name)), title, taken);
  }

  /** A trial again: everything but its name, its dates and its day of erasure. */
  fromTrial(protocol: Protocol, title: string, taken: ReadonlySet<string>): DraftContent {
    return this.asNew(asWritten(protocol), title, taken);
  }

  /**
   * A protocol.yaml, or as much of one as there is.
   * @throws DomainError `drafts:text-unreadable` with the line when it is no YAML
   */
  fromText(text: string): DraftContent {
    return without(readText(text), notOfADraft);
  }

  /**
   * The same as plain data.
   * @throws DomainError `drafts:not-data`
   */
  fromProtocol(protocol: unknown): DraftContent {
    if (!isObject(protocol) || !isDraftValue(protocol)) {
      throw new DomainError('invalid', 'drafts:not-data', { key: 'protocol' });
    }
    return without(protocol, notOfADraft);
  }

  /** The registered protocol as its author would write it, to amend it. */
  forAmendment(protocol: Protocol): DraftContent {
    return asWritten(protocol);
  }

  private asNew(content: DraftContent, title: string, taken: ReadonlySet<string>): DraftContent {
    const kept = withoutAgreements(without(content, ['planning', 'randomness', 'source']));
    const named = withValue(withValue(kept, 'title', title), 'trial', freeSlug(title, taken));
    return withValue(withValue(named, 'kind', 'trial'), 'data.retainUntil', undefined);
  }
}

/** An agreement was given for another letter: whoever is named again, is asked again. */
function withoutAgreements(content: DraftContent): DraftContent {
  const paths = listAt(content, 'elements').flatMap((element, place) =>
    listAt(element, 'claims').flatMap((claim, index) =>
      ['agreedBy', 'agreedOn', 'recorded']
        .filter((key) => textAt(claim, key) !== '')
        .map((key) => `elements.${place}.claims.${index}.${key}`),
    ),
  );
  return without(content, paths);
}

function exampleContent(name: string): DraftContent {
  return without(readText(readFileSync(join(examplesFolder, name, 'protocol.yaml'), 'utf8')), notOfADraft);
}

/** The texts of the files that an example names, in their place. */
function withLetters(content: DraftContent, folder: string): DraftContent {
  const read = (text: string): string =>
    LETTER_FILE.test(text) ? readFileSync(join(folder, text), 'utf8').trimEnd() : text;
  const base = textAt(content, 'letter.base');
  const filled = base === '' ? content : withValue(content, 'letter.base', read(base));
  return listAt(filled, 'elements').reduce<DraftContent>((kept, element, place) => {
    const text = textAt(element, 'text');
    return text === '' ? kept : withValue(kept, `elements.${place}.text`, read(text));
  }, filled);
}

/** A registered protocol without what registration added: arms that follow from factors, and the approval. */
function asWritten(protocol: Protocol): DraftContent {
  const { factors, arms, reference, ...rest } = protocol;
  const plain: unknown = JSON.parse(
    JSON.stringify({ ...rest, ...(factors.length > 0 ? { factors } : { arms, reference }) }),
  );
  return without(contentOf(plain), notOfADraft);
}

function readText(text: string): DraftContent {
  if (Buffer.byteLength(text) > MAX_PROTOCOL_BYTES) {
    throw new DomainError('too-large', 'trials:protocol-too-large', { maximum: MAX_PROTOCOL_BYTES });
  }
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true });
  const [fault] = document.errors;
  if (fault !== undefined) {
    throw new DomainError('invalid', 'drafts:text-unreadable', { line: fault.linePos?.[0].line ?? 1 });
  }
  try {
    return contentOf(document.toJS({ maxAliasCount: MAX_ALIASES }));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError('invalid', 'drafts:text-unreadable', { line: 1 });
  }
}

function contentOf(value: unknown): DraftContent {
  if (!isObject(value) || !isDraftValue(value)) {
    throw new DomainError('invalid', 'drafts:text-unreadable', { line: 1 });
  }
  return value;
}

/** A draft as a text, its keys in the order of docs/protocol.md. */
export function draftText(content: DraftContent): string {
  const order = Object.keys(protocolSchema.shape);
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  const sorted = Object.entries(content).toSorted(([a], [b]) => place(a) - place(b));
  return sorted.length === 0 ? '' : stringify(Object.fromEntries(sorted), { lineWidth: 100 });
}
