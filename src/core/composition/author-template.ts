import Handlebars from 'handlebars';
import type { InputIssue, MessageParams } from '../domain-error.js';

/** A letter text longer than this is no letter. */
const MAX_TEMPLATE_CHARACTERS = 20_000;

/** Conditions within conditions: more than this nobody can read back in a letter. */
const MAX_NESTING = 3;

/** Helpers that an author may call with a field: a date, an amount and a number as Dutch letters write them. */
const authorHelpers = ['datum', 'bedrag', 'getal'] as const;

/** Words that do something in a text, and so are no fields. */
const RESERVED: ReadonlySet<string> = new Set([...authorHelpers, 'slot', 'if', 'unless', 'else']);

const FIELD = /^[a-z][a-z0-9_-]{0,59}$/i;

/** Words of JavaScript's own objects: no column has such a name, whatever the guard behind this one would do. */
const FORBIDDEN = new Set(['constructor', 'prototype', '__proto__', 'this', 'lookup', 'log', 'each', 'with']);

/** What a text of an author refers to. */
export interface TemplateUse {
  readonly fields: readonly string[];
  readonly slots: readonly string[];
}

export type CheckedTemplate =
  | { readonly ok: true; readonly use: TemplateUse }
  | { readonly ok: false; readonly issues: readonly InputIssue[] };

type Node = hbs.AST.Node;

const isPath = (node: Node): node is hbs.AST.PathExpression => node.type === 'PathExpression';

/** A path that is a plain name of a field. */
function fieldName(node: Node): string | undefined {
  if (!isPath(node) || node.data || node.depth !== 0 || node.parts.length !== 1) return undefined;
  const name = node.original;
  return FIELD.test(name) && !FORBIDDEN.has(name) ? name : undefined;
}

/** With a tilde, which takes away the white space that parts paragraphs. */
const isStripped = ({ strip }: hbs.AST.MustacheStatement): boolean => strip.open || strip.close;

const hasBlockParams = (program: hbs.AST.Program | undefined): boolean =>
  (program?.blockParams ?? []).length > 0;

class Checker {
  readonly fields = new Set<string>();
  readonly slots = new Set<string>();
  readonly issues: InputIssue[] = [];
  private depth = 0;

  constructor(private readonly path: string) {}

  refuse(node: Node, name: string, params: MessageParams = {}): void {
    this.issues.push({ path: this.path, code: `composition:${name}`, params, line: node.loc.start.line });
  }

  program({ body }: hbs.AST.Program): void {
    for (const statement of body) this.statement(statement);
  }

  private statement(node: Node): void {
    switch (node.type) {
      case 'ContentStatement':
        // Handlebars leaves these as they are (an escaped mustache, a raw block): nothing would escape what is inside.
        if ((node as hbs.AST.ContentStatement).value.includes('{{')) this.refuse(node, 'not-allowed');
        return;
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        this.mustache(node as hbs.AST.MustacheStatement);
        return;
      case 'BlockStatement':
        this.block(node as hbs.AST.BlockStatement);
        return;
      default:
        this.refuse(node, 'not-allowed');
    }
  }

  private mustache(node: hbs.AST.MustacheStatement): void {
    if (!node.escaped) {
      this.refuse(node, 'raw-not-allowed');
      return;
    }
    const name = fieldName(node.path);
    if (name === undefined || node.hash !== undefined) {
      this.refuse(node, 'not-allowed');
      return;
    }
    if (node.params.length === 0) {
      this.argument(node, node.path);
      return;
    }
    const [argument, ...more] = node.params;
    if (argument === undefined || more.length > 0) {
      this.refuse(node, 'not-allowed');
    } else if (name === 'slot' && argument.type === 'StringLiteral') {
      if (isStripped(node)) this.refuse(node, 'not-allowed');
      else this.slots.add((argument as hbs.AST.StringLiteral).value);
    } else if (authorHelpers.some((helper) => helper === name)) {
      this.argument(node, argument);
    } else {
      this.refuse(node, 'helper-unknown', { helper: name, helpers: authorHelpers.join(', ') });
    }
  }

  private argument(node: Node, argument: Node): void {
    const field = fieldName(argument);
    if (field === undefined || RESERVED.has(field)) this.refuse(node, 'not-allowed');
    else this.fields.add(field);
  }

  private block(node: hbs.AST.BlockStatement): void {
    const [condition, ...more] = node.params;
    const name = fieldName(node.path);
    if (
      (name !== 'if' && name !== 'unless') ||
      condition === undefined ||
      more.length > 0 ||
      node.hash !== undefined ||
      hasBlockParams(node.program) ||
      hasBlockParams(node.inverse)
    ) {
      this.refuse(node, 'not-allowed');
      return;
    }
    if (this.depth === MAX_NESTING) {
      this.refuse(node, 'too-deep', { maximum: MAX_NESTING });
      return;
    }
    this.argument(node, condition);
    this.depth += 1;
    this.program(node.program);
    if (node.inverse !== undefined) this.program(node.inverse);
    this.depth -= 1;
  }
}

/**
 * Checks a text of an author before it is ever run: merge fields, the project's own helpers, `slot`, and `if` and
 * `unless` on a field; nothing else of Handlebars, so nothing that reaches beyond the one recipient.
 * @param path how messages name the text
 */
export function checkTemplate(text: string, path: string): CheckedTemplate {
  if (text.length > MAX_TEMPLATE_CHARACTERS) {
    return {
      ok: false,
      issues: [{ path, code: 'composition:too-long', params: { maximum: MAX_TEMPLATE_CHARACTERS } }],
    };
  }
  const checker = new Checker(path);
  try {
    checker.program(Handlebars.parse(text));
  } catch (error) {
    const line = /line (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return {
      ok: false,
      issues: [{ path, code: 'composition:syntax', ...(line === undefined ? {} : { line: Number(line) }) }],
    };
  }
  if (checker.issues.length > 0) return { ok: false, issues: checker.issues };
  return { ok: true, use: { fields: [...checker.fields], slots: [...checker.slots] } };
}
