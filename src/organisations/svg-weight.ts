/** Deeper than any drawing, and shallow enough to be walked. */
const DEEPEST = 100;

interface Part {
  readonly id: string | undefined;
  /** Ids that it draws, or draws with. */
  readonly refers: readonly string[];
  readonly parts: Part[];
}

const ELEMENT = /<(\/?)[A-Za-z][\w:-]*([^<>]*)>/g;
const ID = /(?:^|\s)id\s*=\s*["']([^"']*)["']/;
const REFERENCE = /(?:href\s*=\s*["']|url\(\s*["']?)#([^"')\s]*)/g;

/** The elements of a drawing within each other; undefined when they are too deep, or not closed in order. */
function partsOf(svg: string): Part | undefined {
  const root: Part = { id: undefined, refers: [], parts: [] };
  const open = [root];
  for (const [, closes = '', attributes = ''] of svg.matchAll(ELEMENT)) {
    if (closes !== '') {
      if (open.length === 1) return undefined;
      open.pop();
      continue;
    }
    const part = {
      id: ID.exec(attributes)?.[1],
      refers: [...attributes.matchAll(REFERENCE)].map(([, id = '']) => id),
      parts: [],
    };
    open.at(-1)?.parts.push(part);
    if (!attributes.trimEnd().endsWith('/')) open.push(part);
    if (open.length > DEEPEST) return undefined;
  }
  return open.length === 1 ? root : undefined;
}

/**
 * How many elements a drawing is once each is drawn as often as others refer to it. A kilobyte in which parts repeat
 * parts that repeat parts is billions of them, and no browser survives that.
 * @param svg without comments
 * @returns Infinity for a drawing that refers to itself, or that can't be read
 */
export function svgWeight(svg: string): number {
  const root = partsOf(svg);
  if (root === undefined) return Infinity;
  const named = new Map<string, Part[]>();
  const note = (part: Part): void => {
    if (part.id !== undefined) named.set(part.id, [...(named.get(part.id) ?? []), part]);
    part.parts.forEach(note);
  };
  note(root);
  const known = new Map<Part, number>();
  const weigh = (part: Part): number => {
    const before = known.get(part);
    if (before !== undefined) return before;
    // Whoever comes here again before it is known goes in a circle.
    known.set(part, Infinity);
    const drawn = [...part.parts, ...part.refers.flatMap((id) => named.get(id) ?? [])];
    const weight = drawn.reduce((sum, one) => sum + weigh(one), 1);
    known.set(part, weight);
    return weight;
  };
  return weigh(root);
}
