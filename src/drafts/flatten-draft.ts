import { isObject, textAt, type DraftContent, type DraftValue } from './draft-content.js';
import {
  draftSteps,
  fieldsOfStep,
  keysOfStep,
  patternOf,
  stepOfKey,
  type DraftStep,
  type FieldKind,
} from './draft-fields.js';

/** One thing that a draft says, by itself. */
export interface DraftPart {
  /** Undefined for what no step has a field for. */
  readonly step: DraftStep | undefined;
  readonly path: string;
  /** The same thing in another version: items of a list go by their id, not by their place. */
  readonly identity: string;
  /** Undefined for what has no field. */
  readonly kind: FieldKind | undefined;
  readonly value: DraftValue;
}

const kinds = new Map(draftSteps.flatMap(fieldsOfStep).map(({ pattern, kind }) => [pattern, kind] as const));

/** What tells items apart and is nobody's text. */
const isMark = (path: string): boolean =>
  /(^|\.)(elements|arms|factors)\.\d+\.id$/.test(path) || /\.claims\.\d+\.kind$/.test(path);

function walk(value: DraftValue, path: string, identity: string, found: DraftPart[]): void {
  const kind = kinds.get(patternOf(path));
  if (kind === undefined && Array.isArray(value)) {
    value.forEach((item: DraftValue, place) => {
      const id = textAt(item, 'id');
      walk(item, `${path}.${place}`, `${identity}.${id === '' ? place : `#${id}`}`, found);
    });
  } else if (kind === undefined && isObject(value)) {
    for (const [key, inner] of Object.entries(value))
      walk(inner, `${path}.${key}`, `${identity}.${key}`, found);
  } else if (
    !isMark(path) &&
    !(path === 'kind' && value === 'trial') &&
    !(Array.isArray(value) && value.length === 0)
  ) {
    found.push({ step: stepOfKey(path.split('.')[0] ?? ''), path, identity, kind, value });
  }
}

/** Everything that a draft says, in the order of its steps; what no step has a field for comes last. */
export function flattenDraft(content: DraftContent): DraftPart[] {
  const ordered = draftSteps.flatMap((step) => keysOfStep[step]);
  const others = Object.keys(content).filter((key) => !ordered.includes(key));
  const found: DraftPart[] = [];
  for (const key of [...ordered, ...others]) {
    const value = content[key];
    if (value !== undefined) walk(value, key, key, found);
  }
  return found;
}

/** A part as it was, and as it is; one of the two is undefined where it came or went. */
export interface ChangedPart {
  readonly before: DraftPart | undefined;
  readonly now: DraftPart | undefined;
}

/** All parts of two versions side by side, in the order of the later one; what went is at the end of its step. */
export function compareDrafts(before: DraftContent, now: DraftContent): ChangedPart[] {
  const old = new Map(flattenDraft(before).map((part) => [part.identity, part]));
  const present = flattenDraft(now).map((part) => {
    const was = old.get(part.identity);
    old.delete(part.identity);
    return { before: was, now: part };
  });
  return [...present, ...[...old.values()].map((part) => ({ before: part, now: undefined }))];
}
