/** A stretch of text of one kind. `text` may hold merge fields; `element` is the element that it belongs to. */
export interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly element: string | null;
}

/** A paragraph, or an item of a list. */
export interface Block {
  readonly kind: 'paragraph' | 'item';
  readonly runs: readonly Run[];
}

/** A technique's text at a slot. */
export interface ComposableElement {
  readonly id: string;
  readonly slot: string;
  readonly text: string;
}

const SLOT = /\{\{\s*slot\s+(?:"([^"]*)"|'([^']*)')\s*\}\}/;
const SLOT_ALONE = new RegExp(`^${SLOT.source}$`);
const BOLD = /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*/g;

/** Text with **bold** and *bold* as runs; an asterisk by itself is an asterisk. */
function runsOf(text: string, element: string | null): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const match of text.matchAll(BOLD)) {
    if (match.index > at) runs.push({ text: text.slice(at, match.index), bold: false, element });
    runs.push({ text: match[1] ?? match[2] ?? '', bold: true, element });
    at = match.index + match[0].length;
  }
  if (at < text.length) runs.push({ text: text.slice(at), bold: false, element });
  return runs;
}

/**
 * The blocks of an author's text: an empty line parts paragraphs, a line that begins with "- " is an item of a list,
 * other line ends are spaces. There is no other markup; a `<` is a `<`.
 */
export function blocksOf(text: string, element: string | null = null): Block[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .flatMap((paragraph) => {
      const lines = paragraph.trim().split('\n');
      const blocks: { kind: Block['kind']; text: string }[] = [];
      for (const line of lines) {
        const item = /^\s*-\s+(.*)$/.exec(line)?.[1];
        const last = blocks.at(-1);
        if (item !== undefined) blocks.push({ kind: 'item', text: item });
        else if (last === undefined || last.kind === 'item')
          blocks.push({ kind: 'paragraph', text: line.trim() });
        else last.text += ` ${line.trim()}`;
      }
      return blocks;
    })
    .filter(({ text: content }) => content !== '')
    .map(({ kind, text: content }) => ({ kind, runs: runsOf(content, element) }));
}

/** An element's blocks. It has no slots of its own: one that it names takes nothing and leaves nothing behind. */
const elementBlocks = ({ id, text }: ComposableElement): Block[] =>
  blocksOf(text.replaceAll(new RegExp(SLOT, 'g'), ''), id);

/** The blocks of several elements as runs of one paragraph, with a space where a line was. */
const inline = (elements: readonly ComposableElement[]): Run[] =>
  elements.flatMap(elementBlocks).flatMap(({ runs }, place) => {
    const element = runs[0]?.element ?? null;
    return place === 0 ? runs : [{ text: ' ', bold: false, element }, ...runs];
  });

/**
 * A variant: the base letter with elements in its slots. A slot that is a paragraph of its own takes all blocks of its
 * elements, in their order; one within a paragraph takes their text. A slot without an element leaves nothing behind.
 */
export function compose(base: string, elements: readonly ComposableElement[]): Block[] {
  const at = Map.groupBy(elements, ({ slot }) => slot);
  return blocksOf(base).flatMap((block): Block[] => {
    const [only, ...more] = block.runs;
    const alone = only !== undefined && more.length === 0 ? SLOT_ALONE.exec(only.text.trim()) : null;
    if (alone !== null) return (at.get(alone[1] ?? alone[2] ?? '') ?? []).flatMap(elementBlocks);
    const runs = block.runs.flatMap((run) => fillSlots(run, at)).filter(({ text }) => text !== '');
    return runs.length === 0 ? [] : [{ kind: block.kind, runs }];
  });
}

function fillSlots(run: Run, at: ReadonlyMap<string, readonly ComposableElement[]>): Run[] {
  const match = SLOT.exec(run.text);
  if (match === null) return [run];
  const before = { ...run, text: run.text.slice(0, match.index) };
  const after = { ...run, text: run.text.slice(match.index + match[0].length) };
  return [before, ...inline(at.get(match[1] ?? match[2] ?? '') ?? []), ...fillSlots(after, at)];
}

/** The letter's text without markup or marking: what a hash, a difference or a reader by ear needs. */
export function plainText(blocks: readonly Block[]): string {
  return blocks
    .map(({ kind, runs }) => (kind === 'item' ? '- ' : '') + runs.map(({ text }) => text).join(''))
    .join('\n\n');
}
