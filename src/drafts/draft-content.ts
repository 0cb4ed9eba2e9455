/** What a draft holds: the author's protocol as far as it is written, right or wrong. */
export type DraftValue =
  null | boolean | number | string | readonly DraftValue[] | { readonly [key: string]: DraftValue };

export type DraftContent = { readonly [key: string]: DraftValue };

/** A place in a draft: `elements.0.claims.1.wording`. */
export type DraftPath = string;

export const isObject = (value: unknown): value is { readonly [key: string]: DraftValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: DraftValue | undefined): value is readonly DraftValue[] => Array.isArray(value);

/** Whether anything that was read is plain data that a draft can hold; dates and functions are not. */
export const isDraftValue = (value: unknown): value is DraftValue => isPlain(value, MOST_LEVELS);

/** A protocol has seven levels; what goes much deeper is made to exhaust whoever walks through it. */
const MOST_LEVELS = 32;

function isPlain(value: unknown, levels: number): boolean {
  if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) return true;
  if (levels === 0) return false;
  const within = (inner: unknown): boolean => isPlain(inner, levels - 1);
  if (Array.isArray(value)) return value.every(within);
  return (
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every(within)
  );
}

/** @throws TypeError when it is not plain data under keys */
export function asContent(value: unknown): DraftContent {
  if (!isObject(value) || !isDraftValue(value)) throw new TypeError('A draft is plain data under keys');
  return value;
}

/** What is at a place; undefined where nothing is. */
export function valueAt(content: DraftValue, path: DraftPath): DraftValue | undefined {
  let at: DraftValue | undefined = content;
  for (const key of path.split('.')) {
    if (isList(at)) at = at[Number(key)];
    else if (isObject(at) && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
  }
  return at;
}

export const textAt = (content: DraftValue, path: DraftPath): string => {
  const value = valueAt(content, path);
  return typeof value === 'string' ? value : '';
};

/** The items of a list; none where there is no list. */
export function listAt(content: DraftValue, path: DraftPath): readonly DraftValue[] {
  const value = valueAt(content, path);
  return isList(value) ? value : [];
}

/** The content with another value at a place; undefined takes the key away, and an item out of its list. */
export function withValue<Content extends DraftValue>(
  content: Content,
  path: DraftPath,
  value: DraftValue | undefined,
): Content;
export function withValue(content: DraftValue, path: DraftPath, value: DraftValue | undefined): DraftValue {
  const [key = '', ...rest] = path.split('.');
  if (isList(content)) {
    const place = Number(key);
    const inner = rest.length === 0 ? value : withValue(content[place] ?? {}, rest.join('.'), value);
    return inner === undefined
      ? content.filter((_, index) => index !== place)
      : [...content.slice(0, place), inner, ...content.slice(place + 1)];
  }
  const held = isObject(content) ? content : {};
  const present = Object.hasOwn(held, key) ? held[key] : undefined;
  if (rest.length > 0 && present === undefined && value === undefined) return held;
  const inner = rest.length === 0 ? value : withValue(present ?? {}, rest.join('.'), value);
  if (inner !== undefined) return { ...held, [key]: inner };
  const { [key]: _gone, ...kept } = held;
  return kept;
}
