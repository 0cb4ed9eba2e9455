import type { z } from 'zod';
import type { InputIssue, MessageParams } from '../../core/domain-error.js';

type Path = readonly PropertyKey[];

/** `arms[2].weight`: a path as an author of YAML or JSON would say it. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** An issue with the keys to its place, so that the reader of the file can find the line. */
export interface LocatedIssue {
  readonly keys: Path;
  readonly issue: InputIssue;
}

const located = (keys: Path, name: string, params: MessageParams = {}): LocatedIssue => ({
  keys,
  issue: { path: formatPath(keys), code: `trials:${name}`, params: { key: formatPath(keys), ...params } },
});

function describe(issue: z.core.$ZodIssue, path: Path): LocatedIssue[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => located([...path, key], 'unknown-key'));
    case 'invalid_type':
      return issue.input === undefined
        ? [located(path, 'missing-key')]
        : [
            located(path, issue.expected === 'int' ? 'wrong-type-whole' : 'wrong-type', {
              expected: issue.expected,
            }),
          ];
    case 'invalid_value':
      return issue.input === undefined
        ? [located(path, 'missing-key')]
        : [located(path, 'wrong-value', { allowed: issue.values.map(String).join(', ') })];
    case 'too_small':
      return [
        located(
          path,
          issue.origin === 'string' ? 'empty' : issue.inclusive === false ? 'not-above' : 'too-small',
          {
            minimum: Number(issue.minimum),
          },
        ),
      ];
    case 'too_big':
      return [
        located(
          path,
          issue.origin === 'string' ? 'too-long' : issue.inclusive === false ? 'not-below' : 'too-big',
          {
            maximum: Number(issue.maximum),
          },
        ),
      ];
    case 'invalid_format':
      return [located(path, `wrong-format-${formatName(issue)}`)];
    case 'invalid_union': {
      // A text, or a text in two languages: report what is wrong with the branch that came nearest.
      const nearest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0];
      if (nearest === undefined || depth(nearest) === 0) return [located(path, 'wrong-shape')];
      return nearest.flatMap((inner) => describe(inner, [...path, ...inner.path]));
    }
    default:
      return [located(path, 'wrong-shape')];
  }
}

const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce(
    (deepest, issue) => Math.max(deepest, issue.path.length + (issue.code === 'invalid_type' ? 0 : 1)),
    0,
  );

/** Names of columns have capitals and underscores, other names of ours have not. */
const COLUMN = '/^[\\w-]+$/';

function formatName({ format, pattern }: z.core.$ZodIssueInvalidStringFormat): string {
  return ['date', 'datetime', 'email', 'url', 'regex'].includes(format)
    ? format === 'regex'
      ? pattern === COLUMN
        ? 'column'
        : 'identifier'
      : format
    : 'text';
}

/** The schema's complaints as issues with a place, one a key. */
export function locateIssues(error: z.ZodError): LocatedIssue[] {
  return error.issues.flatMap((issue) => describe(issue, issue.path));
}
