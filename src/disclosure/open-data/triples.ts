/** A name of the web, a text, or a value with its type. */
export type Term =
  | { readonly iri: string }
  | { readonly text: string; readonly language?: string }
  | { readonly value: string; readonly type: string };

/** A thing with what is said of it: each property, by its full name, has one value or more. */
export interface Thing {
  readonly iri: string;
  readonly properties: readonly (readonly [property: string, values: Term | readonly Term[]])[];
}

const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';

/** Characters that Turtle does not allow in a name of the web. */
// eslint-disable-next-line no-control-regex
const NOT_IN_IRI = /[\u0000-\u0020<>"{}|^`\\]/g;

const iri = (name: string): string =>
  `<${name.replace(NOT_IN_IRI, (character) => encodeURIComponent(character))}>`;

const literal = (text: string): string =>
  `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')}"`;

function turtleTerm(term: Term): string {
  if ('iri' in term) return iri(term.iri);
  if ('value' in term) return `${literal(term.value)}^^${iri(term.type)}`;
  return `${literal(term.text)}${term.language === undefined ? '' : `@${term.language}`}`;
}

const listed = (values: Term | readonly Term[]): readonly Term[] => ('length' in values ? values : [values]);

/** Things in Turtle, names written out in full: it is for programs. @see https://www.w3.org/TR/turtle/ */
export function toTurtle(things: readonly Thing[]): string {
  return things
    .map(({ iri: name, properties }) => {
      const lines = properties
        .filter(([, values]) => listed(values).length > 0)
        .map(([property, values]) => `  ${iri(property)} ${listed(values).map(turtleTerm).join(', ')}`);
      return `${iri(name)}\n${lines.join(' ;\n')} .\n`;
    })
    .join('\n');
}

function jsonTerm(term: Term): Record<string, string> {
  if ('iri' in term) return { '@id': term.iri };
  if ('value' in term) return { '@value': term.value, '@type': term.type };
  return { '@value': term.text, ...(term.language !== undefined && { '@language': term.language }) };
}

/** The same things in JSON-LD, expanded, so that no context has to be fetched. @see https://www.w3.org/TR/json-ld11/ */
export function toJsonLd(things: readonly Thing[]): unknown {
  return things.map(({ iri: name, properties }) => ({
    '@id': name,
    ...Object.fromEntries(
      properties
        .filter(([, values]) => listed(values).length > 0)
        .map(([property, values]): [string, unknown] =>
          property === RDF_TYPE
            ? ['@type', listed(values).flatMap((term) => ('iri' in term ? [term.iri] : []))]
            : [property, listed(values).map(jsonTerm)],
        ),
    ),
  }));
}

export const TYPE = RDF_TYPE;
