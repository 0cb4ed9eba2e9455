import { expandFactors } from '../trials/protocol/expand-factors.js';
import {
  isObject,
  listAt,
  textAt,
  valueAt,
  withValue,
  type DraftContent,
  type DraftValue,
} from './draft-content.js';
import { claimKinds, slotsOf } from './draft-fields.js';
import { authored } from './read-form.js';

/** A change of a list that a button of a step asks for: what it does, and where. */
const CHANGE =
  /^(add-element|add-arm|add-factor|add-ethics|add-reminder|add-reminder-arm|add-covariate|to-factors|to-arms|remove|add-claim)(?::([a-z0-9.-]+))?$/;

/** A text as an identifier: lower-case letters, digits and hyphens. */
export function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

const idsIn = (content: DraftContent, list: string): string[] =>
  listAt(content, list).map((item) => textAt(item, 'id'));

/** `groep-3`: the first number that no item has. */
function freeId(content: DraftContent, list: string, stem: string): string {
  const taken = new Set(idsIn(content, list));
  for (let number = taken.size + 1; ; number += 1) {
    if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
  }
}

const append = (content: DraftContent, list: string, item: DraftValue): DraftContent =>
  withValue(content, list, [...listAt(content, list), item]);

/** An element that goes is taken out of the arms and factors that had it. */
function withoutElement(content: DraftContent, id: string): DraftContent {
  const arms = listAt(content, 'arms').map((arm) =>
    isObject(arm) && Array.isArray(arm['elements'])
      ? { ...arm, elements: listAt(arm, 'elements').filter((element) => element !== id) }
      : arm,
  );
  const factors = listAt(content, 'factors').filter((factor) => textAt(factor, 'element') !== id);
  let kept = content;
  if (content['arms'] !== undefined) kept = withValue(kept, 'arms', arms);
  if (content['factors'] !== undefined) kept = withValue(kept, 'factors', factors);
  return kept;
}

function remove(content: DraftContent, path: string): DraftContent {
  const [list = '', place = '', inner] = path.split('.');
  if (valueAt(content, path) === undefined) return content;
  if (list === 'elements' && inner === undefined) {
    return withoutElement(withValue(content, path, undefined), textAt(content, `elements.${place}.id`));
  }
  const gone = textAt(content, `${path}.id`);
  const kept = withValue(content, path, undefined);
  return list === 'arms' && textAt(content, 'reference') === gone
    ? withValue(kept, 'reference', undefined)
    : kept;
}

/** From arms to factors: each element is one. What the arms were is made anew when somebody goes back. */
function toFactors(content: DraftContent): DraftContent {
  const factors = listAt(content, 'elements').map((element) => ({
    id: textAt(element, 'id'),
    name: authored(valueAt(element, 'name')),
    element: textAt(element, 'id'),
  }));
  return withValue(
    withValue(withValue(content, 'arms', undefined), 'reference', undefined),
    'factors',
    factors,
  );
}

/** The arms of a draft, written out or as its factors make them. */
export function armsOf(content: DraftContent): readonly DraftValue[] {
  return content['factors'] === undefined ? listAt(content, 'arms') : armsOfFactors(content);
}

function armsOfFactors(content: DraftContent): DraftValue[] {
  const factors = listAt(content, 'factors').map((factor) => ({
    id: textAt(factor, 'id'),
    name: authored(valueAt(factor, 'name')),
    element: textAt(factor, 'element'),
  }));
  return expandFactors(factors.slice(0, 5)).map(({ id, name, elements }) => ({
    id,
    name: typeof name === 'string' ? name : { ...name },
    elements: [...elements],
  }));
}

function toArms(content: DraftContent): DraftContent {
  const arms = armsOfFactors(content);
  return withValue(withValue(withValue(content, 'factors', undefined), 'reference', undefined), 'arms', arms);
}

export interface ListChange {
  readonly content: DraftContent;
  /** Place of what was added, for the page to go to. */
  readonly at?: string;
}

/** Does what a button of a step asks; something else it leaves as it is. */
export function changeList(content: DraftContent, asked: string): ListChange {
  const [, change, place = ''] = CHANGE.exec(asked) ?? [];
  switch (change) {
    case 'add-element': {
      const used = new Set(listAt(content, 'elements').map((element) => textAt(element, 'slot')));
      const slot = slotsOf(content).find((name) => !used.has(name));
      const element = {
        id: freeId(content, 'elements', 'element'),
        ...(slot !== undefined && { slot }),
        claims: [],
      };
      return added(append(content, 'elements', element), 'elements');
    }
    case 'add-claim': {
      const [element = '', kind] = place.split('.');
      const claims = `elements.${element}.claims`;
      const known = claimKinds.find((one) => one === kind);
      if (known === undefined || valueAt(content, `elements.${element}`) === undefined) return { content };
      return added(append(content, claims, { kind: known }), claims);
    }
    case 'add-arm':
      return added(append(content, 'arms', { id: freeId(content, 'arms', 'groep'), elements: [] }), 'arms');
    case 'add-factor':
      return added(append(content, 'factors', { id: freeId(content, 'factors', 'factor') }), 'factors');
    case 'add-ethics':
      return added(append(content, 'ethics', {}), 'ethics');
    case 'add-reminder':
      return added(append(content, 'reminders', {}), 'reminders');
    case 'add-reminder-arm': {
      const list = `reminders.${place}.letter.elements`;
      if (valueAt(content, `reminders.${place}`) === undefined) return { content };
      return added(append(content, list, { elements: [] }), list);
    }
    case 'add-covariate':
      return added(append(content, 'covariates', { kind: 'number' }), 'covariates');
    case 'to-factors':
      return { content: toFactors(content) };
    case 'to-arms':
      return { content: toArms(content) };
    case 'remove':
      return { content: remove(content, place) };
    default:
      return { content };
  }
}

const added = (content: DraftContent, list: string): ListChange => ({
  content,
  at: `${list}.${listAt(content, list).length - 1}`,
});
