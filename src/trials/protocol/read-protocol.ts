import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { DomainError, type InputIssue } from '../../core/domain-error.js';
import { locateIssues, type LocatedIssue } from './protocol-issues.js';
import { protocolSchema, type ProtocolFile } from './protocol-schema.js';

/** A protocol is some pages of text; a megabyte of it is a mistake or an attack. */
export const MAX_PROTOCOL_BYTES = 1_000_000;

/** Aliases (`*name`) that may be followed: nested ones can blow a few lines up to gigabytes. */
const MAX_ALIASES = 20;

/** The line of a key, or of the nearest parent that is there: that is where a missing key has to be added. */
function lineOf(document: Document, lines: LineCounter, keys: readonly PropertyKey[]): number {
  for (let length = keys.length; length >= 0; length -= 1) {
    const path = keys.slice(0, length);
    const key = path.at(-1);
    const parent = path.length === 0 ? document.contents : document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const node = pair !== undefined && isScalar(pair.key) ? pair.key : document.getIn(path, true);
    const range = nodeRange(node);
    if (range !== undefined) return lines.linePos(range).line;
  }
  return 1;
}

function nodeRange(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

/** A document's issues with line numbers, in the order of the lines. */
function withLines(document: Document, lines: LineCounter, issues: readonly LocatedIssue[]): InputIssue[] {
  return issues
    .map(({ keys, issue }) => ({ ...issue, line: lineOf(document, lines, keys) }))
    .sort((a, b) => a.line - b.line);
}

/** A protocol that has been read, and the way to find the lines of its keys for checks that come later. */
export interface ReadProtocol {
  readonly file: ProtocolFile;
  readonly locate: (issues: readonly LocatedIssue[]) => InputIssue[];
}

/**
 * Reads protocol.yaml (JSON is YAML too).
 * @param text the file's text
 * @throws DomainError `trials:protocol-unreadable` when it is no YAML, `trials:protocol-invalid` with one issue a
 * key, each with its path and line, when it does not fit the schema
 */
export function readProtocol(text: string): ReadProtocol {
  if (Buffer.byteLength(text) > MAX_PROTOCOL_BYTES) {
    throw new DomainError('too-large', 'trials:protocol-too-large', { maximum: MAX_PROTOCOL_BYTES });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new DomainError(
      'invalid',
      'trials:protocol-unreadable',
      { count: document.errors.length },
      document.errors.map((error) => ({
        path: '',
        code: error.code === 'DUPLICATE_KEY' ? 'trials:duplicate-key' : 'trials:yaml-syntax',
        line: lines.linePos(error.pos[0]).line,
      })),
    );
  }
  const locate = (issues: readonly LocatedIssue[]): InputIssue[] => withLines(document, lines, issues);
  const parsed = protocolSchema.safeParse(plainValue(document), { reportInput: true });
  if (!parsed.success) {
    throw invalidProtocol(locate(locateIssues(parsed.error)));
  }
  return { file: parsed.data, locate };
}

function plainValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw new DomainError('invalid', 'trials:protocol-unreadable', { count: 1 }, [
      { path: '', code: 'trials:too-many-aliases', line: 1 },
    ]);
  }
}

/** The refusal of a protocol, with all that is wrong with it. */
export function invalidProtocol(issues: readonly InputIssue[]): DomainError {
  return new DomainError('invalid', 'trials:protocol-invalid', { count: issues.length }, issues);
}
